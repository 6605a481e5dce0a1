import { z } from 'zod';
import { fewRules, type RuleSeverities, severities } from '../rules/catalogue/severities.ts';
import { identifier, list, object, ofList, ofText, oneOf } from '../superbill/fields.ts';
import { LANGUAGES } from '../superbill/language.ts';
import { DEFAULT_NUMBERING, numberingMistake } from '../superbill/numbering.ts';
import { BillingProvider, Clinician } from '../superbill/parties.ts';
import { readShape, type ShapeReading } from '../superbill/read.ts';
import { isMasked, maskTaxId } from '../superbill/tax-id.ts';
import type { Logo } from './logo.ts';
import { Service } from './service.ts';

export const PracticeId = identifier(
	'Id by which requests name the practice: `{"practice": "<id>"}`. Lowercase letters, digits and hyphens.',
	'pretend-harbor',
);

export const ProviderId = identifier(
	'Id by which requests name the clinician: `{"provider": "<id>"}`. Lowercase letters, digits and hyphens.',
	'samplewell',
);

/** The practice of superbills that name none and come from a key without one. No practice can be stored under this id. */
export const DEFAULT_PRACTICE = 'default';

export function isPracticeId(text: string): boolean {
	return text !== DEFAULT_PRACTICE && PracticeId.safeParse(text).data === text;
}

const StoredProvider = object('StoredProvider', 'A clinician of a practice.', {
	id: ProviderId,
	clinician: Clinician.describe('The clinician.'),
});

const MAX_SERVICES = 500;

function listedOnce<K extends string>(name: K) {
	return (entries: readonly Readonly<Record<K, string>>[], context: z.RefinementCtx) => {
		const seen = new Set<string>();
		for (const [i, { [name]: value }] of entries.entries()) {
			if (seen.has(value)) {
				context.addIssue({ code: 'custom', path: [i, name], message: 'is listed twice' });
			}
			seen.add(value);
		}
	};
}

export const PracticeProfile = object(
	'PracticeProfile',
	'Letterhead, clinicians, services, numbering and defaults, which a practice enters once.',
	{
		billingProvider: BillingProvider.describe('The letterhead: who charges for the services (box 33).'),
		providers: z
			.array(StoredProvider)
			.max(200, ofList('has more than 200 entries. Keep at most 200'))
			.superRefine(listedOnce('id'))
			.default([])
			.describe('The clinicians that requests may name.'),
		services: z
			.array(Service)
			.max(MAX_SERVICES, ofList(`has more than ${MAX_SERVICES} entries. Keep at most ${MAX_SERVICES}`))
			.superRefine(listedOnce('id'))
			.superRefine(listedOnce('name'))
			.default([])
			.describe('The fee schedule: services that service lines may name.'),
		numbering: z
			.string()
			.trim()
			.max(60, { ...ofText('has more than 60 characters. Shorten it'), abort: true })
			.superRefine((pattern, context) => {
				const message = numberingMistake(pattern);
				if (message !== undefined) context.addIssue({ code: 'custom', message });
			})
			.default(DEFAULT_NUMBERING)
			.meta({
				description:
					'Pattern of superbill numbers: `{seq:6}` is the next number of the series with six digits; `{yyyy}`, `{yy}`, `{mm}` and `{dd}` come from the issue date. With `{yyyy}`, counting restarts every year; with `{yyyy}` and `{mm}`, every month.',
				examples: [DEFAULT_NUMBERING],
			}),
		template: identifier('Id of the template for requests that name none.', 'standard').optional(),
		payerProfile: identifier(
			'Id of the payer profile for requests that name none and whose coverages select none.',
			'champva',
		).optional(),
		language: oneOf(LANGUAGES, 'Language of the labels for requests that name none.', 'en').optional(),
		notices: list(
			identifier('Id of a notice in the template.', 'how-to-submit'),
			20,
			'Ids of optional notices for requests that list none. A template that does not have one leaves it out.',
		).optional(),
		rules: severities.default({}).meta({
			description:
				'Severities of rules for this practice, such as `{"timely-filing": "off"}`. `GET /v1/rules` lists the rules.',
			examples: [{ 'timely-filing': 'off' }],
		}),
	},
);

/** Identifies a practice to payers, however it was entered: by its NPI and the digits of its tax id. */
export function issuerOf({ npi, taxId }: PracticeProfile['billingProvider']): string {
	return `${npi} ${taxId.value.replaceAll('-', '')}`;
}

export type PracticeInput = z.input<typeof PracticeProfile>;
export type PracticeProfile = z.output<typeof PracticeProfile>;

/** Reads a practice as it was sent. */
export function readProfile(body: unknown): ShapeReading<PracticeProfile> {
	const hasRules = typeof body === 'object' && body !== null && Object.hasOwn(body, 'rules');
	return readShape(
		PracticeProfile,
		hasRules ? { ...body, rules: fewRules((body as { readonly rules: unknown }).rules) } : body,
	);
}

export interface Practice {
	readonly id: string;
	readonly profile: PracticeProfile;
	/** Replaces the template's logo. */
	readonly logo?: Logo | undefined;
	/** Since then, no superbills are made for the practice. */
	readonly archivedAt?: string | undefined;
}

export function practiceSeverities({ rules }: PracticeProfile): RuleSeverities {
	return new Map(Object.entries(rules));
}

/** Masks the tax ID if it is a person's number. */
export function maskedProfile(profile: PracticeProfile): PracticeProfile {
	const { type, value } = profile.billingProvider.taxId;
	return withTaxId(profile, maskTaxId(type, value));
}

/** Restores a masked tax ID from the profile on file, so that a profile can be read, changed and sent back. */
export function unmaskedProfile(sent: PracticeProfile, onFile: PracticeProfile | undefined): PracticeProfile {
	const { type, value } = sent.billingProvider.taxId;
	const known = onFile?.billingProvider.taxId;
	return isMasked(value) && known?.type === type && maskTaxId(type, known.value) === value
		? withTaxId(sent, known.value)
		: sent;
}

function withTaxId(profile: PracticeProfile, value: string): PracticeProfile {
	const { billingProvider } = profile;
	return {
		...profile,
		billingProvider: { ...billingProvider, taxId: { ...billingProvider.taxId, value } },
	};
}

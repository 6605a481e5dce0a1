import { z } from 'zod';
import { type RuleSeverities, severities } from '../rules/catalogue/severities.ts';
import { identifier, oneOf } from '../superbill/fields.ts';
import { LANGUAGES } from '../superbill/language.ts';
import { DEFAULT_NUMBERING, numberingMistake } from '../superbill/numbering.ts';
import { BillingProvider, Clinician } from '../superbill/parties.ts';
import { isMasked, maskTaxId } from '../superbill/tax-id.ts';
import type { Logo } from './logo.ts';

export const PracticeId = identifier(
	'What requests name the practice by: `{"practice": "<id>"}`. Small letters, digits and hyphens.',
	'pretend-harbor',
);

export const ProviderId = identifier(
	'What requests name the clinician by: `{"provider": "<id>"}`. Small letters, digits and hyphens.',
	'samplewell',
);

/** Where superbills go that name no practice, from a key that belongs to none. No practice is stored under it. */
export const DEFAULT_PRACTICE = 'default';

/** Whether text may name a stored practice. */
export function isPracticeId(text: string): boolean {
	return text !== DEFAULT_PRACTICE && PracticeId.safeParse(text).data === text;
}

const StoredProvider = z
	.strictObject({
		id: ProviderId,
		clinician: Clinician.meta({ description: 'The clinician.' }),
	})
	.meta({ id: 'StoredProvider', description: 'A clinician of a practice.' });

/** What a practice types once. */
export const PracticeProfile = z
	.strictObject({
		billingProvider: BillingProvider.meta({
			description: 'The letterhead: who charges for the services (box 33).',
		}),
		providers: z
			.array(StoredProvider)
			.max(200, 'must have at most 200 entries')
			.superRefine((providers, context) => {
				const seen = new Set<string>();
				for (const [i, { id }] of providers.entries()) {
					if (seen.has(id)) {
						context.addIssue({ code: 'custom', path: [i, 'id'], message: 'stands more than once' });
					}
					seen.add(id);
				}
			})
			.default([])
			.meta({ description: 'The clinicians that requests may name.' }),
		numbering: z
			.string()
			.trim()
			.max(60, 'must have at most 60 characters')
			.superRefine((pattern, context) => {
				const message = numberingMistake(pattern);
				if (message !== undefined) context.addIssue({ code: 'custom', message });
			})
			.default(DEFAULT_NUMBERING)
			.meta({
				description:
					'How superbills are numbered: `{seq:6}` is the next of the series with six digits; `{yyyy}`, `{yy}`, `{mm}` and `{dd}` are of the issue date. With `{yyyy}`, counting starts anew every year; with `{yyyy}` and `{mm}`, every month.',
				examples: [DEFAULT_NUMBERING],
			}),
		template: identifier('Id of the template where a request names none.', 'standard').optional(),
		language: oneOf(LANGUAGES, {
			description: 'Language of the labels where a request names none.',
			example: 'en',
		}).optional(),
		rules: severities.default({}).meta({
			description:
				'Severities of rules for this practice, like `{"timely-filing": "off"}`; `GET /v1/rules` lists the rules.',
			examples: [{ 'timely-filing': 'off' }],
		}),
	})
	.meta({
		id: 'PracticeProfile',
		description: 'What a practice types once: letterhead, clinicians, numbering, defaults.',
	});

/** What a caller sends. */
export type PracticeInput = z.input<typeof PracticeProfile>;
export type PracticeProfile = z.output<typeof PracticeProfile>;

/** A practice as requests use it. */
export interface Practice {
	readonly id: string;
	readonly profile: PracticeProfile;
	/** Takes the place of the template's. */
	readonly logo?: Logo | undefined;
	/** Since when nothing is made for it any more. */
	readonly archivedAt?: string | undefined;
}

export function practiceSeverities({ rules }: PracticeProfile): RuleSeverities {
	return new Map(Object.entries(rules));
}

/** A profile as it is shown: a tax id that is a person's own is masked. */
export function maskedProfile(profile: PracticeProfile): PracticeProfile {
	const { type, value } = profile.billingProvider.taxId;
	return withTaxId(profile, maskTaxId(type, value));
}

/**
 * A profile that was sent, with the tax id of the one on file where it has that one masked: what was read can be
 * changed and sent back.
 */
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

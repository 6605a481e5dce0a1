import { z } from 'zod';
import { type Settings, severities } from '../rules/settings.ts';
import { identifier, oneOf } from '../superbill/fields.ts';
import { DEFAULT_NUMBERING, numberingMistake } from '../superbill/numbering.ts';
import { BillingProvider, Clinician } from '../superbill/parties.ts';

export const StoredProvider = z
	.strictObject({
		id: identifier('What requests name the clinician by: `{"provider": "<id>"}`.', 'sample'),
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
			.default([])
			.meta({ description: 'The clinicians that requests may name.' }),
		numbering: z
			.string()
			.max(60, 'must have at most 60 characters')
			.superRefine((pattern, context) => {
				const message = numberingMistake(pattern);
				if (message !== undefined) context.addIssue({ code: 'custom', message });
			})
			.default(DEFAULT_NUMBERING)
			.meta({
				description:
					'How superbills are numbered: `{seq:6}` is the next of the series with six digits; `{yyyy}`, `{yy}`, `{mm}` and `{dd}` are of the issue date, and a series starts anew where they change.',
				examples: [DEFAULT_NUMBERING],
			}),
		template: identifier('Id of the template where a request names none.', 'standard').optional(),
		language: oneOf(['en', 'es'], {
			description: 'Language of the labels where a request names none.',
			example: 'en',
		}).optional(),
		rules: severities.default({}).meta({
			description:
				'Severities of rules for this practice, like `{"timely-filing": "off"}`; `GET /v1/rules` lists them.',
			examples: [{ 'timely-filing': 'off' }],
		}),
	})
	.meta({
		id: 'PracticeProfile',
		description: 'What a practice types once: letterhead, clinicians, numbering, defaults.',
	});

export type PracticeProfile = z.output<typeof PracticeProfile>;

/** A practice as requests use it. */
export interface Practice {
	readonly id: string;
	readonly profile: PracticeProfile;
	/** PNG or JPEG that takes the place of the template's. */
	readonly logo?: Buffer | undefined;
}

export function practiceSettings({ profile }: Practice): Settings {
	return new Map(Object.entries(profile.rules));
}

import type { PracticeInput } from '../../practices/practice.ts';
import type { SentSuperbill } from '../../practices/sent.ts';
import { ketamineVisit } from './ketamine-visit.ts';
import { COUNSELING_PRACTICE, KETAMINE_CLINIC } from './practices.ts';

interface PracticeExample {
	readonly summary: string;
	readonly value: PracticeInput;
}

/** Practices to store. The first has the id that the paths give as their example. */
export const PRACTICE_EXAMPLES = {
	'ketamine-clinic': {
		summary: 'Ketamine clinic',
		value: {
			billingProvider: KETAMINE_CLINIC.billingProvider,
			providers: [{ id: 'samplewell', clinician: KETAMINE_CLINIC.renderingProvider }],
			numbering: 'SB-{yyyy}-{seq:6}',
			template: 'infusion',
			language: 'en',
		},
	},
	'counseling-practice': {
		summary: 'Counseling practice with numbers by month',
		value: {
			billingProvider: COUNSELING_PRACTICE.billingProvider,
			providers: [{ id: 'placeholder-mueller', clinician: COUNSELING_PRACTICE.renderingProvider }],
			numbering: 'MM-{yyyy}{mm}-{seq:4}',
			template: 'behavioral-health',
			rules: { 'timely-filing': 'off' },
		},
	},
} as const satisfies Readonly<Record<string, PracticeExample>>;

/** A visit at the practice of the first example. */
export const PRACTICE_ON_FILE: { readonly summary: string; readonly value: SentSuperbill } = {
	summary: 'Practice on file (store it first)',
	value: {
		...ketamineVisit,
		billingProvider: { practice: 'pretend-harbor' },
		renderingProvider: { provider: 'samplewell' },
	},
};

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
			services: [
				{
					id: 'office-visit',
					name: 'Office visit on the day of an infusion',
					description: 'Office visit, separate from the infusion',
					placeOfService: '11',
					code: '99213',
					modifiers: ['25'],
					charge: '150.00',
				},
				{
					id: 'ketamine-90',
					name: 'Ketamine infusion, 90 min',
					placeOfService: '11',
					code: '96365',
					charge: '375.00',
					minutes: 90,
				},
				{
					id: 'ketamine-40-mg',
					name: 'Ketamine, 40 mg',
					placeOfService: '11',
					code: 'J3490',
					charge: '25.00',
					drug: {
						ndc: '0000-1234-05',
						quantity: '0.8',
						unit: 'ML',
						name: 'ketamine HCl (fictitious product)',
						strength: '50 mg/mL',
						dose: '40 mg',
						route: 'IV',
						wasted: '0',
					},
				},
			],
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
			services: [
				{ id: 'session-60', name: 'Psychotherapy, 60 minutes', code: '90837', charge: '175.00', minutes: 60 },
			],
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
		serviceLines: ['office-visit', 'ketamine-90', 'ketamine-40-mg'].map((service) => ({
			date: '2026-10-06',
			service,
			diagnosisPointers: ['A'],
		})),
	},
};

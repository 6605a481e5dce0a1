import type { SuperbillInput } from '../../superbill/request.ts';
import { COUNSELING_PRACTICE } from './practices.ts';

export const correctedSuperbill: SuperbillInput = {
	number: 'SB-2026-000110',
	issuedOn: '2026-10-28',
	...COUNSELING_PRACTICE,
	patient: {
		firstName: 'Quincy',
		lastName: 'Redone',
		birthDate: '1975-11-30',
		sex: 'M',
		accountNumber: 'PT-000110',
		address: { line1: '2 Second Try St', city: 'Sampleton', state: 'OR', postalCode: '99999' },
	},
	coverages: [
		{ payerName: 'Placeholder Health Insurance Co.', memberId: 'FICT000000110', relationship: 'self' },
	],
	diagnoses: [{ code: 'F41.1', description: 'Generalized anxiety disorder' }],
	serviceLines: [
		{
			date: '2026-10-05',
			placeOfService: '10',
			code: '90837',
			modifiers: ['95'],
			description: 'Psychotherapy session by video',
			diagnosisPointers: ['A'],
			charge: '185.00',
			minutes: 56,
			telehealth: { modality: 'video', patientState: 'OR' },
		},
	],
	payments: [{ date: '2026-10-05', amount: '185.00', method: 'fsa' }],
	replaces: {
		number: 'SB-2026-000099',
		issuedOn: '2026-10-05',
		reason: 'Place of service was 11; the visit was by video',
		payerClaimNumber: 'FICTCLM0110',
	},
};

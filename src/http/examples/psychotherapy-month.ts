import type { SuperbillInput } from '../../superbill/request.ts';
import { COUNSELING_PRACTICE } from './practices.ts';

type Line = SuperbillInput['serviceLines'][number];

const session: Omit<Line, 'date' | 'minutes'> = {
	placeOfService: '10',
	code: '90837',
	modifiers: ['95'],
	description: 'Psychotherapy session by video',
	diagnosisPointers: ['A', 'B'],
	charge: '185.00',
	telehealth: { modality: 'video', patientState: 'OR' },
};

export const psychotherapyMonth: SuperbillInput = {
	number: 'SB-2026-000102',
	issuedOn: '2026-10-31',
	...COUNSELING_PRACTICE,
	patient: {
		firstName: 'Zoë',
		lastName: 'Ångström-Nuñez',
		preferredName: 'Zo',
		birthDate: '1991-12-01',
		sex: 'X',
		accountNumber: 'PT-000102',
		address: { line1: '77 Señora Ñandú Ave', city: 'São Exemplo', state: 'OR', postalCode: '99999' },
		phone: '555-0112',
	},
	coverages: [
		{ payerName: 'Placeholder Health Insurance Co.', memberId: 'FICT000000102', relationship: 'self' },
	],
	diagnoses: [
		{ code: 'F43.10', description: 'Post-traumatic stress disorder, unspecified' },
		{ code: 'F41.1', description: 'Generalized anxiety disorder' },
	],
	serviceLines: [
		{ ...session, date: '2026-10-01', minutes: 55 },
		{ ...session, date: '2026-10-08', minutes: 53 },
		{ ...session, date: '2026-10-15', minutes: 60 },
		{ ...session, date: '2026-10-22', minutes: 54 },
	],
	payments: [
		{ date: '2026-10-01', amount: '185.00', method: 'card' },
		{ date: '2026-10-08', amount: '185.00', method: 'card' },
		{ date: '2026-10-15', amount: '185.00', method: 'card' },
		{ date: '2026-10-22', amount: '185.00', method: 'card' },
	],
};

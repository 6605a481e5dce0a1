import type { SuperbillInput } from '../../superbill/request.ts';
import { KETAMINE_CLINIC } from './practices.ts';

export const ketamineVisit: SuperbillInput = {
	number: 'SB-2026-000101',
	issuedOn: '2026-10-06',
	...KETAMINE_CLINIC,
	patient: {
		firstName: 'Marlow',
		lastName: 'Fakenham',
		birthDate: '1984-02-29',
		sex: 'F',
		accountNumber: 'PT-000101',
		address: { line1: '12 Imaginary Ct', city: 'Exampleville', state: 'CO', postalCode: '99999' },
		phone: '555-0111',
	},
	coverages: [
		{
			payerName: 'Fictional Mutual Health Plan',
			memberId: 'FICT000000101',
			groupNumber: 'FICT-GRP-01',
			relationship: 'self',
		},
	],
	diagnoses: [
		{ code: 'F33.2', description: 'Major depressive disorder, recurrent severe without psychotic features' },
	],
	serviceLines: [
		{
			date: '2026-10-06',
			placeOfService: '11',
			code: '99213',
			modifiers: ['25'],
			description: 'Office visit, separate from the infusion',
			diagnosisPointers: ['A'],
			charge: '150.00',
		},
		{
			date: '2026-10-06',
			placeOfService: '11',
			code: '96365',
			description: 'IV infusion, first hour',
			diagnosisPointers: ['A'],
			charge: '300.00',
			minutes: 100,
			startTime: '10:00',
			endTime: '11:40',
		},
		{
			date: '2026-10-06',
			placeOfService: '11',
			code: '96366',
			description: 'IV infusion, one more hour',
			diagnosisPointers: ['A'],
			charge: '75.00',
		},
		{
			date: '2026-10-06',
			placeOfService: '11',
			code: 'J3490',
			description: 'Ketamine used',
			diagnosisPointers: ['A'],
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
	payments: [{ date: '2026-10-06', amount: '550.00', method: 'card', reference: 'last4 0000' }],
};

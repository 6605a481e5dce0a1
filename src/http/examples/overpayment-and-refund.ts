import type { SuperbillInput } from '../../superbill/request.ts';
import { KETAMINE_CLINIC } from './practices.ts';

export const overpaymentAndRefund: SuperbillInput = {
	number: 'SB-2026-000109',
	issuedOn: '2026-10-22',
	...KETAMINE_CLINIC,
	patient: {
		firstName: 'Clementine',
		lastName: 'Surplus-Fauxworth',
		birthDate: '1988-04-01',
		sex: 'F',
		accountNumber: 'PT-000109',
		address: { line1: '9 Overpaid Ave', city: 'Exampleville', state: 'CO', postalCode: '99999' },
		phone: '555-0119',
	},
	coverages: [{ payerName: 'Nonesuch Assurance PPO', memberId: 'FICT000000109', relationship: 'self' }],
	diagnoses: [{ code: 'F33.1', description: 'Major depressive disorder, recurrent, moderate' }],
	serviceLines: [
		{
			date: '2026-10-20',
			placeOfService: '11',
			code: '99213',
			modifiers: ['25'],
			description: 'Office visit, separate from the infusion',
			diagnosisPointers: ['A'],
			charge: '150.00',
		},
		{
			date: '2026-10-20',
			placeOfService: '11',
			code: '96365',
			description: 'IV infusion, first hour',
			diagnosisPointers: ['A'],
			charge: '300.00',
			minutes: 45,
		},
		{
			date: '2026-10-20',
			placeOfService: '11',
			code: 'J3490',
			description: 'Ketamine used',
			diagnosisPointers: ['A'],
			charge: '50.00',
			drug: {
				ndc: '0000-1234-05',
				quantity: '0.5',
				unit: 'ML',
				name: 'ketamine HCl (fictitious product)',
				strength: '50 mg/mL',
				dose: '25 mg',
				route: 'IV',
			},
		},
	],
	payments: [
		{ date: '2026-10-06', amount: '300.00', method: 'card', note: 'deposit' },
		{ date: '2026-10-20', amount: '300.00', method: 'card' },
	],
	adjustments: [{ date: '2026-10-20', amount: '50.00', reason: 'Prompt-pay discount' }],
	refunds: [{ date: '2026-10-22', amount: '150.00', method: 'card', reason: 'overpayment' }],
};

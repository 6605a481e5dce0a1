import type { SuperbillInput } from '../../superbill/request.ts';

export const minorWithGuarantor: SuperbillInput = {
	number: 'SB-2026-000104',
	issuedOn: '2026-09-21',
	billingProvider: {
		name: 'Figment Family Behavioral Health',
		npi: '2000000176',
		taxId: { type: 'EIN', value: '00-0000004' },
		taxonomy: '103TC0700X',
		address: { line1: '88 Storybook Ln', city: 'Pretendale', state: 'TX', postalCode: '99999' },
		phone: '555-0104',
		email: 'hello@figment-family.example.com',
		timeZone: 'America/Chicago',
	},
	renderingProvider: {
		firstName: 'Barnaby',
		lastName: 'Inventson',
		credentials: 'PhD',
		npi: '2000000127',
		taxonomy: '103TC0700X',
		license: { state: 'TX', number: 'FICT-PSY-0004' },
	},
	patient: {
		firstName: 'Juniper',
		lastName: 'Fictoria-Bell',
		birthDate: '2010-03-14',
		sex: 'F',
		accountNumber: 'PT-000104',
		address: { line1: '5 Example Elm', city: 'Pretendale', state: 'TX', postalCode: '99999' },
	},
	guarantor: {
		firstName: 'Delphine',
		lastName: 'Bell',
		relationship: 'mother',
		address: { line1: '5 Example Elm', city: 'Pretendale', state: 'TX', postalCode: '99999' },
		phone: '555-0114',
	},
	coverages: [
		{
			payerName: 'Fictional Mutual Health Plan',
			memberId: 'FICT000000104',
			groupNumber: 'FICT-GRP-01',
			relationship: 'child',
			subscriber: {
				firstName: 'Ambrose',
				lastName: 'Fictoria',
				birthDate: '1979-05-05',
				address: { line1: '900 Other Parent Rd', city: 'Mocktown', state: 'OK', postalCode: '99999' },
			},
		},
	],
	diagnoses: [{ code: 'F32.1', description: 'Major depressive disorder, single episode, moderate' }],
	serviceLines: [
		{
			date: '2026-09-21',
			placeOfService: '11',
			code: '90791',
			description: 'First evaluation',
			diagnosisPointers: ['A'],
			charge: '250.00',
		},
		{
			date: '2026-09-21',
			placeOfService: '11',
			code: '90785',
			description: 'Interpreter and play equipment needed',
			diagnosisPointers: ['A'],
			charge: '20.00',
		},
	],
	payments: [{ date: '2026-09-21', amount: '270.00', method: 'check', reference: 'check 0000' }],
};

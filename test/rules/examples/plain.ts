import type { SuperbillInput } from '../../../src/superbill/request.ts';

/** Issue date of the plain request. */
export const TODAY = '2026-10-06';

/** A request without findings, not even an info. */
export const PLAIN: SuperbillInput = {
	number: 'SB-2026-000900',
	issuedOn: TODAY,
	billingProvider: {
		name: 'Pretend Harbor Ketamine & Wellness PLLC',
		npi: '2000000028',
		taxId: { type: 'EIN', value: '00-0000001' },
		address: { line1: '1 Nowhere Plaza', city: 'Exampleville', state: 'CO', postalCode: '99999' },
		phone: '555-0101',
	},
	renderingProvider: {
		firstName: 'Testa',
		lastName: 'Samplewell',
		credentials: 'DNP, PMHNP-BC',
		npi: '2000000010',
		taxonomy: '363LP0808X',
		license: { state: 'CO', number: 'FICT-APN-0001' },
	},
	patient: {
		firstName: 'Marlow',
		lastName: 'Fakenham',
		birthDate: '1984-02-29',
		sex: 'F',
		address: { line1: '12 Imaginary Ct', city: 'Exampleville', state: 'CO', postalCode: '99999' },
	},
	coverages: [{ payerName: 'Fictional Mutual Health Plan', memberId: 'FICT000000900', relationship: 'self' }],
	diagnoses: [{ code: 'F33.2' }],
	serviceLines: [
		{
			date: TODAY,
			placeOfService: '11',
			code: '99213',
			description: 'Office visit',
			diagnosisPointers: ['A'],
			charge: '150.00',
		},
	],
	payments: [{ date: TODAY, amount: '150.00', method: 'card' }],
};

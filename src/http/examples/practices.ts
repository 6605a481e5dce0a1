import type { SuperbillInput } from '../../superbill/request.ts';

/** Fictitious practices and clinicians that several examples share. */
type Practice = Pick<SuperbillInput, 'billingProvider' | 'renderingProvider'>;

export const KETAMINE_CLINIC: Practice = {
	billingProvider: {
		name: 'Pretend Harbor Ketamine & Wellness PLLC',
		npi: '2000000028',
		taxId: { type: 'EIN', value: '00-0000001' },
		taxonomy: '261QM0801X',
		address: {
			line1: '1 Nowhere Plaza',
			line2: 'Suite 200',
			city: 'Exampleville',
			state: 'CO',
			postalCode: '99999',
		},
		phone: '555-0101',
		email: 'billing@pretend-harbor.example.com',
		timeZone: 'America/Denver',
	},
	renderingProvider: {
		firstName: 'Testa',
		lastName: 'Samplewell',
		credentials: 'DNP, PMHNP-BC',
		npi: '2000000010',
		taxonomy: '363LP0808X',
		license: { state: 'CO', number: 'FICT-APN-0001' },
	},
};

export const COUNSELING_PRACTICE: Practice = {
	billingProvider: {
		name: 'Made-Up Meadow Counseling LLC',
		npi: '2000000143',
		taxId: { type: 'EIN', value: '00-0000002' },
		taxonomy: '1041C0700X',
		address: { line1: '400 Invented Way', city: 'Sampleton', state: 'OR', postalCode: '99999' },
		phone: '555-0102',
		email: 'office@made-up-meadow.example.com',
		timeZone: 'America/Los_Angeles',
	},
	renderingProvider: {
		firstName: 'Žofia',
		lastName: 'Placeholder-Müller',
		credentials: 'LCSW',
		npi: '2000000036',
		taxonomy: '1041C0700X',
		license: { state: 'OR', number: 'FICT-LCSW-0002' },
	},
};

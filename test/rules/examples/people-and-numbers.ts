import { add, type RuleExamples, remove, replace, values } from './example.ts';

const SUBSCRIBER = { firstName: 'Ambrose', lastName: 'Fictoria', birthDate: '1979-05-05' };
const SUPERVISOR = { firstName: 'Hollis', lastName: 'Makebelieve', credentials: 'MD' };
const GUARANTOR = {
	firstName: 'Delphine',
	lastName: 'Bell',
	relationship: 'mother',
	address: { line1: '5 Example Elm', city: 'Pretendale', state: 'TX', postalCode: '99999' },
};
const REPLACES = { number: 'SB-2026-000800', issuedOn: '2026-10-06', reason: 'Wrong place of service' };

/** Examples of the rules on identifiers, people, coverage, dates, texts and corrections. */
export const PEOPLE_AND_NUMBERS: RuleExamples = {
	'npi-check-digit': values('/renderingProvider/npi', '2000000011', '2000000010'),
	'supervisor-is-renderer': {
		fails: [add('/supervisingProvider', { ...SUPERVISOR, npi: '2000000010' })],
		passes: [add('/supervisingProvider', { ...SUPERVISOR, npi: '2000000093' })],
	},
	'tax-id-format': values('/billingProvider/taxId/value', '00-00001', '00-0000001'),
	'tax-id-is-ssn': {
		fails: [replace('/billingProvider/taxId', { type: 'SSN', value: '219-09-9999' })],
		passes: [replace('/billingProvider/taxId', { type: 'EIN', value: '00-0000002' })],
	},
	'taxonomy-format': {
		fails: [add('/renderingProvider/taxonomy', '363LP0808')],
		passes: [add('/renderingProvider/taxonomy', '363LP0808X')],
	},
	'credentials-missing': {
		fails: [remove('/renderingProvider/credentials')],
		passes: [replace('/renderingProvider/credentials', 'LCSW')],
	},
	'practice-phone': {
		fails: [remove('/billingProvider/phone')],
		passes: [replace('/billingProvider/phone', '555-0102')],
	},
	'referring-npi': {
		fails: [add('/referringProvider', SUPERVISOR)],
		passes: [add('/referringProvider', { ...SUPERVISOR, npi: '2000000093' })],
	},
	'provider-details': {
		fails: [remove('/renderingProvider/license')],
		passes: [replace('/renderingProvider/license', { state: 'CO', number: 'FICT-APN-0002' })],
	},
	'facility-missing': {
		fails: [replace('/serviceLines/0/placeOfService', '22')],
		passes: [
			replace('/serviceLines/0/placeOfService', '22'),
			add('/serviceFacility', { name: 'Invented General Hospital', address: GUARANTOR.address }),
		],
	},
	'patient-age': values('/patient/birthDate', '1884-02-29', '1924-02-29'),
	'procedure-age': {
		fails: [replace('/serviceLines/0/code', '99397')],
		passes: [replace('/serviceLines/0/code', '99396')],
	},
	'self-with-subscriber': {
		fails: [add('/coverages/0/subscriber', SUBSCRIBER)],
		passes: [replace('/coverages/0/relationship', 'spouse'), add('/coverages/0/subscriber', SUBSCRIBER)],
	},
	'payer-asks': {
		fails: [replace('/coverages/0/payerName', 'BCBS FEP')],
		passes: [
			replace('/coverages/0/payerName', 'BCBS FEP'),
			add('/patient/phone', '555-0111'),
			add('/conditionRelatedTo', { employment: false, otherAccident: false }),
		],
	},
	'payer-refuses': {
		fails: [replace('/coverages/0/payerName', 'Medicare'), replace('/serviceLines/0/code', '98002')],
		passes: [replace('/serviceLines/0/code', '98002')],
	},
	'accident-date': {
		fails: [add('/conditionRelatedTo', { autoAccident: { state: 'CO' } })],
		passes: [
			add('/conditionRelatedTo', { autoAccident: { state: 'CO' } }),
			add('/accidentDate', '2026-10-01'),
		],
	},
	'date-in-future': values('/serviceLines/0/date', '2026-10-07', '2026-10-05'),
	'date-before-birth': values('/patient/birthDate', '2026-10-07', '1985-03-01'),
	'timely-filing': values('/serviceLines/0/date', '2026-07-08', '2026-07-09'),
	'subscriber-missing': {
		fails: [replace('/coverages/0/relationship', 'spouse')],
		passes: [replace('/coverages/0/relationship', 'spouse'), add('/coverages/0/subscriber', SUBSCRIBER)],
	},
	'subscriber-birth-date': {
		fails: [
			replace('/coverages/0/relationship', 'spouse'),
			add('/coverages/0/subscriber', { firstName: 'Ambrose', lastName: 'Fictoria' }),
		],
		passes: [replace('/coverages/0/relationship', 'spouse'), add('/coverages/0/subscriber', SUBSCRIBER)],
	},
	'minor-without-guarantor': {
		fails: [replace('/patient/birthDate', '2010-03-14')],
		passes: [replace('/patient/birthDate', '2010-03-14'), add('/guarantor', GUARANTOR)],
	},
	'coverage-missing': {
		fails: [remove('/coverages')],
		passes: [replace('/coverages/0/memberId', 'FICT000000901')],
	},
	'replaces-itself': {
		fails: [add('/replaces', { ...REPLACES, number: 'SB-2026-000900' })],
		passes: [add('/replaces', REPLACES)],
	},
	'payer-claim-number': {
		fails: [add('/replaces', REPLACES)],
		passes: [add('/replaces', { ...REPLACES, payerClaimNumber: 'FICTCLM0001' })],
	},
	'unprintable-text': values('/patient/lastName', 'Faken\u202Eham', 'Fakenhäm'),
	'ssn-in-text': {
		fails: [add('/note', 'SSN 219-09-9999')],
		passes: [add('/note', 'Thank you.')],
	},
};

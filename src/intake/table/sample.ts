import { COLUMNS } from './columns.ts';

/** Cells by the names of their columns. */
type SampleRow = Readonly<Record<string, string>>;

const CLINIC: SampleRow = {
	billing_provider_name: 'Pretend Harbor Ketamine & Wellness PLLC',
	billing_provider_npi: '2000000028',
	billing_provider_tax_id_type: 'EIN',
	billing_provider_tax_id: '00-0000001',
	billing_provider_address_line1: '1 Nowhere Plaza',
	billing_provider_address_line2: 'Suite 200',
	billing_provider_city: 'Exampleville',
	billing_provider_state: 'CO',
	billing_provider_postal_code: '99999',
	billing_provider_phone: '555-0101',
	billing_provider_time_zone: 'America/Denver',
	rendering_provider_npi: '2000000010',
	rendering_provider_first_name: 'Testa',
	rendering_provider_last_name: 'Samplewell',
	rendering_provider_credentials: 'DNP, PMHNP-BC',
};

/** The same clinic when it is on file. */
const ON_FILE: SampleRow = { practice: 'pretend-harbor', rendering_provider: 'samplewell' };

const home = (line1: string): SampleRow => ({
	patient_address_line1: line1,
	patient_city: 'Exampleville',
	patient_state: 'CO',
	patient_postal_code: '99999',
});

const MARLOW: SampleRow = {
	account_number: 'PT-000101',
	patient_first_name: 'Marlow',
	patient_last_name: 'Fakenham',
	patient_birth_date: '1984-02-29',
	patient_sex: 'F',
	...home('12 Imaginary Ct'),
	payer_name: 'Fictional Mutual Health Plan',
	member_id: 'FICT000000101',
	relationship_to_subscriber: 'self',
};

const ZOE: SampleRow = {
	account_number: 'PT-000102',
	patient_first_name: 'Zoë',
	patient_last_name: 'Ångström-Nuñez',
	patient_birth_date: '1991-12-01',
	patient_sex: 'X',
	...home('77 Señora Ñandú Ave'),
	payer_name: 'Placeholder Health Insurance Co.',
	member_id: 'FICT000000102',
	relationship_to_subscriber: 'self',
};

const JUNIPER: SampleRow = {
	account_number: 'PT-000104',
	patient_first_name: 'Juniper',
	patient_last_name: 'Fictoria-Bell',
	patient_birth_date: '2010-03-14',
	patient_sex: 'F',
	...home('5 Example Elm'),
	guarantor_first_name: 'Delphine',
	guarantor_last_name: 'Bell',
	guarantor_relationship: 'mother',
	guarantor_address_line1: '5 Example Elm',
	guarantor_city: 'Exampleville',
	guarantor_state: 'CO',
	guarantor_postal_code: '99999',
	payer_name: 'Fictional Mutual Health Plan',
	member_id: 'FICT000000104',
	relationship_to_subscriber: 'child',
	subscriber_first_name: 'Ambrose',
	subscriber_last_name: 'Fictoria',
	subscriber_birth_date: '1979-05-05',
};

const office = (date: string): SampleRow => ({ date_of_service: date, place_of_service: '11' });

const byVideo = (date: string): SampleRow => ({
	date_of_service: date,
	place_of_service: '10',
	procedure_code: '90837',
	modifier_1: '95',
	description: 'Psychotherapy session by video',
	diagnosis_1: 'F43.10',
	diagnosis_2: 'F41.1',
	charge: '185.00',
	minutes: '55',
	telehealth_modality: 'video',
	telehealth_patient_state: 'CO',
});

const paid = (date: string, amount: string, method: string): SampleRow => ({
	paid_date: date,
	paid_amount: amount,
	paid_method: method,
});

/** A month of three patients at one clinic. */
const ROWS: readonly SampleRow[] = [
	{
		...MARLOW,
		...office('2026-10-06'),
		procedure_code: '99213',
		modifier_1: '25',
		description: 'Office visit, apart from the infusion',
		diagnosis_1: 'F33.2',
		charge: '150.00',
		...paid('2026-10-06', '550.00', 'card'),
		paid_reference: 'last4 0000',
	},
	{
		...MARLOW,
		...office('2026-10-06'),
		procedure_code: '96365',
		description: 'IV infusion, first hour',
		diagnosis_1: 'F33.2',
		charge: '300.00',
		minutes: '100',
		start_time: '10:00',
		end_time: '11:40',
	},
	{
		...MARLOW,
		...office('2026-10-06'),
		procedure_code: '96366',
		description: 'IV infusion, additional hour',
		diagnosis_1: 'F33.2',
		charge: '75.00',
	},
	{
		...MARLOW,
		...office('2026-10-06'),
		procedure_code: 'J3490',
		description: 'Ketamine injection (drug supply)',
		diagnosis_1: 'F33.2',
		charge: '25.00',
		ndc: '0000-1234-05',
		drug_quantity: '0.8',
		drug_unit: 'ML',
		drug_name: 'ketamine HCl (fictitious product)',
		drug_strength: '50 mg/mL',
		drug_dose: '40 mg',
		drug_route: 'IV',
		drug_wasted: '0',
	},
	{ ...ZOE, ...byVideo('2026-10-08'), ...paid('2026-10-08', '185.00', 'hsa') },
	{ ...ZOE, ...byVideo('2026-10-15'), ...paid('2026-10-15', '100.00', 'hsa') },
	// A row without a service, for the rest of that payment, made by another method.
	{ ...ZOE, date_of_service: '2026-10-15', ...paid('2026-10-15', '85.00', 'card') },
	{
		...JUNIPER,
		...office('2026-10-21'),
		procedure_code: '90791',
		description: 'First evaluation',
		diagnosis_1: 'F32.1',
		charge: '250.00',
		...paid('2026-10-21', '250.00', 'check'),
		paid_reference: 'check 0000',
	},
];

/** Makes a table to download, fill in and send, with the clinic spelled out or on file. */
export function sampleTable(clinic: 'spelled out' | 'on file'): string {
	const rows = ROWS.map((row) => ({ ...(clinic === 'on file' ? ON_FILE : CLINIC), ...row }) as SampleRow);
	const names = COLUMNS.map(({ name }) => name).filter((name) => rows.some((row) => row[name] !== undefined));
	return [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
		.map((cells) => `${cells.map(quotedCell).join(',')}\r\n`)
		.join('');
}

function quotedCell(text: string): string {
	return text.includes(',') ? `"${text}"` : text;
}

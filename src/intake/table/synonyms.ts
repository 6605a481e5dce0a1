import { nearestName } from '../../text/nearest.ts';
import { COLUMN_BY_NAME, COLUMNS, type Column } from './columns.ts';
import { comparableName } from './names.ts';

/** Names of columns in the exports of other programs. Words that could mean several things, such as Name, are not among them. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
	visit: ['Visit ID', 'Visit #', 'Encounter', 'Encounter ID', 'Appointment ID'],
	superbill_number: ['Superbill #', 'Superbill ID', 'Invoice Number', 'Invoice #', 'Statement Number'],
	practice: ['Practice ID'],
	billing_provider_name: ['Practice Name', 'Clinic Name', 'Billing Provider', 'Billing Name'],
	billing_provider_npi: ['Practice NPI', 'Group NPI', 'Billing NPI', 'Clinic NPI'],
	billing_provider_tax_id: ['Tax ID', 'EIN', 'TIN', 'Federal Tax ID', 'Practice Tax ID'],
	billing_provider_phone: ['Practice Phone', 'Clinic Phone'],
	rendering_provider_npi: ['Rendering NPI', 'Provider NPI', 'Clinician NPI', 'Therapist NPI'],
	rendering_provider_first_name: ['Provider First Name', 'Clinician First Name', 'Rendering First Name'],
	rendering_provider_last_name: ['Provider Last Name', 'Clinician Last Name', 'Rendering Last Name'],
	rendering_provider_credentials: ['Credentials', 'Provider Credentials'],
	referring_provider_npi: ['Referring NPI'],
	account_number: [
		...['Account', 'Account #', 'Account No', 'Acct', 'Acct #', 'Patient ID', 'Patient #', 'Patient Number'],
		...[
			'Patient Account',
			'Patient Account Number',
			'Client ID',
			'Chart #',
			'Chart Number',
			'MRN',
			'Medical Record Number',
		],
	],
	patient_first_name: ['First Name', 'First', 'Patient First', 'Client First Name', 'FName', 'Given Name'],
	patient_middle_name: ['Middle Name', 'Middle Initial', 'MI'],
	patient_last_name: [
		'Last Name',
		'Last',
		'Patient Last',
		'Client Last Name',
		'LName',
		'Surname',
		'Family Name',
	],
	patient_preferred_name: ['Preferred Name'],
	patient_birth_date: [
		...['DOB', 'D.O.B.', 'Date of Birth', 'Birth Date', 'Birthdate', 'Birthday', 'Patient DOB'],
		...['Patient Date of Birth', 'Client DOB', 'Client Date of Birth'],
	],
	patient_sex: ['Sex', 'Gender', 'Patient Gender', 'Legal Sex', 'Sex at Birth'],
	patient_address_line1: [
		...['Address', 'Address 1', 'Address Line 1', 'Street', 'Street Address', 'Patient Address'],
		...['Patient Address 1', 'Patient Street', 'Addr1'],
	],
	patient_address_line2: ['Address 2', 'Address Line 2', 'Patient Address 2', 'Apt', 'Addr2'],
	patient_city: ['City', 'Town'],
	patient_state: ['State', 'ST'],
	patient_postal_code: [
		'Zip',
		'Zip Code',
		'Zipcode',
		'Postal Code',
		'Postcode',
		'Patient Zip',
		'Patient Zip Code',
	],
	patient_country: ['Country'],
	patient_phone: [
		'Phone',
		'Phone Number',
		'Mobile',
		'Cell',
		'Cell Phone',
		'Home Phone',
		'Patient Phone Number',
	],
	patient_email: ['Email', 'E-mail', 'Email Address', 'Patient Email Address'],
	payer_name: [
		...['Payer', 'Payor', 'Payor Name', 'Insurance', 'Insurance Name', 'Insurance Company', 'Insurance Plan'],
		...['Primary Insurance', 'Primary Insurance Name', 'Primary Payer', 'Carrier'],
	],
	payer_id: ['Payor ID', 'Insurance ID Code', 'Electronic Payer ID'],
	member_id: [
		...['Member #', 'Member Number', 'Subscriber ID', 'Insured ID', 'Policy', 'Policy #', 'Policy Number'],
		...['Insurance ID', 'Insurance Member ID', 'Primary Insurance ID'],
	],
	group_number: ['Group', 'Group #', 'Group ID', 'Group No'],
	plan_name: ['Plan'],
	relationship_to_subscriber: ['Relationship', 'Relationship to Insured', 'Patient Relationship to Insured'],
	subscriber_first_name: ['Insured First Name'],
	subscriber_last_name: ['Insured Last Name'],
	subscriber_birth_date: ['Subscriber DOB', 'Insured DOB', 'Insured Date of Birth'],
	secondary_payer_name: ['Secondary Insurance', 'Secondary Insurance Name', 'Secondary Payer'],
	service: ['Service Type', 'Appointment Type', 'Visit Type'],
	line_id: ['Line', 'Line #', 'Charge ID', 'Transaction ID'],
	date_of_service: [
		'DOS',
		'Service Date',
		'Svc Date',
		'Date of Svc',
		'From Date',
		'Visit Date',
		'Appointment Date',
		'Session Date',
	],
	place_of_service: ['POS', 'POS Code', 'Place of Service Code', 'Place of Svc'],
	procedure_code: [
		...['CPT', 'CPT Code', 'CPT/HCPCS', 'CPT®', 'HCPCS', 'HCPCS Code', 'Procedure', 'Proc', 'Proc Code'],
		...['Service Code', 'Billing Code', 'Code'],
	],
	modifier_1: ['Mod', 'Mod 1', 'Modifier', 'M1'],
	modifier_2: ['Mod 2', 'M2'],
	modifier_3: ['Mod 3', 'M3'],
	modifier_4: ['Mod 4', 'M4'],
	description: ['Service Description', 'Procedure Description', 'CPT Description', 'Desc'],
	units: ['Unit', 'Qty', 'Quantity', 'Service Units', '# Units', 'Days/Units', 'Unit Count'],
	charge: [
		'Charges',
		'Charge Amount',
		'Fee',
		'Fees',
		'Price',
		'Rate',
		'Total Charge',
		'Billed',
		'Billed Amount',
		'Amount Billed',
	],
	minutes: ['Duration', 'Duration (min)', 'Session Length', 'Min'],
	start_time: ['Start', 'Time In', 'Session Start'],
	end_time: ['End', 'Stop Time', 'Time Out', 'Session End'],
	ndc: ['NDC Code', 'NDC #', 'NDC Number'],
	drug_quantity: ['NDC Quantity', 'NDC Qty', 'NDC Units'],
	drug_unit: ['NDC Unit', 'NDC Unit of Measure', 'NDC UOM'],
	...Object.fromEntries(
		COLUMNS.flatMap(({ name }) => {
			const n = /^diagnosis_(\d+)$/.exec(name)?.[1];
			if (n === undefined) return [];
			// ICD 10 may mean the tenth code or the edition.
			const numbered = ['Dx', 'Diag', 'Diagnosis Code', 'ICD10', 'ICD-10 Code', 'DX Code'].map(
				(word) => `${word} ${n}`,
			);
			const alone = [
				'Dx',
				'Diagnosis',
				'Diagnosis Code',
				'Dx Code',
				'ICD',
				'ICD10',
				'ICD-10 Code',
				'Primary Diagnosis',
			];
			return [[name, n === '1' ? [...numbered, ...alone] : numbered]];
		}),
	),
	diagnosis_pointers: ['Dx Pointer', 'Dx Pointers', 'Dx Ptr', 'Diagnosis Pointer', 'Pointer', 'Pointers'],
	paid_date: ['Payment Date', 'Date Paid', 'Pmt Date'],
	paid_amount: ['Paid', 'Payment', 'Payment Amount', 'Amount Paid', 'Patient Paid', 'Patient Payment', 'Pmt'],
	paid_method: ['Payment Method', 'Payment Type', 'Pay Method', 'Method of Payment'],
	paid_reference: ['Payment Reference', 'Check Number', 'Check #', 'Reference Number'],
	adjustment_amount: ['Adjustment', 'Discount', 'Write-off', 'Writeoff'],
	adjustment_reason: ['Discount Reason'],
	refund_amount: ['Refund'],
};

const BY_ANY_NAME: ReadonlyMap<string, Column> = new Map([
	...Object.entries(SYNONYMS).flatMap(([name, synonyms]) =>
		synonyms.map((synonym) => [comparableName(synonym), COLUMN_BY_NAME.get(name) as Column] as const),
	),
	...COLUMNS.map((column) => [comparableName(column.name), column] as const),
]);

/** Finds a column by its name or by one that other programs use. */
export function columnNamed(name: string): Column | undefined {
	return BY_ANY_NAME.get(comparableName(name));
}

/** Finds the column whose name, here or in other programs, is closest to an unknown one. */
export function nearestColumn(name: string): Column | undefined {
	const own = comparableName(name);
	const meant = nearestName(
		own,
		// Many synonyms are so short that two changes turn them into anything.
		[...BY_ANY_NAME.keys()].filter((known) => known.length > 2 && known[0] === own[0]),
	);
	return meant === undefined ? undefined : BY_ANY_NAME.get(meant);
}

/** Lists the names of a column in other programs. */
export function synonymsOf({ name }: Column): readonly string[] {
	return SYNONYMS[name] ?? [];
}

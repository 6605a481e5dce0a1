import type { z } from 'zod';
import { DIAGNOSIS_LETTERS } from '../../superbill/diagnosis-code.ts';
import { SuperbillRequest } from '../../superbill/request.ts';
import { fieldAt, unwrapped } from '../../superbill/schema-fields.ts';

/** The format of the cells in a column. */
export type CellForm =
	| 'text'
	/** Text that a spreadsheet may mistake for a number. */
	| 'identifier'
	/** An identifier in which a dropped leading zero can be noticed. */
	| 'postal code'
	| 'two digits'
	/** One of a list of words, in capitals or not. */
	| 'word'
	| 'capitals'
	| 'words'
	| 'date'
	| 'time'
	| 'money'
	| 'number'
	| 'yes or no'
	| 'letters';

/** When a table must have the column. */
export type ColumnNeed =
	| 'always'
	/** Unless the table has this other column. */
	| { readonly unless: string }
	/** If the table has this other column. */
	| { readonly with: string }
	| 'never';

type Step = string | number;

export interface Column {
	readonly name: string;
	/**
	 * The path in a superbill request that a cell is written to. `-` adds an entry to a list: one for each row that
	 * fills any of its columns or, at the end of a path, one for each cell. Empty for a column that only groups rows.
	 */
	readonly to: readonly Step[];
	readonly form: CellForm;
	readonly need: ColumnNeed;
	readonly means: string;
	readonly example: string;
}

interface Details {
	readonly form?: CellForm;
	readonly need?: ColumnNeed;
	/** Replaces the description in the schema. */
	readonly means?: string;
	readonly example?: string;
}

/** Makes a column. Description and example come from the request's schema unless given here. */
function column(name: string, to: string, { form = 'text', need = 'never', ...own }: Details = {}): Column {
	const steps = to
		.split('/')
		.slice(1)
		.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
	const isOwn = own.means !== undefined && own.example !== undefined;
	const { description, examples } = isOwn ? {} : metaAt(steps);
	return {
		name,
		to: steps,
		form,
		need,
		means: own.means ?? String(description),
		example: own.example ?? String([examples].flat()[0]),
	};
}

type Meta = { readonly description?: string | undefined; readonly examples?: unknown };

function metaAt(steps: readonly Step[]): Meta {
	const field = fieldAt(SuperbillRequest, steps) as z.ZodType;
	const meta = field.meta();
	return meta?.description === undefined ? (unwrapped(field).meta() as Meta) : meta;
}

const identifier = 'identifier';

function address(prefix: string, to: string, need: ColumnNeed = 'never'): Column[] {
	return [
		column(`${prefix}address_line1`, `${to}/line1`, { need }),
		column(`${prefix}address_line2`, `${to}/line2`),
		column(`${prefix}city`, `${to}/city`, { need }),
		column(`${prefix}state`, `${to}/state`, { need }),
		column(`${prefix}postal_code`, `${to}/postalCode`, { form: 'postal code', need }),
		column(`${prefix}country`, `${to}/country`, { form: 'capitals' }),
	];
}

function person(prefix: string, to: string, need: ColumnNeed): Column[] {
	return [
		column(`${prefix}first_name`, `${to}/firstName`, { need }),
		column(`${prefix}middle_name`, `${to}/middleName`),
		column(`${prefix}last_name`, `${to}/lastName`, { need }),
		column(`${prefix}suffix`, `${to}/suffix`),
	];
}

function clinician(prefix: string, to: string, need: ColumnNeed): Column[] {
	return [
		column(`${prefix}npi`, `${to}/npi`, { form: identifier, need }),
		column(`${prefix}organization`, `${to}/name`),
		...person(prefix, to, 'never'),
		column(`${prefix}credentials`, `${to}/credentials`),
		column(`${prefix}title`, `${to}/title`),
		column(`${prefix}taxonomy`, `${to}/taxonomy`, { form: 'capitals' }),
		column(`${prefix}license_state`, `${to}/license/state`, { form: 'capitals' }),
		column(`${prefix}license_number`, `${to}/license/number`, { form: identifier }),
	];
}

function coverage(prefix: string, index: number): Column[] {
	const to = `/coverages/${index}`;
	const need = { with: `${prefix}payer_name` };
	const subscriber = { with: `${prefix}subscriber_last_name` };
	return [
		column(`${prefix}payer_name`, `${to}/payerName`),
		column(`${prefix}payer_id`, `${to}/payerId`, { form: identifier }),
		...address(`${prefix}payer_`, `${to}/payerAddress`),
		column(`${prefix}employer`, `${to}/employer`),
		column(`${prefix}member_id`, `${to}/memberId`, { form: identifier, need }),
		column(`${prefix}group_number`, `${to}/groupNumber`, { form: identifier }),
		column(`${prefix}claim_number`, `${to}/claimNumber`, { form: identifier }),
		column(`${prefix}plan_name`, `${to}/planName`),
		column(`${prefix}relationship_to_subscriber`, `${to}/relationship`, { form: 'word', need }),
		column(`${prefix}subscriber_organization`, `${to}/subscriber/name`),
		...person(`${prefix}subscriber_`, `${to}/subscriber`, subscriber),
		column(`${prefix}subscriber_birth_date`, `${to}/subscriber/birthDate`, { form: 'date' }),
		column(`${prefix}subscriber_sex`, `${to}/subscriber/sex`, { form: 'capitals' }),
		...address(`${prefix}subscriber_`, `${to}/subscriber/address`),
	];
}

function diagnosis(n: number): Column[] {
	return [
		column(`diagnosis_${n}`, '/diagnoses/-/code', {
			form: 'capitals',
			need: n === 1 ? 'always' : 'never',
			...(n > 1 && { example: 'F41.1' }),
		}),
		column(`diagnosis_${n}_description`, '/diagnoses/-/description', {
			...(n > 1 && { example: 'Generalized anxiety disorder' }),
		}),
	];
}

const unlessPractice = { unless: 'practice' };
const unlessService = { unless: 'service' };
const paid = { with: 'paid_amount' };
const adjusted = { with: 'adjustment_amount' };
const refunded = { with: 'refund_amount' };
const otherItem = { with: 'other_item_charge' };
const drugged = { with: 'ndc' };
const billing = 'billing_provider_';
const line = '/serviceLines/-';

/**
 * Every column that a table may have. The reader of tables, the documentation and the sample are all made from this
 * list.
 */
export const COLUMNS: readonly Column[] = [
	column('visit', '', {
		form: identifier,
		means:
			"The practice's name for the visit. Rows with the same text are one visit; without this column, rows with the same patient, day and clinician are one visit.",
		example: 'V-1001',
	}),
	column('superbill_number', '/number', {
		form: identifier,
		means:
			'Visits with the same number go on that one superbill, whatever their month. If empty, the superbill is numbered when it is issued.',
	}),
	column('issued_on', '/issuedOn', { form: 'date' }),
	column('template', '/template'),
	column('language', '/language', { form: 'word' }),
	column('qr_code', '/qrCode', { form: 'yes or no', example: 'yes' }),
	column('payer_profile', '/payerProfile', { form: identifier }),

	column('practice', '/billingProvider/practice', {
		form: identifier,
		means: 'Id of a practice on file. Replaces the columns of the billing provider.',
		example: 'pretend-harbor',
	}),
	column(`${billing}name`, '/billingProvider/name', { need: unlessPractice }),
	column(`${billing}doing_business_as`, '/billingProvider/doingBusinessAs'),
	column(`${billing}npi`, '/billingProvider/npi', { form: identifier, need: unlessPractice }),
	column(`${billing}tax_id_type`, '/billingProvider/taxId/type', { form: 'capitals', need: unlessPractice }),
	column(`${billing}tax_id`, '/billingProvider/taxId/value', { form: identifier, need: unlessPractice }),
	column(`${billing}taxonomy`, '/billingProvider/taxonomy', { form: 'capitals' }),
	column(`${billing}clia`, '/billingProvider/clia', { form: 'capitals' }),
	...address(billing, '/billingProvider/address', unlessPractice),
	...address('pay_to_', '/billingProvider/payToAddress'),
	column(`${billing}phone`, '/billingProvider/phone', { form: identifier }),
	column(`${billing}fax`, '/billingProvider/fax', { form: identifier, example: '555-0133' }),
	column(`${billing}email`, '/billingProvider/email'),
	column(`${billing}website`, '/billingProvider/website'),
	column(`${billing}time_zone`, '/billingProvider/timeZone'),

	column('rendering_provider', '/renderingProvider/provider', {
		form: identifier,
		means: 'Id of a clinician whom the practice has on file. Replaces the columns that follow.',
		example: 'samplewell',
	}),
	...clinician('rendering_provider_', '/renderingProvider', { unless: 'rendering_provider' }),
	...clinician('supervising_provider_', '/supervisingProvider', { with: 'supervising_provider_npi' }),
	...clinician('referring_provider_', '/referringProvider', 'never'),
	column('referring_provider_role', '/referringProvider/role', { form: 'word' }),

	column('facility_name', '/serviceFacility/name'),
	column('facility_npi', '/serviceFacility/npi', { form: identifier }),
	...address('facility_', '/serviceFacility/address', { with: 'facility_name' }),

	column('account_number', '/patient/accountNumber', {
		form: identifier,
		means:
			"The practice's number for the patient. It identifies the patient; without it, name and birth date are used.",
	}),
	...person('patient_', '/patient', 'always'),
	column('patient_preferred_name', '/patient/preferredName'),
	column('patient_birth_date', '/patient/birthDate', { form: 'date', need: 'always' }),
	column('patient_sex', '/patient/sex', { form: 'capitals', need: 'always' }),
	...address('patient_', '/patient/address', 'always'),
	column('patient_phone', '/patient/phone', { form: identifier }),
	column('patient_email', '/patient/email'),

	...person('guarantor_', '/guarantor', { with: 'guarantor_last_name' }),
	column('guarantor_relationship', '/guarantor/relationship', { need: { with: 'guarantor_last_name' } }),
	...address('guarantor_', '/guarantor/address', { with: 'guarantor_last_name' }),
	column('guarantor_phone', '/guarantor/phone', { form: identifier }),

	...coverage('', 0),
	...coverage('secondary_', 1),
	...coverage('tertiary_', 2),

	column('related_to_employment', '/conditionRelatedTo/employment', { form: 'yes or no', example: 'yes' }),
	column('auto_accident_state', '/conditionRelatedTo/autoAccident/state', { form: 'capitals' }),
	column('other_accident', '/conditionRelatedTo/otherAccident', { form: 'yes or no', example: 'yes' }),
	column('accident_date', '/accidentDate', { form: 'date' }),
	column('onset_date', '/onset/date', { form: 'date' }),
	column('onset_of', '/onset/of', { need: { with: 'onset_date' } }),
	column('other_date', '/otherDates/0/date', { form: 'date' }),
	column('other_date_of', '/otherDates/0/of', { need: { with: 'other_date' } }),
	column('release_of_information', '/releaseOfInformation', { form: 'yes or no', example: 'yes' }),
	column('assignment_of_benefits', '/assignmentOfBenefits', { form: 'word' }),
	column('accept_assignment', '/acceptAssignment', { form: 'yes or no', example: 'yes' }),

	column('service', `${line}/service`, {
		means:
			'Id of a service that the practice has on file, or its exact name. Cells of the row that are empty are taken from it.',
		example: 'ketamine-90',
	}),
	column('line_id', `${line}/id`, { form: identifier }),
	column('date_of_service', `${line}/date`, { form: 'date', need: 'always' }),
	column('place_of_service', `${line}/placeOfService`, { form: 'two digits', need: unlessService }),
	column('procedure_code', `${line}/code`, { form: 'capitals', need: unlessService }),
	...[1, 2, 3, 4].map((n) => column(`modifier_${n}`, `${line}/modifiers/-`, { form: 'capitals' })),
	column('description', `${line}/description`),
	column('units', `${line}/units`, { form: 'number' }),
	column('charge', `${line}/charge`, { form: 'money', need: unlessService }),
	column('line_paid', `${line}/paid`, { form: 'money' }),
	column('minutes', `${line}/minutes`, { form: 'number' }),
	column('emergency', `${line}/emergency`, { form: 'yes or no', example: 'yes' }),
	column('line_note', `${line}/note`),
	column('start_time', `${line}/startTime`, { form: 'time' }),
	column('end_time', `${line}/endTime`, { form: 'time' }),
	column('telehealth_modality', `${line}/telehealth/modality`, { form: 'word' }),
	column('telehealth_patient_state', `${line}/telehealth/patientState`, { form: 'capitals' }),
	column('ndc', `${line}/drug/ndc`, { form: identifier }),
	column('drug_quantity', `${line}/drug/quantity`, { form: identifier, need: drugged }),
	column('drug_unit', `${line}/drug/unit`, { form: 'capitals', need: drugged }),
	column('drug_name', `${line}/drug/name`),
	column('drug_strength', `${line}/drug/strength`),
	column('drug_dose', `${line}/drug/dose`),
	column('drug_route', `${line}/drug/route`),
	column('drug_wasted', `${line}/drug/wasted`),

	...Array.from(DIAGNOSIS_LETTERS, (_, i) => diagnosis(i + 1)).flat(),
	column('diagnosis_pointers', `${line}/diagnosisPointers`, {
		form: 'letters',
		means:
			"The diagnoses of this row that the service is for, the main one first: A is diagnosis_1. If empty, all of the row's diagnoses, up to four.",
		example: 'AB',
	}),

	column('payment_id', '/payments/-/id', { form: identifier }),
	column('paid_date', '/payments/-/date', { form: 'date', need: paid }),
	column('paid_amount', '/payments/-/amount', { form: 'money' }),
	column('paid_method', '/payments/-/method', { form: 'word', need: paid }),
	column('paid_reference', '/payments/-/reference'),
	column('paid_note', '/payments/-/note'),
	column('other_item_date', '/otherItems/-/date', { form: 'date', need: otherItem }),
	column('other_item_description', '/otherItems/-/description', { need: otherItem }),
	column('other_item_charge', '/otherItems/-/charge', { form: 'money' }),
	column('adjustment_date', '/adjustments/-/date', { form: 'date' }),
	column('adjustment_amount', '/adjustments/-/amount', { form: 'money' }),
	column('adjustment_reason', '/adjustments/-/reason', { need: adjusted }),
	column('refund_date', '/refunds/-/date', { form: 'date', need: refunded }),
	column('refund_amount', '/refunds/-/amount', { form: 'money' }),
	column('refund_method', '/refunds/-/method', { form: 'word', need: refunded }),
	column('refund_reason', '/refunds/-/reason'),

	column('notices', '/notices/-', { form: 'words' }),
	column('note', '/note'),
];

export const COLUMN_BY_NAME: ReadonlyMap<string, Column> = new Map(COLUMNS.map((each) => [each.name, each]));

/** The place that a column fills, as the documentation writes it: `/serviceLines/-/charge`. */
export function becomes({ to }: Column): string {
	return to.map((step) => `/${step}`).join('');
}

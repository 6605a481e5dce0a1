import type { Block, Columns, Definitions, Heading, PageContent, Paragraph, Text } from '../page/content.ts';
import { type IsoDate, printedDate } from '../superbill/dates.ts';
import { addressLines, clinicianName, fullName } from '../superbill/person.ts';
import type { Clinician, Coverage } from '../superbill/request.ts';
import type { Superbill } from '../superbill/superbill.ts';
import { type Label, type Labels, type Language, labels, pageOf } from './labels.ts';
import { ledger } from './ledger.ts';
import { serviceTable } from './services.ts';
import type { SECTIONS, Template } from './template.ts';

export interface ComposeOptions {
	readonly language: Language;
	/** A word across every page; a superbill without a number is a DRAFT anyway. */
	readonly mark?: 'SAMPLE' | 'VOID';
}

/** What every part of a page is composed from. */
export interface Composition {
	readonly superbill: Superbill;
	readonly template: Template;
	readonly language: Language;
	readonly label: Labels;
	readonly date: (date: IsoDate) => string;
}

/** Puts a superbill into words and order as a template says. */
export function compose(
	superbill: Superbill,
	template: Template,
	{ language, mark }: ComposeOptions,
): PageContent {
	const composition: Composition = {
		superbill,
		template,
		language,
		label: labels(language),
		date: (date) => printedDate(date, template.dates),
	};
	const { label } = composition;
	const title = [label('superbill'), superbill.number].filter(Boolean).join(' ');
	const patient = fullName(superbill.patient);
	return {
		title,
		language: language === 'es' ? 'es-US' : 'en-US',
		page: template.page,
		density: template.density,
		accent: template.accent,
		mark: mark ?? (superbill.number === undefined ? 'DRAFT' : undefined),
		running: {
			text: [superbill.number, patient].filter(Boolean).join(' \u00b7 '),
			continued: `${label('superbill')} (${label('continued')})`,
			page: pageOf(language),
		},
		body: [
			...letterhead(composition),
			...template.sections.flatMap((section) => SECTION_BLOCKS[section](composition)),
		],
	};
}

const SECTION_BLOCKS: Readonly<Record<(typeof SECTIONS)[number], (composition: Composition) => Block[]>> = {
	correction,
	parties,
	diagnoses,
	services: (composition) => [section(composition.label('services')), serviceTable(composition)],
	totals,
	signature,
};

function letterhead({ superbill, label, date }: Composition): Block[] {
	const { billingProvider: practice, number, issuedOn } = superbill;
	const contact = [
		practice.phone,
		practice.fax && `${label('fax')} ${practice.fax}`,
		practice.email,
		practice.website,
	];
	return [
		{
			kind: 'columns',
			widths: [64, 36],
			columns: [
				[
					{ kind: 'paragraph', size: 'title', text: practice.name },
					fine(addressLines(practice.address).join(', ')),
					fine(contact.filter(Boolean).join(' \u00b7 ')),
				],
				[
					{ kind: 'heading', level: 1, text: label('superbill').toUpperCase(), align: 'end' },
					number === undefined
						? { kind: 'paragraph', text: [strong(label('draft'))], align: 'end' }
						: { kind: 'paragraph', text: [`${label('number')} `, strong(number)].map(span), align: 'end' },
					{
						kind: 'paragraph',
						text: [`${label('issued')} `, strong(date(issuedOn))].map(span),
						align: 'end',
					},
				],
			],
		},
		{ kind: 'divider' },
	];
}

function correction({ superbill: { replaces }, label, date }: Composition): Block[] {
	if (!replaces) return [];
	return [
		section(label('corrected')),
		definitions(label, [
			['replaces', [[strong(replaces.number)]]],
			['originallyIssued', date(replaces.issuedOn)],
			['reason', replaces.reason],
			['payerClaimNumber', replaces.payerClaimNumber],
			['claimFrequency', label('replacementOfPriorClaim')],
		]),
	];
}

/**
 * Who is who in three columns: patient, insurance, provider. What not every superbill has goes where there is most
 * room, under a heading of its own.
 */
function parties(composition: Composition): Columns[] {
	const { superbill, label } = composition;
	const columns = [patient(composition), insurances(composition), provider(composition)];
	for (const extra of [
		superbill.supervisingProvider && [
			section(label('supervisor')),
			definitions(label, clinician('name', superbill.supervisingProvider)),
		],
		superbill.referringProvider && [
			section(label('referrer')),
			definitions(label, clinician('name', superbill.referringProvider)),
		],
		superbill.serviceFacility && facility(superbill.serviceFacility, label),
	]) {
		if (extra) shortest(columns).push(...extra);
	}
	return [{ kind: 'columns', widths: [1, 1, 1], columns }];
}

/** The column with the fewest lines; the last one of several. */
function shortest(columns: readonly Block[][]): Block[] {
	const lines = (blocks: readonly Block[]): number =>
		blocks.reduce((sum, block) => {
			if (block.kind !== 'definitions') return sum + 2;
			return block.items.reduce((count, { value }) => count + value.length, sum);
		}, 0);
	return columns.reduce((best, column) => (lines(column) <= lines(best) ? column : best));
}

function patient({ superbill, label, date }: Composition): Block[] {
	const { patient: person, guarantor } = superbill;
	return [
		section(label('patient')),
		definitions(label, [
			['name', [[strong(fullName(person))]]],
			['preferredName', person.preferredName],
			['born', date(person.birthDate)],
			['sex', person.sex],
			['account', person.accountNumber],
			['address', addressLines(person.address)],
			['phone', person.phone],
			['email', person.email],
		]),
		...(guarantor
			? [
					section(label('guarantor')),
					definitions(label, [
						['name', [[strong(fullName(guarantor))]]],
						['relationship', guarantor.relationship],
						['address', addressLines(guarantor.address)],
						['phone', guarantor.phone],
					]),
				]
			: []),
	];
}

function insurances(composition: Composition): Block[] {
	const { superbill, label } = composition;
	const coverages = superbill.coverages ?? [];
	if (coverages.length === 0) {
		return [section(label('insurance')), { kind: 'paragraph', text: label('noInsurance'), apart: true }];
	}
	return coverages.flatMap((coverage, i) => [
		section(coverages.length === 1 ? label('insurance') : `${label('insurance')} ${i + 1}`),
		insurance(composition, coverage),
	]);
}

function insurance({ label, date }: Composition, { subscriber, ...coverage }: Coverage): Definitions {
	return definitions(label, [
		['payer', coverage.payerName],
		['payerId', coverage.payerId],
		['member', [[strong(coverage.memberId)]]],
		['group', coverage.groupNumber],
		['plan', coverage.planName],
		['patientIs', label(`relationship.${coverage.relationship}`)],
		['subscriber', subscriber && fullName(subscriber)],
		['born', subscriber && date(subscriber.birthDate)],
		['sex', subscriber?.sex],
		['address', subscriber?.address && addressLines(subscriber.address)],
	]);
}

function provider({ superbill, label }: Composition): Block[] {
	const { billingProvider: practice } = superbill;
	return [
		section(label('provider')),
		definitions(label, [
			...clinician('renderedBy', superbill.renderingProvider),
			['billingNpi', [[strong(practice.npi)]]],
			['taxId', [[strong(superbill.taxId), { text: ` (${practice.taxId.type})` }]]],
			['billingTaxonomy', practice.taxonomy],
			['payTo', practice.payToAddress && addressLines(practice.payToAddress)],
		]),
	];
}

function facility({ name, npi, address }: NonNullable<Superbill['serviceFacility']>, label: Labels): Block[] {
	return [
		section(label('facility')),
		definitions(label, [
			['name', name],
			['npi', npi],
			['address', addressLines(address)],
		]),
	];
}

function clinician(role: Label, person: Clinician): Entry[] {
	return [
		[role, [[strong(clinicianName(person))]]],
		['npi', [[strong(person.npi)]]],
		['license', person.license && `${person.license.state} ${person.license.number}`],
		['taxonomy', person.taxonomy],
	];
}

function diagnoses({ superbill, label }: Composition): Block[] {
	return [
		section(label('diagnoses')),
		{
			kind: 'list',
			items: superbill.diagnoses.map(({ letter, code, description }) => ({
				label: letter,
				key: code,
				text: description,
			})),
		},
	];
}

function totals(composition: Composition): Columns[] {
	const { superbill, template, language, label } = composition;
	const asked = new Set(superbill.notices);
	const notices = template.notices.filter(({ id, when }) => {
		if (when === 'paid-in-full') return superbill.totals.paymentStatus === 'paid-in-full';
		return when === 'always' || asked.has(id);
	});
	return [
		{
			kind: 'columns',
			widths: [52, 48],
			keep: true,
			columns: [
				[
					section(label('pleaseNote')),
					...notices.map(({ text }): Paragraph => ({ ...fine(text[language]), apart: true })),
					...(superbill.note === undefined
						? []
						: ([section(label('note')), { ...fine(superbill.note), apart: true }] satisfies Block[])),
				],
				[section(label('totals')), ledger(composition)],
			],
		},
	];
}

function signature({ superbill, template, language, label }: Composition): Block[] {
	return [
		{
			kind: 'signature',
			statement: template.signature.statement[language],
			signer: `${label('signatureOf')} ${clinicianName(superbill.renderingProvider)}`,
			dateLabel: label('date'),
		},
	];
}

type Entry = readonly [term: Label, value: Text | readonly Text[] | undefined];

/** Names and values; a name without a value is left out. */
function definitions(label: Labels, entries: readonly Entry[]): Definitions {
	return {
		kind: 'definitions',
		items: entries.flatMap(([term, value]) =>
			value === undefined
				? []
				: [{ term: label(term), value: typeof value === 'string' ? [value] : (value as Text[]) }],
		),
	};
}

const section = (text: string): Heading => ({ kind: 'heading', level: 2, text });

const fine = (text: string): Paragraph => ({ kind: 'paragraph', size: 'fine', text });

const strong = (text: string) => ({ text, manner: 'strong' }) as const;

const span = (part: string | ReturnType<typeof strong>) => (typeof part === 'string' ? { text: part } : part);

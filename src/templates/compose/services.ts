import type { Block, PageCell, PageRow, RowGroup, Span, Text } from '../../page/content.ts';
import { type Cents, parseMoney, printedMoney, sum } from '../../superbill/money.ts';
import { ndcText } from '../../superbill/ndc.ts';
import { clinicianName } from '../../superbill/person.ts';
import type { DatedVisit, ResolvedLine } from '../../superbill/superbill.ts';
import type { Label, Labels } from '../labels.ts';
import type { Template } from '../template.ts';
import { fine, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, plainText, strong } from './spans.ts';

type ColumnKey = Template['services']['columns'][number];

interface ServiceColumn {
	readonly label: Label;
	readonly align?: 'end';
	readonly text: (line: ResolvedLine, composition: Composition) => Text;
}

const COLUMNS: Readonly<Record<ColumnKey, ServiceColumn>> = {
	date: { label: 'date', text: (line, { date }) => date(line.date) },
	pos: {
		label: 'pos',
		text: ({ placeOfService: code }, composition) => [code, ...shortName(code, composition)].join(' '),
	},
	code: { label: 'code', text: (line) => line.code },
	modifiers: { label: 'modifiers', text: (line) => line.modifiers.join(' ') },
	pointers: { label: 'pointers', text: (line) => line.diagnosisPointers.join(' ') },
	description: { label: 'description', text: (line) => line.description },
	start: { label: 'start', text: (line) => line.startTime ?? '' },
	end: { label: 'end', text: (line) => line.endTime ?? '' },
	minutes: { label: 'minutes', align: 'end', text: (line) => String(line.minutes ?? '') },
	modality: {
		label: 'modality',
		text: ({ telehealth }, { label }) => label(telehealth ? `modality.${telehealth.modality}` : 'inPerson'),
	},
	state: { label: 'state', text: ({ telehealth }) => telehealth?.patientState ?? '' },
	units: { label: 'units', align: 'end', text: (line) => String(line.units) },
	charge: { label: 'charge', align: 'end', text: (line) => printedMoney(line.charge) },
	paid: {
		label: 'paid',
		align: 'end',
		text: ({ paid }) => (paid === undefined ? '' : printedMoney(parseMoney(paid))),
	},
};

/** The service lines: one row each, another for a drug, and a subtotal after each of several visits with several lines. */
export function services(composition: Composition): Block[] {
	const { superbill, label, template } = composition;
	const lines = superbill.visits.flatMap((visit) => visit.lines);
	const beside = paymentsBeside(composition);
	const keys = withPaid(template.services.columns).filter((key) =>
		key === 'paid' && beside.size > 0 ? true : lines.some((line) => hasValue(key, line)),
	);
	const paid =
		beside.size > 0
			? centsOf([...beside.values()].flat().map(({ amount }) => amount))
			: centsOf(lines.map((line) => line.paid));
	return [
		heading(label('services')),
		{
			kind: 'table',
			summary: label('services'),
			columns: keys.map((key) => {
				const { label: title, align = 'start' } = COLUMNS[key];
				return { title: label.each(title), align, rest: key === 'description' };
			}),
			groups: rowGroups(keys, beside, composition),
			foot: sumRow(strong(label('totalCharges')), { charge: superbill.totals.totalCharges, paid }, keys),
		},
		...placeNames(composition),
		...(template.services.drug === 'table' ? drugs(composition) : []),
	];
}

/** Nothing is printed where nothing was paid beside the services: the payment may be below. */
const paidCents = (amounts: readonly (string | undefined)[]): Cents | undefined =>
	centsOf(amounts) || undefined;

const centsOf = (amounts: readonly (string | undefined)[]): Cents =>
	sum(amounts.filter((amount) => amount !== undefined));

type Payments = NonNullable<Composition['superbill']['payments']>;

/**
 * Payments by date of service, for a template with a column for what was paid. There are none if a line says what was paid
 * for it.
 */
export function paymentsBeside({ superbill, template }: Composition): ReadonlyMap<string, Payments> {
	const { payments = [], visits } = superbill;
	const isBeside =
		template.services.columns.includes('paid') &&
		visits.every(({ lines }) => lines.every(({ paid }) => paid === undefined));
	if (!isBeside) return new Map();
	const byDate = new Map<string, Payments>();
	for (const { date } of visits) {
		const own = payments.filter((payment) => payment.date === date && payment.note === undefined);
		if (own.length > 0) byDate.set(date, own);
	}
	return byDate;
}

/** The most characters of a place of service that is named in its column. */
const SHORT_NAME = 12;

/** The name of a place of service, if it is short and the line needs no room to say how the visit was held. */
function shortName(code: string, { superbill: { places, visits }, template }: Composition): string[] {
	const name = places[code];
	const hasRoom = !(
		template.services.columns.includes('modality') &&
		visits.some(({ lines }) => lines.some(({ telehealth }) => telehealth))
	);
	return hasRoom && name !== undefined && name.length <= SHORT_NAME ? [name] : [];
}

/** The places of service whose names are too long for their column (CMS-1500 box 24B). */
function placeNames(composition: Composition): Block[] {
	const { superbill, label } = composition;
	const named = Object.entries(superbill.places)
		.filter(([code]) => shortName(code, composition).length === 0)
		.map(([code, name]) => joined([strong(code), name], ' '));
	return named.length === 0
		? []
		: [{ ...fine(joined([label('places'), joined(named, '; ')], ': ')), apart: true }];
}

/** Items without a billing code, apart from the claim. */
export function otherItems({ superbill: { otherItems, totals }, label, date }: Composition): Block[] {
	if (!otherItems || otherItems.length === 0) return [];
	return [
		heading(label('otherItems')),
		{
			kind: 'ledger',
			summary: label('otherItems'),
			rows: [
				...otherItems.map((item) => ({
					rank: 'entry' as const,
					label: joined([date(item.date), item.description], ' '),
					amount: printedMoney(parseMoney(item.charge)),
				})),
				{
					rank: 'sum',
					label: label('totalOtherItems'),
					amount: printedMoney(totals.totalOtherItems as Cents),
				},
			],
		},
	];
}

/** Adds what was paid for single lines to any template. */
function withPaid(columns: readonly ColumnKey[]): readonly ColumnKey[] {
	if (columns.includes('paid')) return columns;
	return columns.flatMap((key): ColumnKey[] => (key === 'charge' ? [key, 'paid'] : [key]));
}

/** True if a line has a value for a column. */
function hasValue(key: ColumnKey, line: ResolvedLine): boolean {
	const given: Partial<Record<ColumnKey, boolean>> = {
		modifiers: line.modifiers.length > 0,
		start: line.startTime !== undefined,
		end: line.endTime !== undefined,
		minutes: line.minutes !== undefined,
		modality: line.telehealth !== undefined,
		state: line.telehealth?.patientState !== undefined,
		paid: line.paid !== undefined,
	};
	return given[key] ?? true;
}

/** The most lines of a visit that stay on one page. */
const WHOLE_VISIT = 5;

function rowGroups(
	keys: readonly ColumnKey[],
	beside: ReadonlyMap<string, Payments>,
	composition: Composition,
): RowGroup[] {
	const { label, template, superbill } = composition;
	const { visits } = superbill;
	let carried: Cents = 0;
	return visits.flatMap((visit) => {
		const { lines } = visit;
		// A page may start within a longer visit.
		const dateOnce = template.services.visits === 'grouped' && lines.length <= WHOLE_VISIT;
		const payments = beside.get(visit.date) ?? [];
		const isSummed = visits.length > 1 && lines.length > 1;
		const rows = lines.map((line, i) => [
			lineRow(
				line,
				{
					sameDate: dateOnce && i > 0,
					payments: isSummed || i > 0 ? [] : payments,
				},
				keys,
				composition,
			),
			...(line.drug && template.services.drug === 'line' ? [drugRow(line.drug, keys, composition)] : []),
		]);
		if (isSummed) rows.at(-1)?.push(subtotalRow(visit, payments, keys, composition));
		const starts = lines.flatMap((_, i) =>
			i === 0 || (lines.length > WHOLE_VISIT && i > 1 && i < lines.length - 1) ? [i] : [],
		);
		return starts.map((start, g): RowGroup => {
			const end = starts[g + 1] ?? lines.length;
			const group = {
				rows: rows.slice(start, end).flat(),
				carried: {
					label: label('carried'),
					amount: printedMoney(carried),
					column: keys.indexOf('charge'),
				},
			};
			carried += lines.slice(start, end).reduce((sum, { charge }) => sum + charge, 0);
			return group;
		});
	});
}

/** The ways in which payments were made, such as "paid by card; cash" or "tarjeta / paid by card". */
function paidBy(payments: Payments, label: Labels): Span[] {
	const ways = payments.map(({ method, reference }, i) => {
		const names = label.each(`method.${method}`);
		const english = joined([(i === 0 || names.length > 1) && label('paidBy'), names.at(-1)], ' ');
		return joined([joined([...names.slice(0, -1), english], ' / '), reference], ', ');
	});
	return joined(ways, '; ');
}

interface LineContext {
	/** True if the row above already shows the date. */
	readonly sameDate: boolean;
	/** Payments that are printed beside the line. */
	readonly payments: Payments;
}

function lineRow(
	line: ResolvedLine,
	{ sameDate, payments }: LineContext,
	keys: readonly ColumnKey[],
	composition: Composition,
): PageRow {
	const { label } = composition;
	const header = keys.includes('code') ? 'code' : 'description';
	return {
		cells: keys.map((key): PageCell => {
			if (key === 'date' && sameDate) return { text: '' };
			if (key === 'paid' && payments.length > 0) {
				return { text: printedMoney(centsOf(payments.map(({ amount }) => amount))) };
			}
			const text = COLUMNS[key].text(line, composition);
			const detail =
				key === 'description'
					? joined([lineDetail(line, keys, label), paidBy(payments, label)].filter(isSome), DOT)
					: [];
			return {
				text,
				...(detail.length > 0 && { detail }),
				...(key === header && { header: true }),
			};
		}),
	};
}

const isSome = (text: readonly Span[]): boolean => text.length > 0;

/** The details of a line that have no column. */
function lineDetail(line: ResolvedLine, keys: readonly ColumnKey[], label: Labels): Span[] {
	const { startTime, endTime, minutes, emergency, note, telehealth, renderingProvider } = line;
	return joined(
		[
			!keys.includes('start') && joined([startTime, endTime], '\u2013'),
			!keys.includes('minutes') && minutes !== undefined && joined([String(minutes), label('min')], ' '),
			...(telehealth && !keys.includes('modality')
				? [
						label(telehealth.modality),
						telehealth.patientState && joined([label('patientIn'), telehealth.patientState], ' '),
					]
				: []),
			...(renderingProvider
				? [
						joined([label('renderedBy'), clinicianName(renderingProvider)], ' '),
						joined([label('npi'), strong(renderingProvider.npi)], ' '),
						renderingProvider.taxonomy && joined([label('taxonomy'), renderingProvider.taxonomy], ' '),
						renderingProvider.license &&
							joined(
								[label('license'), renderingProvider.license.state, renderingProvider.license.number],
								' ',
							),
					]
				: []),
			emergency && label('emergency'),
			note,
		].filter((part) => part === false || part === undefined || plainText(part) !== ''),
		DOT,
	);
}

/** Units of an NDC quantity as a clerk knows them, by X12 code. */
const NDC_UNITS = { ML: 'mL', GR: 'g', ME: 'mg', UN: 'UN', F2: 'IU' } as const;

type Drug = NonNullable<ResolvedLine['drug']>;

function drugRow(drug: Drug, keys: readonly ColumnKey[], { label }: Composition): PageRow {
	return {
		continues: true,
		cells: [
			{
				text: drugLine(drug, label),
				span: keys.length,
				textColumn: Math.min(...['code', 'description'].map((key) => keys.indexOf(key as ColumnKey))),
			},
		],
	};
}

function drugLine(drug: Drug, label: Labels): Text {
	return joined(
		[
			joined(['NDC', strong(ndcText(drug.ndc))], ' '),
			[drug.name, drug.strength].filter(Boolean).join(' '),
			drug.dose && joined([label('dose'), drug.dose, drug.route], ' '),
			!drug.dose && drug.route,
			joined([label('used'), strong(`${drug.quantity} ${NDC_UNITS[drug.unit]}`)], ' '),
			drug.wasted && joined([label('wasted'), drug.wasted], ' '),
		],
		DOT,
	);
}

type DrugLine = ResolvedLine & { readonly drug: Drug };

interface DrugColumn {
	readonly title: Label | 'NDC';
	readonly align?: 'end';
	readonly rest?: true;
	readonly text: (line: DrugLine, composition: Composition) => Text | undefined;
}

const DRUG_COLUMNS: readonly DrugColumn[] = [
	{
		title: 'date',
		text: (line, { superbill, date }) => (superbill.visits.length > 1 ? date(line.date) : undefined),
	},
	{ title: 'code', text: ({ code }) => code },
	{ title: 'drug', rest: true, text: ({ drug }) => drug.name },
	{ title: 'NDC', text: ({ drug }) => strong(ndcText(drug.ndc)) },
	{ title: 'strength', text: ({ drug }) => drug.strength },
	{ title: 'doseAndRoute', text: ({ drug }) => [drug.dose, drug.route].filter(Boolean).join(' ') },
	{ title: 'start', text: ({ startTime }) => startTime },
	{ title: 'end', text: ({ endTime }) => endTime },
	{ title: 'usedAmount', align: 'end', text: ({ drug }) => `${drug.quantity} ${NDC_UNITS[drug.unit]}` },
	{ title: 'discarded', align: 'end', text: ({ drug }) => drug.wasted },
];

/** The drugs in a table of their own, without empty columns. */
function drugs(composition: Composition): Block[] {
	const { superbill, label } = composition;
	const lines = superbill.visits
		.flatMap((visit) => visit.lines)
		.filter((line): line is DrugLine => line.drug !== undefined);
	if (lines.length === 0) return [];
	const rows = lines.map((line) => DRUG_COLUMNS.map(({ text }) => text(line, composition) ?? ''));
	const shown = DRUG_COLUMNS.flatMap((column, i) =>
		column.rest || rows.some((row) => row[i] !== '') ? [i] : [],
	);
	return [
		heading(label('drugs')),
		{
			kind: 'table',
			summary: label('drugs'),
			columns: shown.map((i) => {
				const { title, align = 'start', rest = false } = DRUG_COLUMNS[i] as DrugColumn;
				return { title: title === 'NDC' ? [title] : label.each(title), align, rest };
			}),
			groups: rows.map((row) => ({
				rows: [
					{
						cells: shown.map((i) => ({
							text: row[i] as Text,
							header: DRUG_COLUMNS[i]?.title === 'code',
						})),
					},
				],
			})),
		},
	];
}

function subtotalRow(
	{ date: day, lines, subtotal }: DatedVisit,
	payments: Payments,
	keys: readonly ColumnKey[],
	{ label, date }: Composition,
): PageRow {
	const name = joined(
		[strong(joined([label('subtotal'), date(day)], ' ')), paidBy(payments, label)].filter(isSome),
		DOT,
	);
	const paid = paidCents([...payments.map(({ amount }) => amount), ...lines.map((line) => line.paid)]);
	return {
		continues: true,
		...sumRow(name, { charge: subtotal, paid }, keys),
	};
}

/** Sums under their columns, after a label. */
function sumRow(
	label: Text,
	sums: Readonly<Partial<Record<ColumnKey, Cents | undefined>>>,
	keys: readonly ColumnKey[],
): PageRow {
	const cell = (key: ColumnKey): PageCell => {
		const cents = sums[key];
		return { text: cents === undefined ? '' : strong(printedMoney(cents)) };
	};
	// The label has the room between the sums where the description is.
	const at = keys.indexOf('description');
	const isTaken = (key: ColumnKey) => key in sums;
	const start = keys.slice(0, at).findLastIndex(isTaken) + 1;
	const end = keys.findIndex((key, i) => i > at && isTaken(key));
	const span = (end < 0 ? keys.length : end) - start;
	return {
		cells: [
			...keys.slice(0, start).map(cell),
			{ text: label, header: true, span },
			...keys.slice(start + span).map(cell),
		],
	};
}

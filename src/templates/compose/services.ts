import type { Block, PageCell, PageRow, RowGroup, Span, Text } from '../../page/content.ts';
import { type Cents, parseMoney, printedMoney } from '../../superbill/money.ts';
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
		text: ({ placeOfService: code }, { superbill }) => [code, ...shortName(code, superbill)].join(' '),
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
		text: ({ telehealth }, { label }) =>
			telehealth
				? joined([label(`modality.${telehealth.modality}`), telehealth.patientState], ', ')
				: label('inPerson'),
	},
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
	const { superbill, label } = composition;
	const lines = superbill.visits.flatMap((visit) => visit.lines);
	const keys = withPaid(composition.template.services.columns).filter((key) =>
		lines.some((line) => hasValue(key, line)),
	);
	const paid = lines.reduce((sum, line) => sum + parseMoney(line.paid ?? '0.00'), 0);
	return [
		heading(label('services')),
		{
			kind: 'table',
			summary: plainText(label('services')),
			columns: keys.map((key) => {
				const { label: title, align = 'start' } = COLUMNS[key];
				return { title: label.each(title), align, rest: key === 'description' };
			}),
			groups: rowGroups(superbill.visits, keys, composition),
			foot: sumRow(label('totalCharges'), { charge: superbill.totals.totalCharges, paid }, keys),
		},
		...placeNames(composition),
	];
}

/** The most characters of a place of service that is named in its column. */
const SHORT_NAME = 12;

/** The name of a place of service, if it is short. */
function shortName(code: string, { places }: Composition['superbill']): string[] {
	const name = places[code];
	return name !== undefined && name.length <= SHORT_NAME ? [name] : [];
}

/** The places of service whose names are too long for their column (CMS-1500 box 24B). */
function placeNames({ superbill, label }: Composition): Block[] {
	const named = Object.entries(superbill.places)
		.filter(([code]) => shortName(code, superbill).length === 0)
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
			summary: plainText(label('otherItems')),
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
		paid: line.paid !== undefined,
	};
	return given[key] ?? true;
}

/** The most lines of a visit that stay on one page. */
const WHOLE_VISIT = 5;

function rowGroups(
	visits: readonly DatedVisit[],
	keys: readonly ColumnKey[],
	composition: Composition,
): RowGroup[] {
	const { label, template } = composition;
	let carried: Cents = 0;
	return visits.flatMap((visit) => {
		const { lines } = visit;
		// A page may start within a longer visit.
		const dateOnce = template.services.visits === 'grouped' && lines.length <= WHOLE_VISIT;
		const rows = lines.map((line, i) => [
			lineRow(line, dateOnce && i > 0, keys, composition),
			...(line.drug ? [drugRow(line.drug, keys, composition)] : []),
		]);
		if (visits.length > 1 && lines.length > 1) rows.at(-1)?.push(subtotalRow(visit, keys, composition));
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

function lineRow(
	line: ResolvedLine,
	sameDate: boolean,
	keys: readonly ColumnKey[],
	composition: Composition,
): PageRow {
	const header = keys.includes('code') ? 'code' : 'description';
	return {
		cells: keys.map((key): PageCell => {
			if (key === 'date' && sameDate) return { text: '' };
			const text = COLUMNS[key].text(line, composition);
			const detail = key === 'description' ? lineDetail(line, keys, composition.label) : [];
			return {
				text,
				...(detail.length > 0 && { detail }),
				...(key === header && { header: true }),
			};
		}),
	};
}

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

function drugRow(drug: Drug, keys: readonly ColumnKey[], composition: Composition): PageRow {
	const text = composition.template.services.drug === 'line' ? drugLine : labelledDrug;
	return {
		continues: true,
		cells: [{ text: text(drug, composition.label), span: keys.length, textColumn: keys.indexOf('code') }],
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

function labelledDrug(drug: Drug, label: Labels): Text {
	const details: readonly (readonly [Text, string | undefined])[] = [
		['NDC', ndcText(drug.ndc)],
		[label('quantity'), `${drug.quantity} ${NDC_UNITS[drug.unit]}`],
		[label('drug'), drug.name],
		[label('strength'), drug.strength],
		[label('doseGiven'), drug.dose],
		[label('route'), drug.route],
		[label('discarded'), drug.wasted],
	];
	return joined(
		details.map(([name, value]) => value !== undefined && joined([name, strong(value)], ' ')),
		DOT,
	);
}

function subtotalRow(visit: DatedVisit, keys: readonly ColumnKey[], { label, date }: Composition): PageRow {
	const name = joined([label('subtotal'), date(visit.date)], ' ');
	const paid = visit.lines.reduce((sum, line) => sum + parseMoney(line.paid ?? '0.00'), 0);
	return { continues: true, ...sumRow(name, { charge: visit.subtotal, paid }, keys) };
}

/** Sums under their columns, after a label. */
function sumRow(
	label: Text,
	sums: Readonly<Partial<Record<ColumnKey, Cents>>>,
	keys: readonly ColumnKey[],
): PageRow {
	const first = keys.findIndex((key) => key in sums);
	return {
		cells: [
			{ text: strong(label), header: true, span: first },
			...keys.slice(first).map((key): PageCell => {
				const cents = sums[key];
				return { text: cents === undefined ? '' : strong(printedMoney(cents)) };
			}),
		],
	};
}

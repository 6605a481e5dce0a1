import type { Block, PageCell, PageRow, RowGroup, Span, TableColumn, Text } from '../../page/content.ts';
import { type Cents, parseMoney, printedMoney } from '../../superbill/money.ts';
import { ndcText } from '../../superbill/ndc.ts';
import { clinicianName } from '../../superbill/person.ts';
import type { DatedVisit, ResolvedLine } from '../../superbill/superbill.ts';
import type { Label, Labels } from '../labels.ts';
import type { Template } from '../template.ts';
import { REQUIRED_COLUMNS } from '../vocabulary.ts';
import { fine, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, inManner, joined, plainText, strong } from './spans.ts';

type ColumnKey = Template['services']['columns'][number];

interface ServiceColumn {
	readonly label: Label;
	/** In points, or `rest` for what the others leave. */
	readonly width: TableColumn['width'];
	readonly align?: 'end';
	readonly text: (line: ResolvedLine, composition: Composition) => Text;
}

/** Fixed widths keep codes aligned on every row, however long a description is. */
const COLUMNS: Readonly<Record<ColumnKey, ServiceColumn>> = {
	date: { label: 'date', width: 60, text: (line, { date }) => date(line.date) },
	pos: { label: 'pos', width: 28, text: (line) => line.placeOfService },
	code: { label: 'code', width: 44, text: (line) => line.code },
	modifiers: { label: 'modifiers', width: 36, text: (line) => line.modifiers.join(' ') },
	pointers: { label: 'pointers', width: 42, text: (line) => line.diagnosisPointers.join(' ') },
	description: { label: 'description', width: 'rest', text: (line) => line.description },
	start: { label: 'start', width: 36, text: (line) => line.startTime ?? '' },
	end: { label: 'end', width: 36, text: (line) => line.endTime ?? '' },
	minutes: { label: 'minutes', width: 34, align: 'end', text: (line) => String(line.minutes ?? '') },
	modality: {
		label: 'modality',
		width: 60,
		text: ({ telehealth }, { label }) =>
			telehealth
				? joined([label(`modality.${telehealth.modality}`), telehealth.patientState], ', ')
				: label('inPerson'),
	},
	paid: {
		label: 'paid',
		width: 56,
		align: 'end',
		text: ({ paid }) => (paid === undefined ? '' : printedMoney(parseMoney(paid))),
	},
	units: { label: 'units', width: 38, align: 'end', text: (line) => String(line.units) },
	charge: { label: 'charge', width: 56, align: 'end', text: (line) => printedMoney(line.charge) },
};

/** The service lines: one row each, another for a drug, and a subtotal after each date if there are several. */
export function services(composition: Composition): Block[] {
	const { superbill, label } = composition;
	const lines = superbill.visits.flatMap((visit) => visit.lines);
	const keys = withPaid(composition.template.services.columns).filter(
		(key) => isRequired(key) || lines.some((line) => hasValue(key, line)),
	);
	return [
		heading(label('services')),
		{
			kind: 'table',
			summary: plainText(label('services')),
			columns: keys.map((key) => {
				const { label: title, width, align = 'start' } = COLUMNS[key];
				return { title: label(title), width, align };
			}),
			groups: rowGroups(superbill.visits, keys, composition),
			foot: sumRow([label('totalCharges')], superbill.totals.totalCharges, keys, 'strong'),
		},
		...placeNames(composition),
		...otherItems(composition),
	];
}

/** The places of service in words, which Medicare and others ask for (CMS-1500 box 24B). */
function placeNames({ superbill: { places }, label }: Composition): Block[] {
	const named = Object.entries(places).map(([code, name]) => `${code} ${name}`);
	return named.length === 0
		? []
		: [{ ...fine(joined([label('places'), named.join('; ')], ': ')), apart: true }];
}

/** Items without a billing code, apart from the claim. */
function otherItems({ superbill: { otherItems, totals }, label, date }: Composition): Block[] {
	if (!otherItems || otherItems.length === 0) return [];
	return [
		heading(label('otherItems')),
		{
			kind: 'ledger',
			summary: plainText(label('otherItems')),
			rows: [
				...otherItems.map((item) => ({
					rank: 'entry' as const,
					label: joined([date(item.date), item.description], DOT),
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
	return columns.flatMap((key): ColumnKey[] => (key === 'charge' ? ['paid', key] : [key]));
}

const isRequired = (key: ColumnKey): boolean => (REQUIRED_COLUMNS as readonly string[]).includes(key);

/** True if a line has a value for an optional column. */
function hasValue(key: ColumnKey, line: ResolvedLine): boolean {
	const given: Partial<Record<ColumnKey, unknown>> = {
		start: line.startTime,
		end: line.endTime,
		minutes: line.minutes,
		modality: line.telehealth,
		paid: line.paid,
	};
	return given[key] !== undefined;
}

function rowGroups(
	visits: readonly DatedVisit[],
	keys: readonly ColumnKey[],
	composition: Composition,
): RowGroup[] {
	const { label, template } = composition;
	const groups: RowGroup[] = [];
	let carried: Cents = 0;
	visits.forEach((visit, v) => {
		visit.lines.forEach((line, i) => {
			const first = i === 0 && template.services.visits === 'headed' && visits.length > 1;
			const last = i === visit.lines.length - 1 && visits.length > 1;
			groups.push({
				rows: [
					...(first ? [visitRow(v, visits, keys.length, composition)] : []),
					lineRow(line, keys, composition),
					...(line.drug ? [drugRow(line.drug, keys, composition)] : []),
					...(last ? [subtotalRow(visit, keys, composition)] : []),
				],
				carried: { label: label('carried'), amount: printedMoney(carried) },
			});
			carried += line.charge;
		});
	});
	return groups;
}

function visitRow(
	index: number,
	visits: readonly DatedVisit[],
	span: number,
	{ label, date }: Composition,
): PageRow {
	const { date: day } = visits[index] as DatedVisit;
	const text = joined([joined([label('visit'), `${index + 1}/${visits.length}`], ' '), date(day)], DOT);
	return { cells: [{ text: strong(text), header: true, span }], opens: true };
}

function lineRow(line: ResolvedLine, keys: readonly ColumnKey[], composition: Composition): PageRow {
	return {
		cells: keys.map((key): PageCell => {
			const text = COLUMNS[key].text(line, composition);
			if (key === 'code') return { text, header: true };
			if (key !== 'description') return { text };
			return { text: joined([text, inManner(lineDetail(line, keys, composition.label), 'muted')], '') };
		}),
	};
}

/** The details of a line that have no column. */
function lineDetail(line: ResolvedLine, keys: readonly ColumnKey[], label: Labels): Span[] {
	const { startTime, endTime, minutes, emergency, note, telehealth, renderingProvider } = line;
	const text = joined(
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
						joined([label('npi'), renderingProvider.npi], ' '),
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
	return text.length === 0 ? [] : [{ text: DOT }, ...text];
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
			`NDC ${ndcText(drug.ndc)}`,
			`${drug.quantity} ${NDC_UNITS[drug.unit]}`,
			[drug.name, drug.strength].filter(Boolean).join(' '),
			drug.dose && joined([label('dose'), drug.dose, drug.route], ' '),
			!drug.dose && drug.route,
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
	return { continues: true, ...sumRow([label('subtotal'), date(visit.date)], visit.subtotal, keys) };
}

/** A sum under the charges with its label under the descriptions. */
function sumRow(name: readonly Text[], cents: Cents, keys: readonly ColumnKey[], manner?: 'strong'): PageRow {
	const text = joined(name, ' ');
	return {
		cells: [
			{
				text: manner ? inManner(text, manner) : text,
				header: true,
				span: keys.length - 1,
				textColumn: keys.indexOf('description'),
			},
			{ text: strong(printedMoney(cents)) },
		],
	};
}

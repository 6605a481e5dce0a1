import type { Row, RowGroup, Span, Table } from '../page/content.ts';
import { type Cents, printedMoney } from '../superbill/money.ts';
import { ndcText } from '../superbill/ndc.ts';
import { clinicianName } from '../superbill/person.ts';
import type { ServiceLine } from '../superbill/superbill.ts';
import type { Composition } from './compose.ts';
import type { Labels } from './labels.ts';

/** Points. Codes stand in the same column on every row, however long a description is. */
const WIDTHS = { date: 60, pos: 28, code: 44, modifiers: 36, pointers: 42, units: 38, charge: 56 } as const;

const COLUMNS = 8;
const CODE_COLUMN = 2;
const DESCRIPTION_COLUMN = 5;

/** The service lines: one row each, a second one for a drug, a subtotal after each date when there are several. */
export function serviceTable(composition: Composition): Table {
	const { superbill, label, date } = composition;
	const severalDates = superbill.visits.length > 1;
	const groups: RowGroup[] = [];
	let carried: Cents = 0;
	for (const visit of superbill.visits) {
		visit.lines.forEach((line, i) => {
			const rows = lineRows(line, composition);
			if (severalDates && i === visit.lines.length - 1) {
				rows.push(subtotalRow(`${label('subtotal')} ${date(visit.date)}`, visit.subtotal));
			}
			groups.push({ rows, carried: { label: label('carried'), amount: printedMoney(carried) } });
			carried += line.charge;
		});
	}
	return {
		kind: 'table',
		summary: label('services'),
		columns: [
			{ title: label('date'), width: WIDTHS.date },
			{ title: label('pos'), width: WIDTHS.pos },
			{ title: label('code'), width: WIDTHS.code },
			{ title: label('modifiers'), width: WIDTHS.modifiers },
			{ title: label('pointers'), width: WIDTHS.pointers },
			{ title: label('description'), width: 'rest' },
			{ title: label('units'), width: WIDTHS.units, align: 'end' },
			{ title: label('charge'), width: WIDTHS.charge, align: 'end' },
		],
		groups,
	};
}

function lineRows(line: ServiceLine, { label, date }: Composition): Row[] {
	const rows: Row[] = [
		{
			cells: [
				{ text: date(line.date) },
				{ text: line.placeOfService },
				{ text: line.code, header: true },
				{ text: line.modifiers.join(' ') },
				{ text: line.diagnosisPointers.join(' ') },
				{ text: [{ text: line.description }, ...lineDetail(line, label)] },
				{ text: String(line.units) },
				{ text: printedMoney(line.charge) },
			],
		},
	];
	if (line.drug) {
		rows.push({
			continues: true,
			cells: [{ text: drugText(line.drug, label), span: COLUMNS, textColumn: CODE_COLUMN }],
		});
	}
	return rows;
}

function lineDetail(line: ServiceLine, label: Labels): Span[] {
	const { startTime, endTime, minutes, telehealth, renderingProvider } = line;
	const clinician = renderingProvider && [
		`${label('renderedBy')} ${clinicianName(renderingProvider)}`,
		`${label('npi')} ${renderingProvider.npi}`,
		renderingProvider.taxonomy && `${label('taxonomy')} ${renderingProvider.taxonomy}`,
		renderingProvider.license &&
			`${label('license')} ${renderingProvider.license.state} ${renderingProvider.license.number}`,
	];
	const parts = [
		[startTime, endTime].filter(Boolean).join('\u2013'),
		minutes && `${minutes} ${label('minutes')}`,
		telehealth && label(telehealth.modality),
		telehealth?.patientState && `${label('patientIn')} ${telehealth.patientState}`,
		...(clinician ?? []),
	];
	const text = parts.filter(Boolean).join(' \u00b7 ');
	return text === '' ? [] : [{ text: ` \u00b7 ${text}`, manner: 'muted' }];
}

/** The unit of the NDC quantity as an X12 code has it, in words that a clerk reads. */
const NDC_UNITS = { ML: 'mL', GR: 'g', ME: 'mg', UN: 'UN', F2: 'IU' } as const;

function drugText(drug: NonNullable<ServiceLine['drug']>, label: Labels): string {
	const parts = [
		`NDC ${ndcText(drug.ndc)}`,
		`${drug.quantity} ${NDC_UNITS[drug.unit]}`,
		[drug.name, drug.strength].filter(Boolean).join(' '),
		[drug.dose && `${label('dose')} ${drug.dose}`, drug.route].filter(Boolean).join(' '),
		drug.wasted && `${label('wasted')} ${drug.wasted}`,
	];
	return parts.filter(Boolean).join(' \u00b7 ');
}

function subtotalRow(text: string, subtotal: Cents): Row {
	return {
		continues: true,
		cells: [
			{ text, header: true, span: COLUMNS - 1, textColumn: DESCRIPTION_COLUMN },
			{ text: [{ text: printedMoney(subtotal), manner: 'strong' }] },
		],
	};
}

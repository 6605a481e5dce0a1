import { setImmediate as breathe } from 'node:timers/promises';
import type { Item, Items, TableSummary } from './item.ts';
import { becomes } from './table/columns.ts';
import { readTable, type ServiceTable } from './table/read-table.ts';
import { tableVisits } from './table/visits.ts';
import { type Limits, PAUSE_EVERY } from './upload/limits.ts';
import { type SentBody, tooManyItems } from './upload/sent.ts';
import type { Chunks } from './upload/text.ts';
import { type GroupedSuperbill, groupVisits } from './visits/group.ts';
import { withSource } from './visits/origins.ts';
import type { SentVisit } from './visits/sent.ts';
import type { SplitBy } from './visits/split-by.ts';
import { readVisit, type VisitReading } from './visits/visit.ts';

/** Yields the superbills of visits that were sent as JSON. */
export async function* visitItems(sent: AsyncIterable<SentBody>, splitBy: SplitBy): Items {
	const visits: VisitReading[] = [];
	let rows = 0;
	for await (const each of sent) {
		visits.push(readVisit(visitOf(each)));
		if (each.row !== undefined) rows++;
		if (visits.length % PAUSE_EVERY === 0) await breathe();
	}
	const made = yield* items(visits, splitBy);
	return { ...made, ...(rows > 0 && { rows }) };
}

/** Yields the superbills of the visits in a table. @throws Refusal before the first if the table cannot be used */
export async function* tableItems(chunks: Chunks, splitBy: SplitBy, limits: Limits): Items {
	const table = await readTable(chunks, limits);
	const visits: VisitReading[] = [];
	for (const visit of await tableVisits(table)) {
		if (visits.push(readVisit(visit)) > limits.items) throw tooManyItems(limits.items);
		if (visits.length % PAUSE_EVERY === 0) await breathe();
	}
	const made = yield* items(visits, splitBy);
	return { ...made, rows: table.rows.length, table: summaryOf(table) };
}

function visitOf(sent: SentBody): SentVisit {
	const { position, row, body } = sent;
	return {
		position,
		name: row === undefined ? `visit ${position}` : `line ${row}`,
		...(row !== undefined && { rows: [row, row] }),
		body,
		findings: sent.finding ? [withSource(sent.finding, { row: sent.row })] : [],
	};
}

async function* items(visits: readonly VisitReading[], splitBy: SplitBy): Items {
	const { patients, superbills } = groupVisits(visits, splitBy);
	let position = 0;
	let refused = 0;
	for (const made of superbills) {
		position++;
		if (made.refused) refused++;
		yield itemOf(made, position);
		await breathe();
	}
	return { superbills: position - refused, refused, visits: visits.length, patients };
}

function itemOf(made: GroupedSuperbill, position: number): Item {
	const { number, findings } = made;
	const rows = made.visits.flatMap((visit) => visit.rows ?? []);
	const named = {
		position,
		...(number !== undefined && { label: number }),
		...(rows.length > 0 && { rows: [rows[0] as number, Math.max(...rows)] as const }),
		findings,
	};
	return made.refused
		? { ...named, refused: true }
		: { ...named, refused: false, body: made.body, origins: made.origins };
}

function summaryOf({ delimiter, dates, header }: ServiceTable): TableSummary {
	return {
		delimiter: DELIMITER_NAMES[delimiter],
		dates: dates.name,
		columns: header.flatMap((column) => (column ? [{ name: column.name, becomes: becomes(column) }] : [])),
	};
}

const DELIMITER_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

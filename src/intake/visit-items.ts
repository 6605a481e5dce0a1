import { becomes } from './columns.ts';
import type { Item, Items, TableUnderstood } from './item.ts';
import type { Limits } from './limits.ts';
import { type Sent, tooMany } from './sent.ts';
import { readTable, type Table } from './table.ts';
import { tableVisits } from './table-visits.ts';
import type { Chunks } from './text.ts';
import { othersTurn, TURN } from './turn.ts';
import { groupVisits, type Made } from './visits/group.ts';
import { at } from './visits/origins.ts';
import type { SentVisit } from './visits/sent.ts';
import type { SplitBy } from './visits/split-by.ts';
import { type ReadVisit, readVisit } from './visits/visit.ts';

/** Superbills of visits that were sent as JSON. */
export async function* visitItems(sent: AsyncIterable<Sent>, splitBy: SplitBy): Items {
	const visits: ReadVisit[] = [];
	let rows = 0;
	for await (const each of sent) {
		visits.push(readVisit(visitOf(each)));
		if (each.row !== undefined) rows++;
		if (visits.length % TURN === 0) await othersTurn();
	}
	const made = yield* items(visits, splitBy);
	return { ...made, ...(rows > 0 && { rows }) };
}

/** Superbills of the visits in a table. @throws IntakeError before the first, where the table cannot be used. */
export async function* tableItems(chunks: Chunks, splitBy: SplitBy, limits: Limits): Items {
	const table = await readTable(chunks, limits);
	const visits: ReadVisit[] = [];
	for (const visit of await tableVisits(table)) {
		if (visits.push(readVisit(visit)) > limits.items) throw tooMany(limits.items);
		if (visits.length % TURN === 0) await othersTurn();
	}
	const made = yield* items(visits, splitBy);
	return { ...made, rows: table.rows.length, table: understood(table) };
}

function visitOf(sent: Sent): SentVisit {
	const { position, row, body } = sent;
	return {
		position,
		called: row === undefined ? `visit ${position}` : `line ${row}`,
		...(row !== undefined && { rows: [row, row] }),
		body,
		findings: sent.finding ? [at(sent.finding, { row: sent.row })] : [],
	};
}

async function* items(visits: readonly ReadVisit[], splitBy: SplitBy): Items {
	const { patients, superbills } = groupVisits(visits, splitBy);
	let position = 0;
	let refused = 0;
	for (const made of superbills) {
		position++;
		if (made.refused) refused++;
		yield itemOf(made, position);
		await othersTurn();
	}
	return { superbills: position - refused, refused, visits: visits.length, patients };
}

function itemOf(made: Made, position: number): Item {
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

function understood({ delimiter, dates, header }: Table): TableUnderstood {
	return {
		delimiter: DELIMITER_NAMES[delimiter],
		dates: dates.name,
		columns: header.flatMap((column) => (column ? [{ name: column.name, becomes: becomes(column) }] : [])),
	};
}

const DELIMITER_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

import { setImmediate as breathe } from 'node:timers/promises';
import type { Item, Items, TableSummary } from './item.ts';
import { becomes } from './table/columns.ts';
import type { ChosenColumns } from './table/header.ts';
import { readTable, type ServiceTable } from './table/read-table.ts';
import { tableVisits } from './table/visits.ts';
import { type Limits, PAUSE_EVERY } from './upload/limits.ts';
import type { SentBody } from './upload/sent.ts';
import type { Pieces } from './upload/text.ts';
import { moreMistakes } from './visits/finding.ts';
import { type GroupedSuperbill, groupVisits } from './visits/group.ts';
import { type SourcedFinding, withSource } from './visits/origins.ts';
import type { SentVisit } from './visits/sent.ts';
import type { SplitBy } from './visits/split-by.ts';
import { readVisit, type VisitReading } from './visits/visit.ts';

/** Yields the superbills of visits that were sent as JSON. */
export async function* visitItems(sent: Iterable<SentBody>, splitBy: SplitBy, limits: Limits): Items {
	const visits = new VisitReadings(limits);
	let rows = 0;
	for (const each of sent) {
		await visits.add(visitOf(each));
		if (each.row !== undefined) rows++;
	}
	const made = yield* items(visits.all, splitBy);
	return { ...made, ...(rows > 0 && { rows }) };
}

/** Yields the superbills of the visits in a table. @throws Refusal before the first if the table cannot be used */
export async function* tableItems(
	pieces: Pieces,
	{ splitBy, columns }: { readonly splitBy: SplitBy; readonly columns?: ChosenColumns },
	limits: Limits,
): Items {
	const table = await readTable(pieces, limits, columns);
	const visits = new VisitReadings(limits);
	for (const visit of await tableVisits(table, limits)) await visits.add(visit);
	const made = yield* items(visits.all, splitBy);
	return { ...made, rows: table.rowCount, table: summaryOf(table) };
}

/**
 * Reads visits and keeps of each what grouping needs. Keeps a limited number of mistakes, because an upload could have
 * millions.
 */
class VisitReadings {
	readonly all: VisitReading[] = [];
	#left: number;

	constructor({ findings }: Limits) {
		this.#left = findings;
	}

	async add(sent: SentVisit): Promise<void> {
		const read = readVisit(sent);
		const { findings } = read;
		const isOver = findings.length > this.#left;
		this.all.push(isOver && findings.length > 1 ? { ...read, findings: shortened(findings) } : read);
		this.#left = Math.max(0, this.#left - findings.length);
		if (this.all.length % PAUSE_EVERY === 0) await breathe();
	}
}

function shortened([first, ...others]: readonly SourcedFinding[]): readonly SourcedFinding[] {
	return [first as SourcedFinding, moreMistakes(others.length)];
}

function visitOf(sent: SentBody): SentVisit {
	const { position, row, body } = sent;
	return {
		position,
		name: row === undefined ? `visit ${position}` : `line ${row}`,
		...(row !== undefined && { rows: [row, row] }),
		body,
		findings: sent.finding
			? [withSource(sent.finding, row === undefined ? { visit: position, pointer: '' } : { row })]
			: [],
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

import type { Table } from './table.ts';
import { placesOf, readRow, type TableRow } from './table-row.ts';
import { PROVIDER, TableVisit } from './table-visit.ts';
import { othersTurn, TURN } from './turn.ts';
import type { SentVisit } from './visits/sent.ts';
import { folded, key } from './visits/whose.ts';

/** A patient's number, or a visit's, is that of a practice. */
const PRACTICE = ['practice', 'billing_provider_npi'] as const;

/**
 * The visits of a table: rows with the same `visit`, and without that column those of one patient, day and clinician,
 * wherever they stand. What the first row of a visit says the others need not say again.
 */
export async function tableVisits({ rows, header, dates }: Table): Promise<SentVisit[]> {
	const places = placesOf(header);
	const visits: TableVisit[] = [];
	const known = new Map<string, TableVisit[]>();
	for (const each of rows) {
		const row = readRow(each, header, places, dates);
		const id = visitKey(row);
		const candidates = id === undefined ? [] : (known.get(id) ?? []);
		const apart = row.cells.has('visit') ? PRACTICE : [...PRACTICE, ...PROVIDER, 'superbill_number'];
		let visit = candidates.findLast((candidate) => apart.every((name) => agrees(candidate, row, name)));
		if (!visit) {
			visit = new TableVisit(row.row);
			visits.push(visit);
			candidates.push(visit);
			if (id !== undefined) known.set(id, candidates);
		}
		visit.add(row);
		if (row.row % TURN === 0) await othersTurn();
	}
	return visits.map((visit, i) => visit.sent(i + 1));
}

/** What is not said is no contradiction. */
function agrees(visit: TableVisit, { cells }: TableRow, name: string): boolean {
	const said = visit.said(name);
	const own = cells.get(name)?.value;
	return said === undefined || own === undefined || said === own;
}

/** What rows of one visit have in common; `undefined` of a row that cannot say which visit it is of. */
function visitKey({ cells }: TableRow): string | undefined {
	const text = (name: string) => folded(cells.get(name)?.value);
	const visit = text('visit');
	if (visit !== undefined) return key('visit', visit);
	const account = text('account_number');
	const person = account === undefined ? PERSON.map(text) : [account];
	const all = [text('date_of_service'), ...person];
	return all.includes(undefined) ? undefined : key(...(all as string[]));
}

const PERSON = ['patient_last_name', 'patient_first_name', 'patient_birth_date'] as const;

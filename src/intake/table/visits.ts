import { setImmediate as breathe } from 'node:timers/promises';
import { Refusal } from '../../calls/refusal.ts';
import { type Limits, PAUSE_EVERY } from '../upload/limits.ts';
import { tooManyItems } from '../upload/text.ts';
import { compositeKey, folded } from '../visits/identity.ts';
import type { SentVisit } from '../visits/sent.ts';
import { placesOf, readRow, type TableRow } from './read-row.ts';
import type { ServiceTable } from './read-table.ts';
import { PROVIDER, TableVisit } from './visit.ts';

/** The columns that identify a practice. Numbers of patients and visits are unique only within a practice. */
const PRACTICE = ['practice', 'billing_provider_npi'] as const;

/**
 * Groups the rows of a table into visits: rows with the same `visit` or, without that column, with the same patient, day
 * and clinician. Rows of a visit may be anywhere in the table and need not repeat what its first row says.
 */
export async function tableVisits(
	{ rows, header, dates }: ServiceTable,
	{ items, findings }: Pick<Limits, 'items' | 'findings'>,
): Promise<Iterable<SentVisit>> {
	const places = placesOf(header);
	const visits: TableVisit[] = [];
	const known = new Map<string, TableVisit[]>();
	const room = { left: findings };
	for (const each of rows()) {
		const row = readRow(each, header, places, dates);
		const id = visitKey(row);
		const candidates = id === undefined ? [] : (known.get(id) ?? []);
		const apart = row.cells.has('visit') ? PRACTICE : [...PRACTICE, ...PROVIDER, 'superbill_number'];
		let visit = candidates.findLast((candidate) => apart.every((name) => agrees(candidate, row, name)));
		if (!visit) {
			if (visits.length === items) throw tooManyItems(items);
			if (candidates.length === MOST_APART) throw tooManyApart(row.row);
			visit = new TableVisit(row.row, room);
			visits.push(visit);
			candidates.push(visit);
			if (id !== undefined) known.set(id, candidates);
		}
		visit.add(row);
		if (row.row % PAUSE_EVERY === 0) await breathe();
	}
	return sent(visits);
}

function* sent(visits: readonly TableVisit[]): Generator<SentVisit> {
	for (const [i, visit] of visits.entries()) yield visit.sent(i + 1);
}

/** Visits with the same key, at different practices or by different clinicians. Every row is compared with all of them. */
const MOST_APART = 500;

function tooManyApart(row: number): Refusal {
	return new Refusal(
		'bad-table',
		`Row ${row}: more than ${MOST_APART} visits look like the same one, but at different practices or by different clinicians. Give each visit a different text in the column visit.`,
	);
}

/** A blank agrees with any value. */
function agrees(visit: TableVisit, { cells }: TableRow, name: string): boolean {
	const known = visit.valueIn(name);
	const own = cells.get(name)?.value;
	return known === undefined || own === undefined || known === own;
}

/** A key that the rows of a visit share; `undefined` for a row that does not identify its visit. */
function visitKey({ cells }: TableRow): string | undefined {
	const text = (name: string) => folded(cells.get(name)?.value);
	const visit = text('visit');
	if (visit !== undefined) return compositeKey('visit', visit);
	const account = text('account_number');
	const person = account === undefined ? PERSON.map(text) : [account];
	const all = [text('date_of_service'), ...person];
	return all.includes(undefined) ? undefined : compositeKey(...(all as string[]));
}

const PERSON = ['patient_last_name', 'patient_first_name', 'patient_birth_date'] as const;

import { numberOf } from '../superbill/numbering.ts';
import type { Query, Tx } from './store.ts';

/** The number that is next in a series of a practice, as long as nobody else takes it. */
export async function nextNumber(db: Query, practice: string, series: string): Promise<string> {
	return numberOf(series, await nextPlace(db, practice, series));
}

/** The same as its place in the series, from 1. */
export async function nextPlace(db: Query, practice: string, series: string): Promise<number> {
	const counter = await db
		.selectFrom('number_counters')
		.select('next')
		.where('practice_id', '=', practice)
		.where('series', '=', series)
		.executeTakeFirst();
	return counter?.next ?? 1;
}

/**
 * Takes the next number of a series. Others wait for the transaction to end, and where it does not commit the number
 * is not taken: there is no gap. Numbers that a caller chose before are passed over.
 */
export async function takeNumber(tx: Tx, practice: string, series: string): Promise<string> {
	for (;;) {
		const { next } = await tx
			.insertInto('number_counters')
			.values({ practice_id: practice, series, next: 2 })
			.onConflict((conflict) =>
				conflict
					.columns(['practice_id', 'series'])
					.doUpdateSet((row) => ({ next: row('number_counters.next', '+', 1) })),
			)
			.returning('next')
			.executeTakeFirstOrThrow();
		const number = numberOf(series, next - 1);
		if (!(await isTaken(tx, practice, number))) return number;
	}
}

export async function isTaken(db: Query | Tx, practice: string, number: string): Promise<boolean> {
	const found = await db
		.selectFrom('superbills')
		.select('seq')
		.where('practice_id', '=', practice)
		.where('number', '=', number)
		.executeTakeFirst();
	return found !== undefined;
}

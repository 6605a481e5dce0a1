import { numberInSeries } from '../superbill/numbering.ts';
import type { Query, Tx } from './store.ts';

/** The number that is next in a series of a practice, as long as nobody else takes it. */
export async function nextNumber(db: Query, practice: string, series: string): Promise<string> {
	return numberInSeries(series, await nextPlace(db, practice, series));
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
 * Takes the next numbers of a series, in their order. Others wait for the transaction to end, and where it does not
 * commit the numbers are not taken: there is no gap. Those that a caller chose before are passed over.
 */
export async function takeNumbers(
	tx: Tx,
	practice: string,
	series: string,
	count: number,
): Promise<readonly string[]> {
	const numbers: string[] = [];
	while (numbers.length < count) {
		const missing = count - numbers.length;
		const { next } = await tx
			.insertInto('number_counters')
			.values({ practice_id: practice, series, next: 1 + missing })
			.onConflict((conflict) =>
				conflict
					.columns(['practice_id', 'series'])
					.doUpdateSet((row) => ({ next: row('number_counters.next', '+', missing) })),
			)
			.returning('next')
			.executeTakeFirstOrThrow();
		const these = Array.from({ length: missing }, (_, i) => numberInSeries(series, next - missing + i));
		const taken = new Set(await takenOf(tx, practice, these));
		numbers.push(...these.filter((number) => !taken.has(number)));
	}
	return numbers;
}

/** Those of some numbers that the practice has issued. */
export async function takenOf(
	db: Query | Tx,
	practice: string,
	numbers: readonly string[],
): Promise<readonly string[]> {
	const found = await db
		.selectFrom('superbills')
		.select('number')
		.where('practice_id', '=', practice)
		.where('number', 'in', numbers)
		.execute();
	return found.map(({ number }) => number);
}

export async function isTaken(db: Query | Tx, practice: string, number: string): Promise<boolean> {
	return (await takenOf(db, practice, [number])).length > 0;
}

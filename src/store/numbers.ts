import { numberInSeries } from '../superbill/numbering.ts';
import type { Query, Tx } from './store.ts';

/**
 * Takes the next numbers of a series, in order, and skips those that senders have chosen. Other transactions wait for
 * this one to end. If it does not commit, it has taken no numbers, so that there are no gaps.
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

/** Selects the numbers that a practice has already issued. */
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

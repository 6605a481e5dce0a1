import type { Query } from './store.ts';

/**
 * How those who issue many in a row keep out of each other's way in a series, in all processes. Nothing here gives a
 * number away or keeps it from anyone: who does not keep to it costs others that they draw once more.
 */

/** For how long after the last promise the promised numbers count, in ms. */
const PROMISED_MS = 5_000;

/** For how long a series is held without being held again, in ms. */
export const HELD_MS = 1_000;

interface Series {
	readonly practice: string;
	readonly series: string;
}

/** Says that so many numbers will be taken, behind those that others said this of. @returns the place of the first, from 1. */
export async function promiseNumbers(
	db: Query,
	{ practice, series }: Series,
	count: number,
	now: Date,
): Promise<number> {
	const promised_at = now.toISOString();
	const old = new Date(now.getTime() - PROMISED_MS).toISOString();
	const { promised } = await db
		.insertInto('number_counters')
		.values({ practice_id: practice, series, next: 1, promised: 1 + count, promised_at })
		.onConflict((conflict) =>
			conflict.columns(['practice_id', 'series']).doUpdateSet((row) => {
				const [promised, next] = [row.ref('number_counters.promised'), row.ref('number_counters.next')];
				const counts = row.and([
					row('number_counters.promised_at', '>', old),
					row('number_counters.promised', '>', next),
				]);
				const end = row.case().when(counts).then(promised).else(next).end();
				return { promised: row(end, '+', count), promised_at };
			}),
		)
		.returning('promised')
		.executeTakeFirstOrThrow();
	return (promised as number) - count;
}

/** Says that what was promised is not to be counted on: who promises next begins where the series stands. */
export async function forgetPromises(db: Query, { practice, series }: Series): Promise<void> {
	await db
		.updateTable('number_counters')
		.set({ promised: null })
		.where('practice_id', '=', practice)
		.where('series', '=', series)
		.execute();
}

/** Takes a series for `HELD_MS`, also once more. @returns false where another holder has it. */
export async function holdSeries(
	db: Query,
	{ practice, series }: Series,
	holder: string,
	now: Date,
): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('number_counters')
		.set({ holder, held_until: new Date(now.getTime() + HELD_MS).toISOString() })
		.where('practice_id', '=', practice)
		.where('series', '=', series)
		.where((row) =>
			row.or([
				row('holder', 'is', null),
				row('holder', '=', holder),
				row('held_until', '<', now.toISOString()),
			]),
		)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

export async function letGoOfSeries(db: Query, { practice, series }: Series, holder: string): Promise<void> {
	await db
		.updateTable('number_counters')
		.set({ holder: null, held_until: null })
		.where('practice_id', '=', practice)
		.where('series', '=', series)
		.where('holder', '=', holder)
		.execute();
}

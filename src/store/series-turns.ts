import type { Query } from './store.ts';

/**
 * Lets the batch workers of all processes take turns in a series, so that they can predict their numbers and draw ahead.
 * Nothing here takes or reserves a number. A wrong prediction costs no more than drawing again.
 */

/** Time for which announced numbers count after the last announcement, in ms. */
const ANNOUNCED_MS = 5_000;

/** Length of a turn that is not renewed, in ms. */
export const TURN_MS = 1_000;

export interface NumberSeries {
	readonly practice: string;
	readonly series: string;
}

/**
 * Announces a count of numbers to be taken, after those announced by others. @returns the position of the first, from 1
 */
export async function announceNumbers(
	db: Query,
	{ practice, series }: NumberSeries,
	count: number,
	now: Date,
): Promise<number> {
	const promised_at = now.toISOString();
	const old = new Date(now.getTime() - ANNOUNCED_MS).toISOString();
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

function updateCounter(db: Query, { practice, series }: NumberSeries) {
	return db.updateTable('number_counters').where('practice_id', '=', practice).where('series', '=', series);
}

/** Withdraws all announcements. The next one begins at the next number of the series. */
export async function withdrawAnnouncements(db: Query, series: NumberSeries): Promise<void> {
	await updateCounter(db, series).set({ promised: null }).execute();
}

/** Begins or renews a turn in a series. @returns false during the turn of another holder */
export async function takeTurn(db: Query, series: NumberSeries, holder: string, now: Date): Promise<boolean> {
	const { numUpdatedRows } = await updateCounter(db, series)
		.set({ holder, held_until: new Date(now.getTime() + TURN_MS).toISOString() })
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

/** Ends a turn early. */
export async function endTurn(db: Query, series: NumberSeries, holder: string): Promise<void> {
	await updateCounter(db, series)
		.set({ holder: null, held_until: null })
		.where('holder', '=', holder)
		.execute();
}

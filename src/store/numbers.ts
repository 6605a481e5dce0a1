import { DEFAULT_PRACTICE } from '../practices/practice.ts';
import { numberInSeries } from '../superbill/numbering.ts';
import type { Query, Tx } from './store.ts';

/** A practice whose superbills have different numbers. */
export interface NumberedPractice {
	readonly id: string;
	/** Search terms of superbills that were issued for it when it was not on file. They belong to no practice. */
	readonly spelledOut: readonly Buffer[];
}

/**
 * Takes the next numbers of a series, in order, and skips those that senders have chosen. Other transactions wait for
 * this one to end. If it does not commit, it has taken no numbers, so that there are no gaps. A practice that was put on
 * file continues where its numbers ended before.
 */
export async function takeNumbers(
	tx: Tx,
	practice: NumberedPractice,
	series: string,
	count: number,
): Promise<readonly string[]> {
	const numbers: string[] = [];
	while (numbers.length < count) {
		const missing = count - numbers.length;
		const { next } = await tx
			.insertInto('number_counters')
			.values({ practice_id: practice.id, series, next: 1 + missing })
			.onConflict((conflict) =>
				conflict
					.columns(['practice_id', 'series'])
					.doUpdateSet((row) => ({ next: row('number_counters.next', '+', missing) })),
			)
			.returning('next')
			.executeTakeFirstOrThrow();
		if (next - missing === 1 && (await continues(tx, practice, series))) continue;
		const these = Array.from({ length: missing }, (_, i) => numberInSeries(series, next - missing + i));
		const taken = new Set(await takenOf(tx, practice, these));
		numbers.push(...these.filter((number) => !taken.has(number)));
	}
	return numbers;
}

/** Makes a new series begin where the numbers of the same practice ended before it was put on file. */
async function continues(tx: Tx, { id, spelledOut }: NumberedPractice, series: string): Promise<boolean> {
	const next = await nextBefore(tx, spelledOut, series);
	if (next === undefined) return false;
	await tx
		.updateTable('number_counters')
		.set({ next })
		.where('practice_id', '=', id)
		.where('series', '=', series)
		.execute();
	return true;
}

/** The next place in a series of superbills that spelled out their practice, if there are any. */
async function nextBefore(
	db: Query | Tx,
	spelledOut: NumberedPractice['spelledOut'],
	series: string,
): Promise<number | undefined> {
	if (spelledOut.length === 0) return undefined;
	const before = await db
		.selectFrom('number_counters')
		.select('next')
		.where('practice_id', '=', DEFAULT_PRACTICE)
		.where('series', '=', series)
		.where(({ exists, selectFrom }) =>
			exists(selectFrom('search_terms').select('seq').where('term', 'in', spelledOut)),
		)
		.executeTakeFirst();
	return before?.next;
}

/** Numbers that are compared at once with those that senders have chosen. */
const LOOKED_AT = 20;

/** The number that `takeNumbers` would take next. It takes none, so another superbill may get it first. */
export async function expectedNumber(db: Query, practice: NumberedPractice, series: string): Promise<string> {
	const counter = await db
		.selectFrom('number_counters')
		.select('next')
		.where('practice_id', '=', practice.id)
		.where('series', '=', series)
		.executeTakeFirst();
	for (
		let next = counter?.next ?? (await nextBefore(db, practice.spelledOut, series)) ?? 1;
		;
		next += LOOKED_AT
	) {
		const start = next;
		const these = Array.from({ length: LOOKED_AT }, (_, i) => numberInSeries(series, start + i));
		const taken = new Set(await takenOf(db, practice, these));
		const free = these.find((number) => !taken.has(number));
		if (free !== undefined) return free;
	}
}

/** Selects the numbers that a practice has already issued. */
export async function takenOf(
	db: Query | Tx,
	{ id, spelledOut }: NumberedPractice,
	numbers: readonly string[],
): Promise<readonly string[]> {
	const found = await db
		.selectFrom('superbills')
		.select('number')
		.where('number', 'in', numbers)
		.where(({ or, and, eb, exists, selectFrom, ref }) =>
			spelledOut.length === 0
				? eb('practice_id', '=', id)
				: or([
						eb('practice_id', '=', id),
						and([
							eb('practice_id', '=', DEFAULT_PRACTICE),
							exists(
								selectFrom('search_terms')
									.select('term')
									.where('search_terms.seq', '=', ref('superbills.seq'))
									.where('term', 'in', spelledOut),
							),
						]),
					]),
		)
		.execute();
	return found.map(({ number }) => number);
}

export async function isTaken(db: Query | Tx, practice: NumberedPractice, number: string): Promise<boolean> {
	return (await takenOf(db, practice, [number])).length > 0;
}

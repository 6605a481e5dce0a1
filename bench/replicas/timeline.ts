import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** The progress of issuing, sampled every few milliseconds. */
export interface Timeline {
	/** Waits until a number of superbills are issued. */
	until(issued: number): Promise<void>;
	/** Marks the failure, and begins to watch the slices that are worked on at this moment. */
	strike(): Promise<void>;
	/** @throws Error if `strike` was not called or its slices did not end */
	end(): Promise<Recovery>;
}

/** In milliseconds. */
export interface Recovery {
	/** From the failure until the next superbill was issued. */
	readonly next: number;
	/** The longest pauses between superbills before and after the failure. */
	readonly stillBefore: number;
	readonly stillAfter: number;
	/** From the failure until all slices ended that were worked on at that moment. */
	readonly slices: number;
}

const LOOK_MS = 20;

export function startTimeline(db: pg.Pool): Timeline {
	/** Moments at which more superbills were issued. */
	const moments: number[] = [];
	let issued = 0;
	let isOver = false;
	let struckAt: number | undefined;
	let slicesAt: number | undefined;
	let held: readonly string[] = [];

	const look = async () => {
		// One row per series is cheaper than counting superbills.
		const { rows } = await db.query<{ issued: string }>(
			'select coalesce(sum(next - 1), 0) as issued from number_counters',
		);
		const now = Number(rows[0]?.issued);
		if (now > issued) moments.push(performance.now());
		issued = now;
		if (struckAt === undefined || slicesAt !== undefined) return;
		const left = await db.query('select 1 from batch_slices where id = any($1) limit 1', [held]);
		if (left.rows.length === 0) slicesAt = performance.now();
	};
	const looking = (async () => {
		while (!isOver) {
			// PostgreSQL may be unavailable.
			await look().catch(() => {});
			await sleep(LOOK_MS);
		}
	})();

	return {
		async until(count) {
			while (issued < count) await sleep(LOOK_MS);
		},
		async strike() {
			const { rows } = await db.query<{ id: string }>(
				`select id::text from pgboss.job where state = 'active'`,
			);
			held = rows.map(({ id }) => id);
			struckAt = performance.now();
		},
		async end() {
			isOver = true;
			await looking;
			if (struckAt === undefined || slicesAt === undefined) throw new Error('nothing was disturbed');
			const struck = struckAt;
			const before = moments.filter((moment) => moment <= struck);
			const after = [struck, ...moments.filter((moment) => moment > struck)];
			return {
				next: (after[1] ?? Number.POSITIVE_INFINITY) - struck,
				stillBefore: longest(before),
				stillAfter: longest(after),
				slices: slicesAt - struck,
			};
		},
	};
}

function longest(moments: readonly number[]): number {
	return Math.max(0, ...moments.slice(1).map((moment, i) => moment - (moments[i] as number)));
}

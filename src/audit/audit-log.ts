import type { Call } from '../calls/actor.ts';
import { noSuperbill } from '../calls/refusal.ts';
import type { Store } from '../store/store.ts';
import { findSuperbill } from '../store/superbills.ts';
import { append } from './events.ts';
import { type EventFilter, eventsOf, findEvents, type TrailEvent } from './find-events.ts';

/** A part of a list. One entry more than the page holds says that there is another. */
export interface TrailPage<After> {
	readonly after?: After | undefined;
	readonly limit: number;
}

/** Who did what. Reading it leaves a trace, too. */
export interface Trail {
	/** Newest first, of all practices that the caller may see. */
	events(
		call: Call,
		filter: Omit<EventFilter, 'practice'>,
		page: TrailPage<Pick<TrailEvent, 'at' | 'practice' | 'position'>>,
	): Promise<TrailEvent[]>;
	/** What was done to a superbill, oldest first; a page begins after a position. @throws Refusal */
	history(call: Call, id: string, page: TrailPage<number>): Promise<TrailEvent[]>;
}

/** @param store throws StoreUnavailable where there is none for now. */
export function createTrail(store: () => Store): Trail {
	return {
		async events(call, filter, { after, limit }) {
			const open = store();
			const { practice } = call.actor;
			return open.transaction(async (tx) => {
				const found = await findEvents(tx, { ...filter, practice }, after, limit);
				await append(open, tx, call, { action: 'audit.read', practice });
				return found;
			});
		},
		async history(call, id, { after = 0, limit }) {
			const open = store();
			return open.transaction(async (tx) => {
				const row = await findSuperbill(tx, { id }, call.actor.practice);
				if (!row) throw noSuperbill();
				const [practice, subject] = [row.practice_id, `superbill:${row.id}`];
				const found = await eventsOf(tx, practice, subject, after, limit);
				await append(open, tx, call, { action: 'superbill.read-history', practice, subject });
				return found;
			});
		},
	};
}

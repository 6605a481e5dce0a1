import type { Selectable } from 'kysely';
import type { Actor } from '../calls/actor.ts';
import { seenBy } from '../store/seen-by.ts';
import type { Query, Tx } from '../store/store.ts';
import type { AuditEventTable } from '../store/tables.ts';
import type { Action, Subject } from './events.ts';

/** An event as the audit log shows it. */
export interface AuditEvent {
	/** The practice whose chain it belongs to, or null if it concerns none or all. */
	readonly practice: string | null;
	/** Its position in that chain, from 1. */
	readonly position: number;
	readonly at: string;
	readonly actor: string;
	readonly action: string;
	readonly outcome: string;
	readonly subject: string | null;
	readonly requestId: string | null;
	readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** Selects events that match everything given. */
export interface EventFilter {
	/** At or after this time, in UTC (ISO 8601). */
	readonly from?: string | undefined;
	/** Before this time. */
	readonly to?: string | undefined;
	readonly action?: Action | undefined;
	readonly actor?: string | undefined;
	readonly subject?: string | undefined;
}

/** Orders the whole log. Events written later never move an earlier one. */
export type EventPosition = readonly [at: string, practice: string | null, position: number];

/** The events that an actor can see. */
export function auditEventsOf(db: Query | Tx, actor: Actor) {
	const events = () => db.selectFrom('audit_events').selectAll().where(seenBy(actor, 'chain'));
	return {
		/** Newest first. */
		async find(
			{ from, to, action, actor, subject }: EventFilter,
			after: EventPosition | undefined,
			limit: number,
		): Promise<AuditEvent[]> {
			let query = events();
			if (from !== undefined) query = query.where('at', '>=', from);
			if (to !== undefined) query = query.where('at', '<', to);
			if (action !== undefined) query = query.where('action', '=', action);
			if (actor !== undefined) query = query.where('actor', '=', actor);
			if (subject !== undefined) query = query.where('subject', '=', subject);
			if (after) {
				const [at, practice, position] = after;
				query = query.where(({ eb, refTuple, tuple }) =>
					eb(refTuple('at', 'chain', 'position'), '<', tuple(at, practice ?? '', position)),
				);
			}
			const rows = await query
				.orderBy('at', 'desc')
				.orderBy('chain', 'desc')
				.orderBy('position', 'desc')
				.limit(limit)
				.execute();
			return rows.map(eventOf);
		},
		/**
		 * Events about one thing of one practice, oldest first.
		 * @param after position of the last event on the page before
		 */
		async about(practice: string, subject: Subject, after: number, limit: number): Promise<AuditEvent[]> {
			const rows = await events()
				.where('subject', '=', subject)
				.where('chain', '=', practice)
				.where('position', '>', after)
				.orderBy('position')
				.limit(limit)
				.execute();
			return rows.map(eventOf);
		},
	};
}

function eventOf({ chain, request_id, details, hash: _, ...row }: Selectable<AuditEventTable>): AuditEvent {
	return { ...row, practice: chain || null, requestId: request_id, details: JSON.parse(details) };
}

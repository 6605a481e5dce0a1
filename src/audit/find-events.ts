import type { Selectable } from 'kysely';
import type { Query, Tx } from '../store/store.ts';
import type { AuditEventTable } from '../store/tables.ts';
import type { Action } from './events.ts';

/** An event as the trail shows it. */
export interface TrailEvent {
	/** The practice whose chain it stands in; null: none. */
	readonly practice: string | null;
	/** Where it stands there, from 1. */
	readonly position: number;
	readonly at: string;
	readonly actor: string;
	readonly action: string;
	readonly outcome: string;
	readonly subject: string | null;
	readonly requestId: string | null;
	readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

/** Which events are asked for; all that is given must fit. */
export interface EventFilter {
	readonly practice?: string | undefined;
	/** ISO 8601 in UTC: from this moment on. */
	readonly from?: string | undefined;
	/** Before this moment. */
	readonly to?: string | undefined;
	readonly action?: Action | undefined;
	readonly actor?: string | undefined;
	readonly subject?: string | undefined;
}

/** Newest first. @param after the last event of the page before: what is appended meanwhile changes no later page. */
export async function findEvents(
	db: Query | Tx,
	{ practice, from, to, action, actor, subject }: EventFilter,
	after: Pick<TrailEvent, 'at' | 'practice' | 'position'> | undefined,
	limit: number,
): Promise<TrailEvent[]> {
	let query = db.selectFrom('audit_events').selectAll();
	if (practice !== undefined) query = query.where('chain', '=', practice);
	if (from !== undefined) query = query.where('at', '>=', from);
	if (to !== undefined) query = query.where('at', '<', to);
	if (action !== undefined) query = query.where('action', '=', action);
	if (actor !== undefined) query = query.where('actor', '=', actor);
	if (subject !== undefined) query = query.where('subject', '=', subject);
	if (after) {
		query = query.where(({ eb, refTuple, tuple }) =>
			eb(refTuple('at', 'chain', 'position'), '<', tuple(after.at, after.practice ?? '', after.position)),
		);
	}
	const rows = await query
		.orderBy('at', 'desc')
		.orderBy('chain', 'desc')
		.orderBy('position', 'desc')
		.limit(limit)
		.execute();
	return rows.map(eventOf);
}

/** What was done to something of a practice, oldest first. @param after position of the last event before */
export async function eventsOf(
	db: Query | Tx,
	practice: string,
	subject: string,
	after: number,
	limit: number,
): Promise<TrailEvent[]> {
	const rows = await db
		.selectFrom('audit_events')
		.selectAll()
		.where('subject', '=', subject)
		.where('chain', '=', practice)
		.where('position', '>', after)
		.orderBy('position')
		.limit(limit)
		.execute();
	return rows.map(eventOf);
}

function eventOf({ chain, request_id, details, hash: _, ...row }: Selectable<AuditEventTable>): TrailEvent {
	return { ...row, practice: chain || null, requestId: request_id, details: JSON.parse(details) };
}

import { z } from 'zod';
import type { Keys } from '../../access/keys.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import { ACTIONS, SUBJECT, SUBJECT_KINDS } from '../../audit/events.ts';
import type { AuditEvent } from '../../audit/find-events.ts';
import { ACTOR_NAME, ACTOR_NAMES } from '../../calls/actor.ts';
import { momentField } from '../../calls/page.ts';
import { json } from '../answers/answer.ts';
import { callOf } from '../requests/authorization.ts';
import type { Api } from '../requests/parameters.ts';
import { pageQuery } from '../requests/query.ts';
import { superbillId } from '../superbills/record-schemas.ts';
import { AuditEventList, History, type NamedEvent, superbillEventBody } from './audit-schemas.ts';

/** Events on a page of a history. Each read of a page adds an event, so a page must hold more than one. */
const HISTORY_PAGE = 100;

const HistoryQuery = z.strictObject({ cursor: pageQuery.cursor });

const EventsQuery = z.strictObject({
	from: momentField(
		'Only events at or after this time. A date alone means the start of that day in UTC.',
	).optional(),
	to: momentField('Only events before this time.').optional(),
	action: z
		.enum(ACTIONS, 'must be an action of the audit log, like superbill.issue')
		.optional()
		.describe('Only events of this action.'),
	subject: z
		.string()
		.regex(SUBJECT, `must be one of ${SUBJECT_KINDS.map((kind) => `${kind}:<id>`).join(', ')}`)
		.optional()
		.describe('Only events about this superbill, batch, practice or API key, such as `key:abcd2345`.'),
	actor: z
		.string()
		.regex(ACTOR_NAME, `must be one of key:<id>, ${ACTOR_NAMES.join(', ')}`)
		.optional()
		.describe('Only events by this actor, such as `operator` or `key:abcd2345`.'),
	...pageQuery,
});

const Id = z.strictObject({ id: superbillId });

export function auditRoutes(app: Api, auditLog: AuditLog, { names }: Pick<Keys, 'names'>): void {
	app.get(
		'/audit-events',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'listAuditEvents',
				tags: ['Administration'],
				summary: 'Read the audit log: who did what, and when',
				description:
					'Lists everything that was created, read, searched for, corrected, voided or changed, and every attempt that was refused, newest first. The audit log holds no patient data. Each entry is chained to the one before it, so that changes are detected: `superbill audit verify` checks the chains. An API key for one practice sees only the audit log of that practice.',
				querystring: EventsQuery,
				response: { 200: json('A page of events.', AuditEventList) },
			},
		},
		async (request) => {
			const { from, to, action, subject, actor, limit, cursor } = request.query;
			const filter = { from: utc(from), to: utc(to), action, subject, actor };
			const page = { cursor, limit: Number(limit) };
			const { items, nextCursor } = await auditLog.events(callOf(request), filter, page);
			return { items: named(items, await names(items)), nextCursor };
		},
	);

	app.get(
		'/superbills/:id/history',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'getSuperbillHistory',
				tags: ['Issued superbills'],
				summary: 'See who did what to a superbill, and when',
				description:
					'Lists when the superbill was issued, read, corrected and voided, and by whom, oldest first. `actorName` is the name of the API key, so that people who have a key each are named.',
				params: Id,
				querystring: HistoryQuery,
				response: { 200: json('A page of events.', History) },
			},
		},
		async (request) => {
			const page = { cursor: request.query.cursor, limit: HISTORY_PAGE };
			const { items, nextCursor } = await auditLog.history(callOf(request), request.params.id, page);
			return { items: named(items, await names(items)).map(superbillEventBody), nextCursor };
		},
	);
}

function named(events: readonly AuditEvent[], names: ReadonlyMap<string, string>): NamedEvent[] {
	return events.map((event) => ({ ...event, actorName: names.get(event.actor) ?? null }));
}

/** Times are stored in UTC. */
function utc(moment: string | undefined): string | undefined {
	return moment === undefined ? undefined : new Date(moment).toISOString();
}

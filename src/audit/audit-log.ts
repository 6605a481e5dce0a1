import type { Call } from '../calls/actor.ts';
import { type ListPage, type PageRequest, readPage } from '../calls/page.ts';
import { noSuperbill } from '../calls/refusal.ts';
import type { Store } from '../store/store.ts';
import { superbillsOf } from '../store/superbills.ts';
import { appendEvent, subjectOf } from './events.ts';
import { type AuditEvent, auditEventsOf, type EventFilter, type EventPosition } from './find-events.ts';

/** Reads the audit log. Each reading is recorded, too. */
export interface AuditLog {
	/** Newest first. */
	events(call: Call, filter: EventFilter, page: PageRequest): Promise<ListPage<AuditEvent>>;
	/** Everything done to a superbill, oldest first. @throws Refusal */
	history(call: Call, id: string, page: PageRequest): Promise<ListPage<AuditEvent>>;
}

/** @param store throws a Refusal `unavailable` while there is none */
export function createAuditLog(store: () => Store): AuditLog {
	return {
		async events(call, filter, page) {
			const open = store();
			const { practice } = call.actor;
			return open.transaction(async (tx) => {
				const found = await readPage<AuditEvent, EventPosition>(
					{
						key: open.integrity.cursor,
						identity: { list: 'audit-events', practice, ...filter },
						find: (after, limit) => auditEventsOf(tx, call.actor).find(filter, after, limit),
						positionOf: ({ at, practice, position }) => [at, practice, position],
					},
					page,
				);
				await appendEvent(open, tx, call, { action: 'audit.read', practice });
				return found;
			});
		},
		async history(call, id, page) {
			const open = store();
			return open.transaction(async (tx) => {
				const row = await superbillsOf(tx, call.actor).find({ id });
				if (!row) throw noSuperbill();
				const practice = row.practice_id;
				const subject = subjectOf('superbill', row.id);
				const found = await readPage<AuditEvent, number>(
					{
						key: open.integrity.cursor,
						identity: { list: 'history', id: row.id },
						find: (after = 0, limit) => auditEventsOf(tx, call.actor).about(practice, subject, after, limit),
						positionOf: ({ position }) => position,
					},
					page,
				);
				await appendEvent(open, tx, call, { action: 'superbill.read-history', practice, subject });
				return found;
			});
		},
	};
}

import type { Call } from '../calls/actor.ts';
import type { Store, Tx } from '../store/store.ts';
import type { AuditEventTable } from '../store/tables.ts';
import { keyedHash } from '../vault/data-key.ts';

/** What the trail tells of. */
export const ACTIONS = [
	'superbill.issue',
	'superbill.replace',
	'superbill.void',
	'superbill.read',
	'superbill.read-pdf',
	'superbill.read-history',
	'superbill.list',
	'superbill.search',
	'superbill.hold',
	'superbill.release',
	'superbill.purge',
	'batch.create',
	'batch.issue',
	'batch.cancel',
	'batch.archive',
	'practice.save',
	'practice.archive',
	'practice.delete',
	'practice.logo',
	'key.create',
	'key.list',
	'key.revoke',
	'audit.read',
	'data-key.rotate',
	'request.refuse',
] as const;

export type Action = (typeof ACTIONS)[number];

export interface Event {
	readonly action: Action;
	/** The practice whose chain it belongs to; none for what concerns all. */
	readonly practice?: string | undefined;
	/** `superbill:<id>`, `batch:<id>`, `practice:<id>`, `key:<id>`. */
	readonly subject?: string | undefined;
	/** `ok`, or the HTTP status of the refusal. */
	readonly outcome?: string;
	/** Never patient data. */
	readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Adds to the trail, in the transaction of what it tells of: neither can be without the other. */
export function append(store: Store, tx: Tx, call: Call, { practice, ...event }: Event): Promise<void> {
	return appendAll(store, tx, call, practice, [event]);
}

/** The same of several that concern one practice, in their order. */
export async function appendAll(
	store: Store,
	tx: Tx,
	call: Call,
	practice: string | undefined,
	events: readonly Omit<Event, 'practice'>[],
): Promise<void> {
	const chain = practice ?? '';
	const count = events.length;
	const end = await tx
		.insertInto('audit_chains')
		.values({ chain, position: count, hash: '' })
		.onConflict((conflict) =>
			conflict.column('chain').doUpdateSet((row) => ({ position: row('audit_chains.position', '+', count) })),
		)
		.returning(['position', 'hash'])
		.executeTakeFirstOrThrow();
	let { hash } = end;
	const rows = events.map(({ action, outcome, subject, details }, i): AuditEventTable => {
		const row = {
			chain,
			position: end.position - count + 1 + i,
			at: call.now.toISOString(),
			actor: call.actor.name,
			action,
			outcome: outcome ?? 'ok',
			subject: subject ?? null,
			request_id: call.requestId ?? null,
			details: JSON.stringify(details ?? {}),
		};
		hash = chainHash(store.integrity.audit, hash, row);
		return { ...row, hash };
	});
	await tx.insertInto('audit_events').values(rows).execute();
	await tx.updateTable('audit_chains').set({ hash }).where('chain', '=', chain).execute();
}

/** HMAC-SHA256 over the row and the hash before it: who cannot read the data key cannot mend a chain. */
export function chainHash(key: Buffer, before: string, row: Omit<AuditEventTable, 'hash'>): string {
	const { chain, position, at, actor, action, outcome, subject, request_id, details } = row;
	const told = [before, chain, position, at, actor, action, outcome, subject, request_id, details];
	return keyedHash(key, JSON.stringify(told)).toString('hex');
}

import type { Call } from '../calls/actor.ts';
import type { Store, Tx } from '../store/store.ts';
import type { AuditEventTable } from '../store/tables.ts';
import { keyedHash } from '../vault/data-key.ts';

/** Everything that the audit log records. */
export const ACTIONS = [
	'superbill.issue',
	'superbill.replace',
	'superbill.void',
	'superbill.pay',
	'superbill.read',
	'superbill.read-pdf',
	'superbill.read-document',
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

/** Kinds of things that an event can be about. */
export const SUBJECT_KINDS = ['superbill', 'batch', 'practice', 'key'] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

declare const made: unique symbol;

/** `<kind>:<id>`. Only `subjectOf` makes one, so that every subject written can be searched for. */
export type Subject = string & { readonly [made]: true };

export const subjectOf = (kind: SubjectKind, id: string): Subject => `${kind}:${id}` as Subject;

/** Matches every subject: ids are UUIDs, practice ids or API key ids. */
export const SUBJECT = new RegExp(`^(?:${SUBJECT_KINDS.join('|')}):[a-z0-9-]{1,50}$`);

export interface NewEvent {
	readonly action: Action;
	/** The practice whose chain it belongs to, or null if it concerns none or all. */
	readonly practice: string | null;
	readonly subject?: Subject | undefined;
	/** `ok`, or the HTTP status of the refusal. */
	readonly outcome?: string;
	/** Never patient data. */
	readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** An event about a superbill, in the chain of its practice. */
export const superbillEvent = (
	{ id, practice_id: practice }: { readonly id: string; readonly practice_id: string },
	action: Action,
): NewEvent => ({ action, practice, subject: subjectOf('superbill', id) });

/** Writes an event, in the same transaction as the change that it records. */
export function appendEvent(
	store: Store,
	tx: Tx,
	call: Call,
	{ practice, ...event }: NewEvent,
): Promise<void> {
	return appendEvents(store, tx, call, practice, [event]);
}

/** Writes several events of one practice, in order. */
export async function appendEvents(
	store: Store,
	tx: Tx,
	call: Call,
	practice: string | null,
	events: readonly Omit<NewEvent, 'practice'>[],
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

/** HMAC-SHA256 over a row and the hash before it. Without the data key, nobody can hide a change to a chain. */
export function chainHash(key: Buffer, before: string, row: Omit<AuditEventTable, 'hash'>): string {
	const { chain, position, at, actor, action, outcome, subject, request_id, details } = row;
	const hashed = [before, chain, position, at, actor, action, outcome, subject, request_id, details];
	return keyedHash(key, JSON.stringify(hashed)).toString('hex');
}

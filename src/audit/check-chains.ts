import type { Query, Store } from '../store/store.ts';
import { chainHash } from './events.ts';

/** Rows read at once. */
const PAGE = 1_000;

/** The end of a chain. Kept elsewhere, it proves later that nothing before it is gone. */
export interface ChainHead {
	/** The id of a practice; empty for events that belong to none. */
	readonly chain: string;
	/** The number of events. */
	readonly position: number;
	readonly hash: string;
}

/** A place where a chain differs from what was written. */
export interface ChainFault {
	readonly chain: string;
	readonly position: number;
	readonly fault: /** No row has this position. */
		| 'missing'
		/** The row was changed, moved, or inserted. */
		| 'changed'
		/** A row is beyond the end of the chain. */
		| 'beyond-the-end'
		/** The row differs from the kept head. */
		| 'not-as-kept';
}

export interface AuditCheck {
	readonly chains: readonly ChainHead[];
	readonly faults: readonly ChainFault[];
}

/**
 * Reads the whole audit log and computes every hash again. Others may append meanwhile.
 * @param kept heads from an earlier check. Only they reveal a chain that was removed, or cut short together with its
 * head.
 */
export async function checkAuditLog(
	{ db, integrity }: Store,
	kept: readonly ChainHead[] = [],
): Promise<AuditCheck> {
	const faults: ChainFault[] = await rowsBeyond(db);
	const heads = await db.selectFrom('audit_chains').selectAll().orderBy('chain').execute();
	for (const head of heads) {
		const before = kept.find(({ chain }) => chain === head.chain);
		faults.push(...(await checkChain(db, integrity.audit, head, before)));
	}
	for (const { chain, position } of kept) {
		const head = heads.find((head) => head.chain === chain);
		const missing = Math.min(position, (head?.position ?? 0) + 1);
		if (!head || head.position < position) faults.push({ chain, position: missing, fault: 'missing' });
	}
	return { chains: heads, faults };
}

/** Uses one statement, because an event appended between two would seem to be beyond the end. */
async function rowsBeyond(db: Query): Promise<ChainFault[]> {
	const rows = await db
		.selectFrom(
			db
				.selectFrom('audit_events')
				.select((eb) => ['chain', eb.fn.max('position').as('last')])
				.groupBy('chain')
				.as('rows'),
		)
		.leftJoin('audit_chains as ends', 'ends.chain', 'rows.chain')
		.select(['rows.chain', 'ends.position'])
		.where(({ or, eb, ref }) =>
			or([eb('ends.position', 'is', null), eb('ends.position', '<', ref('rows.last'))]),
		)
		.execute();
	return rows.map(({ chain, position }) => ({
		chain,
		position: (position ?? 0) + 1,
		fault: 'beyond-the-end',
	}));
}

async function checkChain(
	db: Query,
	key: Buffer,
	head: ChainHead,
	kept: ChainHead | undefined,
): Promise<ChainFault[]> {
	const { chain } = head;
	const faults: ChainFault[] = [];
	let before = '';
	let position = 0;
	for (;;) {
		const rows = await db
			.selectFrom('audit_events')
			.selectAll()
			.where('chain', '=', chain)
			.where('position', '>', position)
			.where('position', '<=', head.position)
			.orderBy('position')
			.limit(PAGE)
			.execute();
		for (const row of rows) {
			// After a gap, the previous hash is unknown. A change to this row shows in the hash of the next one.
			const follows = row.position === position + 1;
			if (!follows) faults.push({ chain, position: position + 1, fault: 'missing' });
			else if (chainHash(key, before, row) !== row.hash) {
				faults.push({ chain, position: row.position, fault: 'changed' });
			}
			if (row.position === kept?.position && row.hash !== kept.hash) {
				faults.push({ chain, position: row.position, fault: 'not-as-kept' });
			}
			({ hash: before, position } = row);
		}
		if (rows.length < PAGE) break;
	}
	if (position < head.position) faults.push({ chain, position: position + 1, fault: 'missing' });
	else if (before !== head.hash) faults.push({ chain, position, fault: 'changed' });
	return faults;
}

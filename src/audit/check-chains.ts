import type { Query, Store } from '../store/store.ts';
import { chainHash } from './events.ts';

/** Rows that are read at once. */
const PAGE = 1_000;

/** The end of a chain. Kept elsewhere, it shows later that what stood before it is still there. */
export interface Head {
	/** A practice's id, or empty for what belongs to none. */
	readonly chain: string;
	/** How many events it has. */
	readonly position: number;
	readonly hash: string;
}

/** Where a chain is not as it was written. */
export interface Fault {
	readonly chain: string;
	readonly position: number;
	readonly fault: /** No row stands there. */
		| 'missing'
		/** The row was changed, moved, or put in. */
		| 'changed'
		/** A row stands beyond the end that the chain has. */
		| 'beyond-the-end'
		/** Not the row that stood there when the heads were kept. */
		| 'not-as-kept';
}

export interface TrailCheck {
	readonly chains: readonly Head[];
	readonly faults: readonly Fault[];
}

/**
 * Reads the whole trail and computes every hash again, while others may append.
 * @param kept heads from before. Without them a chain that was cut short together with its end, or that is gone whole,
 * cannot be told from one that never was longer.
 */
export async function checkTrail({ db, integrity }: Store, kept: readonly Head[] = []): Promise<TrailCheck> {
	const faults: Fault[] = await rowsBeyond(db);
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

/** One statement, so that what is appended meanwhile is not taken for more than the chain has. */
async function rowsBeyond(db: Query): Promise<Fault[]> {
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

async function checkChain(db: Query, key: Buffer, head: Head, kept: Head | undefined): Promise<Fault[]> {
	const { chain } = head;
	const faults: Fault[] = [];
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
			// Behind a gap the hash before is not known: the row is judged by those that follow.
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

import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../database/migrations/dialect.ts';
import type { Tables } from '../tables.ts';

/** Primary keys of all tables. A table comes after those that it refers to. */
export const KEYS: { readonly [T in keyof Tables]: readonly (keyof Tables[T] & string)[] } = {
	practices: ['id'],
	number_counters: ['practice_id', 'series'],
	superbills: ['seq'],
	superbill_documents: ['seq'],
	search_terms: ['term', 'issued_on', 'seq'],
	idempotent_answers: ['actor', 'key_hash'],
	recent_superbills: ['hash', 'seq'],
	api_keys: ['id'],
	audit_events: ['chain', 'position'],
	audit_chains: ['chain'],
	secrets: ['name'],
	batches: ['id'],
	batch_slices: ['id'],
	batch_items: ['batch_id', 'position'],
	batch_documents: ['batch_id', 'position'],
};

export type AnyRow = Record<string, unknown>;

/** Tables by name, with any columns. */
export type AnyTables = Kysely<Record<string, AnyRow>>;

/** Rows in memory at once: a document has tens of kilobytes. */
const PAGE = 200;

interface Copying {
	readonly onRows?: ((count: number) => void) | undefined;
	/** Replaces rows before they are written. */
	readonly change?: (table: string, rows: readonly AnyRow[]) => Promise<readonly AnyRow[]>;
}

/** Copies all rows of all tables, page by page. Both ends must be in a transaction. */
export async function copyTables(
	from: AnyTables,
	to: AnyTables,
	dialect: Dialect,
	{ onRows = () => {}, change = async (_, rows) => rows }: Copying = {},
): Promise<void> {
	for (const [table, keys] of Object.entries(KEYS)) {
		for await (const rows of pages(from, table, keys)) {
			await insert(to, dialect, table, await change(table, rows));
			onRows(rows.length);
		}
	}
}

async function* pages(db: AnyTables, table: string, keys: readonly string[]) {
	const key = sql.join(keys.map((name) => sql.ref(name)));
	for (let last: AnyRow | undefined; ; ) {
		let query = db.selectFrom(table).selectAll();
		if (last) {
			const values = sql.join(keys.map((name) => last?.[name]));
			query = query.where(sql<boolean>`(${key}) > (${values})`);
		}
		for (const name of keys) query = query.orderBy(name);
		const rows = await query.limit(PAGE).execute();
		if (rows.length > 0) yield rows;
		if (rows.length < PAGE) return;
		last = rows.at(-1);
	}
}

async function insert(
	db: AnyTables,
	dialect: Dialect,
	table: string,
	rows: readonly AnyRow[],
): Promise<void> {
	const columns = Object.keys(rows[0] as object);
	const values = rows.map((row) => sql`(${sql.join(columns.map((name) => row[name]))})`);
	// PostgreSQL generates sequence numbers unless it is told to take those of the rows.
	const asTheyAre = dialect === 'postgres' ? sql`overriding system value` : sql``;
	await sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))}) ${asTheyAre} values ${sql.join(values)}`.execute(
		db,
	);
}

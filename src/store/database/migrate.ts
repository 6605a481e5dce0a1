import { type Kysely, Migrator, sql } from 'kysely';
import type { Dialect } from './migrations/dialect.ts';
import { migrations } from './migrations/index.ts';

/** Brings the tables up to date, or to one level, under a lock. */
export async function migrateTo<T>(db: Kysely<T>, dialect: Dialect, level?: string): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(dialect) } });
	const { error } = await (level === undefined ? migrator.migrateToLatest() : migrator.migrateTo(level));
	if (error) throw error;
}

/**
 * Brings the tables up to date, or leaves them to a newer version that runs beside this one: what it adds takes nothing
 * from this one, and it takes away only what the version before it did not need any more.
 */
export async function migrateUnlessNewer<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
	if ((await migratedTo(db, dialect)) !== 'unknown') await migrateTo(db, dialect);
}

/** The last migration that ran; `unknown` where it is newer than this program, nothing where there are no tables. */
export async function migratedTo<T>(db: Kysely<T>, dialect: Dialect): Promise<string | undefined> {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	if (!tables.some(({ name }) => name === 'kysely_migration')) return undefined;
	const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
	const known = migrations(dialect);
	if (rows.some(({ name }) => !Object.hasOwn(known, name))) return 'unknown';
	return rows.at(-1)?.name;
}

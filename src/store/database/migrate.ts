import { type Kysely, Migrator, sql } from 'kysely';
import type { Dialect } from './migrations/dialect.ts';
import { migrations } from './migrations/index.ts';

/** Brings the tables up to date, or to a given level, under a lock. */
export async function migrateTo<T>(db: Kysely<T>, dialect: Dialect, level?: string): Promise<void> {
	const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(dialect) } });
	const { error } = await (level === undefined ? migrator.migrateToLatest() : migrator.migrateTo(level));
	if (error) throw error;
}

/**
 * Brings the tables up to date, unless a newer version running beside this one has changed them. That is safe: a version
 * only removes what the version before it no longer used.
 */
export async function migrateUnlessNewer<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
	if ((await migratedTo(db, dialect)) !== 'unknown') await migrateTo(db, dialect);
}

/** @returns the last migration that ran, `unknown` for one of a newer version, or undefined if there are no tables */
export async function migratedTo<T>(db: Kysely<T>, dialect: Dialect): Promise<string | undefined> {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	if (!tables.some(({ name }) => name === 'kysely_migration')) return undefined;
	const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
	const known = migrations(dialect);
	if (rows.some(({ name }) => !Object.hasOwn(known, name))) return 'unknown';
	return rows.at(-1)?.name;
}

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	type CompiledQuery,
	type DatabaseConnection,
	type Dialect,
	type Driver,
	type QueryResult,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
} from 'kysely';
import Database from 'libsql';
import { StoreUnavailable } from './unavailable.ts';

/** How long a statement waits for another process that writes, in ms, and how long between two attempts. */
const BUSY_MS = 4_000;
const BUSY_PAUSE_MS = 20;

/** How long a transaction waits for those before it, in ms. */
const TURN_MS = 5_000;

/**
 * A database in one file, for its owner alone. Every commit is on the disk before it is answered (`synchronous=FULL`),
 * and readers of other processes do not hold up a writer (WAL). https://www.sqlite.org/wal.html
 * @param file path, or `:memory:`.
 * @throws SqliteError where the file cannot be opened or made.
 */
export function openSqlite(file: string): Database.Database {
	const database = openFile(file, BUSY_MS);
	try {
		database.pragma('journal_mode = WAL');
		database.pragma('synchronous = FULL');
		database.pragma('foreign_keys = ON');
		// What is deleted is overwritten, so that nothing of a purged superbill stays behind in the file.
		database.pragma('secure_delete = ON');
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

function openFile(file: string, timeout: number): Database.Database {
	if (file !== ':memory:') {
		mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
		// SQLite gives the files beside it the same mode.
		closeSync(openSync(file, 'a', 0o600));
	}
	return new Database(file, { timeout });
}

/** Another process serves from this folder. */
export class AlreadyServed extends Error {
	override readonly name = 'AlreadyServed';
}

/** Holds a folder for one server. @returns what lets go of it. @throws AlreadyServed */
export function lockFolder(folder: string): () => void {
	return lockFile(
		join(folder, 'superbill.lock'),
		() =>
			new AlreadyServed(
				'DATA_DIR is in use by another superbill process. Stop that one, or give this one a DATA_DIR of its own; several processes can share PostgreSQL (DATABASE_URL).',
			),
	);
}

/**
 * Holds a name for one process, by a lock that the system takes back when the process ends, however it ends.
 * @param refusal what is thrown where another process holds it. @returns what lets go of it.
 */
export function lockFile(file: string, refusal: () => Error): () => void {
	const lock = openFile(file, 0);
	try {
		lock.exec('begin exclusive');
	} catch (error) {
		lock.close();
		throw (error as { code?: unknown }).code === 'SQLITE_BUSY' ? refusal() : error;
	}
	return () => lock.close();
}

export function sqliteDialect(database: Database.Database): Dialect {
	return {
		createAdapter: () => new TransactionalAdapter(),
		createDriver: () => new SqliteFileDriver(database),
		createIntrospector: (db) => new SqliteIntrospector(db),
		createQueryCompiler: () => new SqliteQueryCompiler(),
	};
}

class TransactionalAdapter extends SqliteAdapter {
	/** SQLite takes back a migration that fails half-way. https://www.sqlite.org/transactional.html */
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

/** One connection, which transactions take turns on. */
class SqliteFileDriver implements Driver {
	readonly #connection: SqliteFileConnection;
	readonly #database: Database.Database;
	readonly #waiting: (() => void)[] = [];
	#taken = false;

	constructor(database: Database.Database) {
		this.#database = database;
		this.#connection = new SqliteFileConnection(database);
	}

	async init(): Promise<void> {
		// SQLite itself would wait on the thread that everything runs on.
		this.#database.pragma('busy_timeout = 0');
	}

	async acquireConnection(): Promise<DatabaseConnection> {
		if (this.#taken) await this.#turn();
		this.#taken = true;
		return this.#connection;
	}

	/** Who is behind others that wait for another process does not wait for each of them in turn. */
	#turn(): Promise<void> {
		return new Promise((resolve, reject) => {
			const next = () => {
				clearTimeout(late);
				resolve();
			};
			const late = setTimeout(() => {
				this.#waiting.splice(this.#waiting.indexOf(next), 1);
				reject(new StoreUnavailable('too many wait for the store'));
			}, TURN_MS);
			this.#waiting.push(next);
		});
	}

	async releaseConnection(): Promise<void> {
		const next = this.#waiting.shift();
		if (next) next();
		else this.#taken = false;
	}

	async beginTransaction(): Promise<void> {
		await this.#connection.begin();
	}

	async commitTransaction(): Promise<void> {
		this.#connection.commit();
	}

	async rollbackTransaction(): Promise<void> {
		this.#connection.rollback();
	}

	async destroy(): Promise<void> {
		this.#database.close();
	}
}

const WRITES = /^\s*(?:insert|update|delete)\b/i;

class SqliteFileConnection implements DatabaseConnection {
	readonly #database: Database.Database;

	constructor(database: Database.Database) {
		this.#database = database;
	}

	/** Takes the lock to write at once: one that is asked for later could be refused in the middle. */
	async begin(): Promise<void> {
		for (let waited = 0; ; waited += BUSY_PAUSE_MS) {
			try {
				this.#database.exec('begin immediate');
				return;
			} catch (error) {
				if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || waited >= BUSY_MS) throw error;
			}
			await sleep(BUSY_PAUSE_MS);
		}
	}

	commit(): void {
		this.#database.exec('commit');
	}

	rollback(): void {
		// A full disk has rolled it back already.
		if (this.#database.inTransaction) this.#database.exec('rollback');
	}

	/**
	 * What writes does so in a transaction: libsql never finishes a statement that did not get the lock, and as long as
	 * one is unfinished nothing can be committed.
	 */
	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.#database.inTransaction || !WRITES.test(query.sql)) return this.#execute(query);
		await this.begin();
		try {
			const result = this.#execute<R>(query);
			this.commit();
			return result;
		} catch (error) {
			this.rollback();
			throw error;
		}
	}

	#execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
		const statement = this.#database.prepare(sql);
		if (statement.reader) return { rows: statement.all([...parameters]).map((row) => readRow(row)) as R[] };
		const { changes, lastInsertRowid } = statement.run([...parameters]);
		return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
	}

	// biome-ignore lint/correctness/useYield: rows come whole; nothing here streams them.
	async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new Error('rows are not streamed');
	}
}

/** libsql gives bytes as an ArrayBuffer, and adds a note on the time that a single row took. */
function readRow(row: unknown): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(row as object).map(([name, value]) => [
			name,
			value instanceof ArrayBuffer ? Buffer.from(value) : value,
		]),
	);
}

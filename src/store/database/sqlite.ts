import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	type CompiledQuery,
	type DatabaseConnection,
	type Driver,
	type Dialect as KyselyDialect,
	type QueryResult,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
} from 'kysely';
import Database from 'libsql';
import {
	asUnavailable,
	type Explain,
	explainedTo,
	type ReportDamage,
	storeUnavailable,
} from './unavailable.ts';

/** Limits how long a statement waits for another process that writes, in ms. */
const BUSY_MS = 4_000;
const BUSY_PAUSE_MS = 20;

/** Limits how long a transaction waits for the ones before it, in ms. */
const TURN_MS = 5_000;

/**
 * Opens a database in one file that only its owner may read. Every commit is on disk before it is acknowledged
 * (`synchronous=FULL`), and readers in other processes do not block a writer (WAL).
 * https://www.sqlite.org/wal.html
 * @param file path, or `:memory:`
 */
export function openSqlite(file: string): Database.Database {
	const database = openFile(file, BUSY_MS);
	try {
		database.pragma('journal_mode = WAL');
		database.pragma('synchronous = FULL');
		database.pragma('foreign_keys = ON');
		// Overwrites deleted rows, so nothing of a purged superbill stays in the file.
		database.pragma('secure_delete = ON');
		return database;
	} catch (error) {
		database.close();
		throw asUnavailable(error);
	}
}

/** @param timeout longest wait of a statement for a lock, in ms */
export function openFile(file: string, timeout: number): Database.Database {
	if (file !== ':memory:') {
		mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
		// SQLite gives the journal files the same mode.
		closeSync(openSync(file, 'a', 0o600));
	}
	try {
		return new Database(file, { timeout });
	} catch (error) {
		throw asUnavailable(error);
	}
}

export function sqliteDialect(database: Database.Database, onDamage: ReportDamage = () => {}): KyselyDialect {
	return {
		createAdapter: () => new TransactionalAdapter(),
		createDriver: () => new SqliteFileDriver(database, explainedTo(onDamage)),
		createIntrospector: (db) => new SqliteIntrospector(db),
		createQueryCompiler: () => new SqliteQueryCompiler(),
	};
}

class TransactionalAdapter extends SqliteAdapter {
	/** SQLite rolls back a migration that fails halfway. https://www.sqlite.org/transactional.html */
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

/** Lets transactions take turns on one connection. */
class SqliteFileDriver implements Driver {
	readonly #connection: SqliteFileConnection;
	readonly #database: Database.Database;
	readonly #waiting: (() => void)[] = [];
	#taken = false;

	constructor(database: Database.Database, explain: Explain) {
		this.#database = database;
		this.#connection = new SqliteFileConnection(database, explain);
	}

	async init(): Promise<void> {
		// SQLite would block the one thread that runs everything.
		this.#database.pragma('busy_timeout = 0');
	}

	async acquireConnection(): Promise<DatabaseConnection> {
		if (this.#taken) await this.#turn();
		this.#taken = true;
		return this.#connection;
	}

	/**
	 * Gives up after a while. Otherwise every transaction in a long queue would in turn wait for another process's lock.
	 */
	#turn(): Promise<void> {
		return new Promise((resolve, reject) => {
			const next = () => {
				clearTimeout(late);
				resolve();
			};
			const late = setTimeout(() => {
				this.#waiting.splice(this.#waiting.indexOf(next), 1);
				reject(storeUnavailable('STORE_BUSY'));
			}, TURN_MS);
			this.#waiting.push(next);
		});
	}

	async releaseConnection(): Promise<void> {
		const next = this.#waiting.shift();
		if (next) next();
		else this.#taken = false;
	}

	beginTransaction(): Promise<void> {
		return this.#connection.begin();
	}

	async commitTransaction(): Promise<void> {
		this.#connection.commit();
	}

	async rollbackTransaction(): Promise<void> {
		this.#connection.rollback();
	}

	/** Moves the write-ahead log into the file, unless another process is reading it, so that the file is complete. */
	async destroy(): Promise<void> {
		try {
			this.#database.pragma('wal_checkpoint(TRUNCATE)');
		} catch {
			// Nothing is lost: whoever opens the file next reads the log.
		}
		this.#database.close();
	}
}

const WRITES = /^\s*(?:insert|update|delete)\b/i;

class SqliteFileConnection implements DatabaseConnection {
	readonly #database: Database.Database;
	readonly #explain: Explain;

	constructor(database: Database.Database, explain: Explain) {
		this.#database = database;
		this.#explain = explain;
	}

	/** Takes the write lock at once, because a later request for it could be refused in the middle of a transaction. */
	async begin(): Promise<void> {
		for (let waited = 0; ; waited += BUSY_PAUSE_MS) {
			try {
				this.#database.exec('begin immediate');
				return;
			} catch (error) {
				if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || waited >= BUSY_MS)
					throw this.#explain(error);
			}
			await sleep(BUSY_PAUSE_MS);
		}
	}

	commit(): void {
		try {
			this.#database.exec('commit');
		} catch (error) {
			throw this.#explain(error);
		}
	}

	rollback(): void {
		// If the disk is full, SQLite has already rolled it back.
		if (this.#database.inTransaction) this.#database.exec('rollback');
	}

	/**
	 * Runs each statement that writes in a transaction. libsql never finishes a statement that did not get the lock, and
	 * an unfinished statement keeps all others from being committed.
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
		try {
			const statement = this.#database.prepare(sql);
			if (statement.reader) return { rows: statement.all([...parameters]).map((row) => readRow(row)) as R[] };
			const { changes, lastInsertRowid } = statement.run([...parameters]);
			return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
		} catch (error) {
			throw this.#explain(error);
		}
	}

	// biome-ignore lint/correctness/useYield: Kysely asks for this method; nothing streams rows.
	async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new Error('rows are not streamed');
	}
}

/** libsql returns bytes as ArrayBuffers. */
function readRow(row: unknown): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(row as object).map(([name, value]) => [
			name,
			value instanceof ArrayBuffer ? Buffer.from(value) : value,
		]),
	);
}

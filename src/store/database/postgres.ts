import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** Most connections of one process. */
const CONNECTIONS = 10;

/** How long a caller waits for a connection, in ms: for one of the pool, or for the server to take a new one. */
const CONNECT_MS = 5_000;

/** How long a statement may take, in ms: then the server gives it up, and, where that says nothing, so do we. */
const STATEMENT_MS = 4_000;
const ANSWER_MS = 4_500;

/**
 * How long a transaction may stand still between two statements, in ms: less than others wait for what it has locked, so
 * that a process which is paused or cut off makes them wait, and not fail. Copying a whole database takes its time.
 */
const STANDSTILL_MS = { bounded: 3_000, unbounded: 15_000 };

const INT8 = 20;

/** Whether statements may take as long as they do: a migration of many rows may. */
export type Patience = 'bounded' | 'unbounded';

/**
 * A pool of connections. What is sent over them as parameters is sealed before, hashed, or no patient's; PostgreSQL is
 * asked to leave parameters out of its log all the same.
 * https://node-postgres.com/apis/pool https://www.postgresql.org/docs/current/runtime-config-logging.html
 */
export function postgresDialect(
	url: string,
	onIdleError: (error: Error) => void,
	patience: Patience = 'bounded',
): PostgresDialect {
	const pool = new pg.Pool({
		connectionString: url,
		max: CONNECTIONS,
		connectionTimeoutMillis: CONNECT_MS,
		idleTimeoutMillis: 30_000,
		keepAlive: true,
		application_name: 'superbill',
		...(patience === 'bounded' && { statement_timeout: STATEMENT_MS, query_timeout: ANSWER_MS }),
		idle_in_transaction_session_timeout: STANDSTILL_MS[patience],
		// What is answered is on the disk. Queries here take less time than compiling them would.
		options:
			'-c synchronous_commit=on -c log_parameter_max_length_on_error=0 -c default_transaction_isolation=read\\ committed -c jit=off',
		types: {
			// Sequence numbers and counts: none comes near 2^53.
			getTypeParser: (id: number, format?: 'text' | 'binary') =>
				id === INT8 ? Number : pg.types.getTypeParser(id, format as 'text'),
		} as pg.CustomTypesConfig,
	});
	// A connection that breaks while nobody uses it; the pool makes another one.
	pool.on('error', onIdleError);
	// One that breaks in use fails what uses it. Between two statements nobody would hear of it, which ends the process.
	pool.on('connect', (client) => client.on('error', () => {}));
	return new PostgresDialect({ pool: withoutBroken(pool) });
}

/** A pool that does not take back a connection that may still be busy with a statement which was given up. */
function withoutBroken(pool: pg.Pool): PostgresPool {
	return { connect: async () => lent(await pool.connect()), end: () => pool.end() };
}

function lent(client: pg.PoolClient): PostgresPoolClient {
	let broken: Error | undefined;
	const query = async (sql: string, parameters: readonly unknown[]) => {
		// To roll back on it would wait as long again.
		if (broken) throw broken;
		try {
			return await client.query(sql, [...parameters]);
		} catch (error) {
			if (breaks(error)) broken = error as Error;
			throw error;
		}
	};
	// Kysely also asks for cursors, which nothing here uses.
	return { query: query as never, release: () => client.release(broken) };
}

/** What the server itself says of a statement leaves the connection whole, unless it is its last word. */
function breaks(error: unknown): boolean {
	return !(error instanceof pg.DatabaseError) || error.severity === 'FATAL' || error.severity === 'PANIC';
}

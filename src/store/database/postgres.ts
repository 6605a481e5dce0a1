import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { type Explain, explainedTo, type ReportDamage } from './unavailable.ts';

/** Most connections of one process. */
const CONNECTIONS = 10;

/** Limits how long a caller waits for a connection from the pool, or for the server to accept one, in ms. */
const CONNECT_MS = 5_000;

/** Limits how long a statement takes, in ms: the server gives up first, and the client if the server is silent. */
const STATEMENT_MS = 4_000;
const ANSWER_MS = 4_500;

/**
 * Limits the pause between two statements of a transaction, in ms. While serving, it is shorter than the wait for a
 * lock, so a process that is paused or cut off delays others but does not make them fail. Copying a database takes
 * longer.
 */
const IDLE_MS = { serving: 3_000, maintenance: 15_000 };

const INT8 = 20;

/** Maintenance, such as a migration of many rows, may run statements that take as long as they need. */
export type Workload = 'serving' | 'maintenance';

/**
 * Makes a pool of connections. No parameter sent over them holds patient data in clear. PostgreSQL is still asked not to
 * log parameters.
 * https://node-postgres.com/apis/pool
 * https://www.postgresql.org/docs/current/runtime-config-logging.html
 */
export function postgresDialect(
	url: string,
	onIdleError: (error: Error) => void,
	workload: Workload = 'serving',
	onDamage: ReportDamage = () => {},
): PostgresDialect {
	const pool = new pg.Pool({
		connectionString: url,
		max: CONNECTIONS,
		connectionTimeoutMillis: CONNECT_MS,
		idleTimeoutMillis: 30_000,
		keepAlive: true,
		application_name: 'superbill',
		...(workload === 'serving' && { statement_timeout: STATEMENT_MS, query_timeout: ANSWER_MS }),
		idle_in_transaction_session_timeout: IDLE_MS[workload],
		// synchronous_commit: an answer means that the data is on disk. jit=off: compiling our queries takes longer than
		// running them.
		options:
			'-c synchronous_commit=on -c log_parameter_max_length_on_error=0 -c default_transaction_isolation=read\\ committed -c jit=off',
		types: {
			// Sequence numbers and counts stay far below 2^53.
			getTypeParser: (id: number, format?: 'text' | 'binary') =>
				id === INT8 ? Number : pg.types.getTypeParser(id, format as 'text'),
		} as pg.CustomTypesConfig,
	});
	// Reports a connection that breaks while it is idle. The pool replaces it.
	pool.on('error', onIdleError);
	// A connection that breaks between two statements of a transaction emits an error. Without a listener, that would
	// end the process. The next statement fails anyway.
	pool.on('connect', (client) => client.on('error', () => {}));
	return new PostgresDialect({ pool: withoutBroken(pool, explainedTo(onDamage)) });
}

/** Discards a connection that may still be busy with an abandoned statement. */
function withoutBroken(pool: pg.Pool, explain: Explain): PostgresPool {
	return {
		async connect() {
			try {
				return lent(await pool.connect(), explain);
			} catch (error) {
				throw explain(error);
			}
		},
		end: () => pool.end(),
	};
}

function lent(client: pg.PoolClient, explain: Explain): PostgresPoolClient {
	let broken: Error | undefined;
	const query = async (sql: string, parameters: readonly unknown[]) => {
		// A rollback on it would wait as long again.
		if (broken) throw explain(broken);
		try {
			return await client.query(sql, [...parameters]);
		} catch (error) {
			if (breaks(error)) broken = error as Error;
			throw explain(error);
		}
	};
	// Kysely also supports cursors, which nothing here uses.
	return { query: query as never, release: () => client.release(broken) };
}

/** An error that the server reports leaves the connection usable, unless the server closes it. */
function breaks(error: unknown): boolean {
	return !(error instanceof pg.DatabaseError) || error.severity === 'FATAL' || error.severity === 'PANIC';
}

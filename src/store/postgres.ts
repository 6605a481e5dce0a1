import { PostgresDialect } from 'kysely';
import pg from 'pg';

/** Most connections of one process. */
const CONNECTIONS = 10;

const INT8 = 20;

/**
 * A pool of connections. What is sent over them as parameters is sealed before, hashed, or no patient's; PostgreSQL is
 * asked to leave parameters out of its log all the same.
 * https://node-postgres.com/apis/pool https://www.postgresql.org/docs/current/runtime-config-logging.html
 */
export function postgresDialect(url: string, onIdleError: (error: Error) => void): PostgresDialect {
	const pool = new pg.Pool({
		connectionString: url,
		max: CONNECTIONS,
		connectionTimeoutMillis: 3_000,
		idleTimeoutMillis: 30_000,
		keepAlive: true,
		application_name: 'superbill',
		statement_timeout: 15_000,
		query_timeout: 20_000,
		idle_in_transaction_session_timeout: 15_000,
		// Queries here take less time than compiling them would.
		options:
			'-c log_parameter_max_length_on_error=0 -c default_transaction_isolation=read\\ committed -c jit=off',
		types: {
			// Sequence numbers and counts: none comes near 2^53.
			getTypeParser: (id: number, format?: 'text' | 'binary') =>
				id === INT8 ? Number : pg.types.getTypeParser(id, format as 'text'),
		} as pg.CustomTypesConfig,
	});
	// A connection that breaks while nobody uses it; the pool makes another one.
	pool.on('error', onIdleError);
	return new PostgresDialect({ pool });
}

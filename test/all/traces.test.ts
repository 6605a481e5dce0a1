import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { found, leaveTraces } from '../store/traces.ts';
import { startCluster } from './postgres-cluster.ts';

t.setTimeout(120_000);

t.test("PostgreSQL's log has no patient data, even if it has all statements and parameters", async (t) => {
	const cluster = await startCluster({
		log_statement: 'all',
		log_min_duration_statement: '0',
		log_parameter_max_length: '-1',
		log_error_verbosity: 'verbose',
	});
	t.teardown(() => cluster.remove());
	const databaseUrl = await cluster.createDatabase();
	const dataDir = t.testdirName;
	const dataKey = randomBytes(32).toString('base64');
	const { markers, places } = await leaveTraces(
		t,
		{
			env: { DATABASE_URL: databaseUrl, DATA_KEY: dataKey, DATA_DIR: dataDir },
			open: () => openStore({ databaseUrl, dataDir }, fixedKeyring(dataKey), { exclusive: false }),
		},
		({ db }) => sql`alter table superbills add constraint boom check (number <> 'BOOM-1')`.execute(db),
	);
	const log = Buffer.from(cluster.log());
	t.ok(log.includes('FIRST-1') && log.includes('boom'), 'the log has parameters and errors');
	t.strictSame(found({ markers, places: new Map([...places, ["PostgreSQL's log", log]]) }), []);
});

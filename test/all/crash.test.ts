import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fileKeyring, fixedKeyring } from '../../src/vault/keyring.ts';
import { kills } from '../fixtures/property.ts';
import { crashRounds } from '../store/crash.ts';
import { startCluster } from './postgres-cluster.ts';

const ROUNDS = kills(30, 4);

// Both stores.
t.setTimeout(120_000 + 2 * ROUNDS * 30_000);

t.test(`everything that was answered survives ${ROUNDS} kills of the server, on SQLite`, (t) => {
	const dataDir = t.testdir();
	return crashRounds(t, ROUNDS, {
		env: { DATA_DIR: dataDir },
		open: () => openStore({ dataDir }, fileKeyring(join(dataDir, 'data.key')), { exclusive: false }),
	});
});

t.test(`everything that was answered survives ${ROUNDS} kills of the server, on PostgreSQL`, async (t) => {
	const cluster = await startCluster();
	t.teardown(() => cluster.remove());
	const databaseUrl = await cluster.createDatabase();
	const dataDir = t.testdir();
	const dataKey = randomBytes(32).toString('base64');
	await crashRounds(t, ROUNDS, {
		env: { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, DATA_KEY: dataKey },
		open: () => openStore({ databaseUrl, dataDir }, fixedKeyring(dataKey), { exclusive: false }),
	});
});

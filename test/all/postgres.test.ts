import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import t from 'tap';
import { openConfigured, openStore } from '../../src/store/open-store.ts';
import { fixedKeyring, keyFile } from '../../src/vault/keyring.ts';
import { SUITES } from '../store/suites.ts';
import { startCluster } from './postgres-cluster.ts';

// Every test of every suite has its own database, which takes longer than other files.
t.setTimeout(600_000);

const cluster = await startCluster();
t.teardown(() => cluster.remove());

for (const [name, suite] of Object.entries(SUITES)) {
	t.test(`on PostgreSQL: ${name}`, (t) =>
		suite(t, async (t) => {
			const databaseUrl = await cluster.createDatabase();
			const keyring = fixedKeyring(randomBytes(32).toString('base64'));
			const store = await openStore({ databaseUrl, dataDir: t.testdirName }, keyring, { exclusive: true });
			t.teardown(() => store.close());
			return store;
		}),
	);
}

t.test('a store works again after an outage of its server', async (t) => {
	const databaseUrl = await cluster.createDatabase();
	const keyring = fixedKeyring(randomBytes(32).toString('base64'));
	const store = await openStore({ databaseUrl, dataDir: t.testdirName }, keyring, { exclusive: true });
	t.teardown(() => store.close());
	const count = () => store.db.selectFrom('superbills').select('seq').execute();
	await cluster.stop();
	await t.rejects(count());
	await cluster.start();
	t.strictSame(await count(), []);
});

t.test(
	'an empty database is filled only if that is allowed, and a lost data key is not replaced',
	async (t) => {
		const settings = { databaseUrl: await cluster.createDatabase(), dataDir: t.testdir() };
		const refused = (message: RegExp) => ({ name: 'OperatorError', message });
		const open = (createStore: boolean) => openConfigured({ ...settings, createStore }, { exclusive: true });
		await t.rejects(open(false), refused(/The database of DATABASE_URL holds no store/));
		await t.rejects(open(false), refused(/holds no store/), 'the first try left nothing there');
		await (await open(true)).close();
		await (await open(false)).close();
		rmSync(keyFile(settings.dataDir));
		await t.rejects(open(true), refused(/There is no data key/));
		t.notOk(existsSync(keyFile(settings.dataDir)));
	},
);

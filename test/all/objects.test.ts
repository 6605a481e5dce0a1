import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { fileKeyring, fixedKeyring } from '../../src/vault/keyring.ts';
import { crashRounds } from '../store/crash.ts';
import { startS3 } from '../store/documents/s3-stand-in.ts';
import { backedUpWhileServing, environment, rotatedWhileServing } from '../store/serving.ts';
import { type NewPlace, newFolder, onSqlite } from '../store/stores.ts';
import { ABOUT_DOCUMENTS, SUITES } from '../store/suites.ts';
import { startCluster } from './postgres-cluster.ts';

t.setTimeout(600_000);

const cluster = await startCluster();
t.teardown(() => cluster.remove());

for (const name of ABOUT_DOCUMENTS) {
	t.test(`on PostgreSQL with object storage: ${name}`, async (t) => {
		const { bucket } = await startS3(t);
		await SUITES[name](t, async (t) => {
			const place = {
				databaseUrl: await cluster.createDatabase(),
				dataDir: t.testdirName,
				documents: bucket,
			};
			const keyring = fixedKeyring(randomBytes(32).toString('base64'));
			const store = await openStore(place, keyring, { exclusive: true });
			t.teardown(() => store.close());
			return store;
		});
	});
}

t.test('everything that was answered survives 4 kills of the server, with its object', async (t) => {
	const { bucket } = await startS3(t);
	const place = { dataDir: t.testdir(), documents: bucket };
	await crashRounds(t, 4, {
		env: environment(place),
		open: () => openStore(place, fileKeyring(join(place.dataDir, 'data.key')), { exclusive: false }),
	});
});

t.test(
	'a backup holds everything that was issued before it began, with its document, while more is issued',
	async (t) => {
		const s3 = await startS3(t);
		const onPostgres: NewPlace = async (t) => ({
			databaseUrl: await cluster.createDatabase(),
			dataDir: newFolder(t),
			documents: s3.bucket,
		});
		const inObjects: NewPlace = async (t) => ({ dataDir: newFolder(t), documents: s3.bucket });
		await backedUpWhileServing(t, inObjects, onSqlite);
		await backedUpWhileServing(t, onPostgres, inObjects);
	},
);

t.test(
	'a rotation that was killed finishes when repeated, while a server issues and reads objects',
	async (t) => {
		const s3 = await startS3(t);
		await rotatedWhileServing(t, async () => ({ dataDir: newFolder(t), documents: s3.bucket }));
	},
);

import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/store.ts';
import { configuredKeyring, fileKeyring } from '../../src/vault/keyring.ts';
import { superbill } from '../cli/superbill.ts';
import { spawnServer } from '../http/process.ts';
import { crashRounds } from './crash.ts';
import { startS3 } from './s3-stand-in.ts';
import { backedUpWhileServing, environment, rotatedWhileServing } from './serving.ts';
import { fill, newFolder, onSqlite, withStore } from './stores.ts';

// Processes start slowly on a busy machine.
t.setTimeout(300_000);

t.test('what was answered outlives a process that is killed, with its object, 4 times', async (t) => {
	const { bucket } = await startS3(t);
	const place = { dataDir: t.testdir(), documents: bucket };
	await crashRounds(t, 4, {
		env: environment(place),
		open: () => openStore(place, fileKeyring(join(place.dataDir, 'data.key')), { exclusive: false }),
	});
});

t.test(
	'what was issued before a backup began is in it, with its document, while more is issued',
	async (t) => {
		const s3 = await startS3(t);
		await backedUpWhileServing(t, async () => ({ dataDir: newFolder(t), documents: s3.bucket }), onSqlite);
	},
);

t.test(
	'data keys change while a server issues and reads objects, and after a kill in the middle',
	async (t) => {
		const s3 = await startS3(t);
		await rotatedWhileServing(t, async () => ({ dataDir: newFolder(t), documents: s3.bucket }));
	},
);

t.test('commands and servers say what they need', async (t) => {
	const s3 = await startS3(t);
	const { dataDir } = await onSqlite(t);
	const place = { dataDir, documents: s3.bucket };
	const { plain } = await withStore(place, configuredKeyring(place), fill);
	const file = join(newFolder(t), 'backup.db');
	const { exit, output } = spawnServer(t, { PORT: '0', ...environment({ dataDir }) });
	t.equal(await exit, 2);
	t.match(output.stderr, 'DOCUMENTS must name the object storage');
	for (const args of [
		['keys', 'list'],
		['backup', file],
	]) {
		const refused = await superbill(args, { env: environment({ dataDir }) });
		t.match(refused, { status: 1, stderr: /DOCUMENTS/ });
	}
	s3.fault = () => 403;
	t.match(await superbill(['backup', file], { env: environment(place) }), {
		status: 1,
		stderr: /The store cannot be used for now \(OBJECTS_403\)/,
	});
	s3.fault = () => undefined;
	s3.objects.delete(s3.objects.keys().next().value as string);
	const told = await superbill(['backup', file, '--json'], { env: environment(place) });
	t.match(told, { status: 1, stderr: `lost: ${plain}.` });
	t.strictSame(JSON.parse(String(told.stdout)).lost, [plain]);
});

import { join } from 'node:path';
import t from 'tap';
import { configuredKeyring } from '../../../src/vault/keyring.ts';
import { superbillHere } from '../../cli/in-process.ts';
import { environment } from '../serving.ts';
import { fill, newFolder, onSqlite, withStore } from '../stores.ts';
import { startS3 } from './s3-stand-in.ts';

t.test('commands and servers say which setting they need', async (t) => {
	const s3 = await startS3(t);
	const { dataDir } = await onSqlite(t);
	const place = { dataDir, documents: s3.bucket };
	const { plain } = await withStore(place, configuredKeyring(place), fill);
	const file = join(newFolder(t), 'backup.db');
	for (const args of [['serve'], ['keys', 'list'], ['backup', file]]) {
		const refused = await superbillHere(args, { env: { PORT: '0', ...environment({ dataDir }) } });
		t.match(refused, {
			status: 2,
			stderr: /DOCUMENTS is not set, but this store has documents in object storage/,
		});
	}
	s3.fault = () => 403;
	t.match(await superbillHere(['backup', file], { env: environment(place) }), {
		status: 2,
		stderr: /The store cannot be reached \(OBJECTS_403\)/,
	});
	s3.fault = () => undefined;
	s3.objects.delete(s3.objects.keys().next().value as string);
	const told = await superbillHere(['backup', file, '--json'], { env: environment(place) });
	t.match(told, { status: 1, stderr: `not in the backup: ${plain}.` });
	t.strictSame(JSON.parse(told.stdout).lost, [plain]);
});

import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import t, { type Test } from 'tap';
import { backUp } from '../../../src/store/backup/backup.ts';
import { restoreBackup } from '../../../src/store/backup/restore.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { fill, newFolder, newKeyring, onSqlite, withStore } from '../stores.ts';
import { moving } from './moving.ts';

t.test('a backup moves a store from SQLite to SQLite', (t) => moving(t, onSqlite, onSqlite));

/** Makes a backup, and an empty place to restore it to. */
async function backedUp(t: Test) {
	const keyring = newKeyring();
	const [source, target] = [await onSqlite(t), await onSqlite(t)];
	const file = join(newFolder(t), 'backup.db');
	await withStore(source, keyring, fill);
	await backUp(source, file);
	return { keyring, source, target, file };
}

t.test('only its owner may read a backup, and no other file is left', async (t) => {
	const { file } = await backedUp(t);
	t.equal(statSync(file).mode & 0o777, 0o600);
	t.strictSame(readdirSync(join(file, '..')), ['backup.db']);
});

t.test(
	'a backup removes what killed ones left beside it, and no file of another that may be running',
	async (t) => {
		const { file, source } = await backedUp(t);
		const folder = join(file, '..');
		const named = (digit: string) => `.superbill-${digit.repeat(8)}-0000-4000-8000-000000000000.tmp`;
		for (const name of [named('1'), `${named('1')}-journal`, named('2'), 'mine.tmp'])
			writeFileSync(join(folder, name), '');
		const hoursAgo = (hours: number) => Date.now() / 1_000 - hours * 3_600;
		for (const name of [named('1'), `${named('1')}-journal`, 'mine.tmp'])
			utimesSync(join(folder, name), hoursAgo(7), hoursAgo(7));
		utimesSync(join(folder, named('2')), hoursAgo(5), hoursAgo(5));
		await backUp(source, file);
		t.strictSame(readdirSync(folder), [named('2'), 'backup.db', 'mine.tmp']);
	},
);

t.test('a backup replaces an older one, and leaves it if it fails', async (t) => {
	const { file, source } = await backedUp(t);
	writeFileSync(file, 'older');
	await t.rejects(backUp({ dataDir: newFolder(t) }, file), {
		name: 'OperatorError',
		message: /nothing to back up/,
	});
	t.equal(readFileSync(file, 'utf8'), 'older');
	t.strictSame(readdirSync(join(file, '..')), ['backup.db']);
	await backUp(source, file);
	t.match(readFileSync(file).subarray(0, 15).toString(), 'SQLite format 3');
});

t.test('a backup does not replace a folder', async (t) => {
	const { file, source } = await backedUp(t);
	await t.rejects(backUp(source, join(file, '..')), { name: 'OperatorError', message: /not a regular file/ });
});

t.test('a backup does not create a missing folder', async (t) => {
	const { source } = await backedUp(t);
	await t.rejects(backUp(source, join(newFolder(t), 'none', 'backup.db')), { code: 'ENOENT' });
});

t.test('restoring changes nothing in the backup, and leaves no other file in DATA_DIR', async (t) => {
	const { file, target, keyring } = await backedUp(t);
	const before = readFileSync(file);
	await restoreBackup(target, file, keyring);
	t.strictSame(readFileSync(file), before);
	t.strictSame(
		readdirSync(target.dataDir).filter((name) => name.endsWith('.tmp')),
		[],
	);
});

t.test('a damaged backup, or another file, is refused, and nothing is created', async (t) => {
	const { file, target, keyring } = await backedUp(t);
	const bytes = readFileSync(file);
	const refusedBy = (message: RegExp) =>
		t.rejects(restoreBackup(target, file, keyring), { name: 'OperatorError', message });

	writeFileSync(file, 'no database, but long enough to be read as the beginning of one'.repeat(20));
	await refusedBy(/is not a backup/);
	writeFileSync(file, '');
	await refusedBy(/is not a backup/);
	const middle = Buffer.from(bytes);
	middle.fill(0x5a, 8192, 8192 + 4096 * 4);
	writeFileSync(file, middle);
	await refusedBy(/damaged/);
	writeFileSync(file, bytes.subarray(0, bytes.length - 4096 * 3));
	await refusedBy(/damaged/);
	await t.rejects(restoreBackup(target, join(file, '..'), keyring), {
		name: 'OperatorError',
		message: /There is no file/,
	});
	t.strictSame(readdirSync(target.dataDir), []);
});

t.test('a backup with a reference to a missing row is refused as damaged', async (t) => {
	const { file, target, keyring } = await backedUp(t);
	const database = new Database(file);
	database.exec('pragma foreign_keys = off; delete from superbills where seq = 1');
	database.close();
	await t.rejects(restoreBackup(target, file, keyring), { name: 'OperatorError', message: /damaged/ });
});

t.test('a backup of a newer version is refused', async (t) => {
	const { file, target, keyring } = await backedUp(t);
	const database = new Database(file);
	database.exec("insert into kysely_migration values ('9999-later', '2099-01-01T00:00:00.000Z')");
	database.close();
	await t.rejects(restoreBackup(target, file, keyring), { name: 'OperatorError', message: /newer version/ });
});

t.test('every data key that sealed a row is needed', async (t) => {
	for (const change of [
		"update superbills set data_key = '00000000' where seq = 2",
		`insert into batches (id, actor, mode, state, created_at) values ('1', '', 'issue', 'done', '');
		insert into batch_items (batch_id, position, practice_id, state, data_key) values ('1', 1, '', 'done', '00000000')`,
		"update practices set profile = cast(x'0100000000' || substr(profile, 6) as blob)",
		"update practices set logo = cast(x'0100000000' || substr(logo, 6) as blob)",
	]) {
		const { file, target, keyring } = await backedUp(t);
		const database = new Database(file);
		database.exec(change);
		database.close();
		await t.rejects(
			restoreBackup(target, file, keyring),
			{ name: 'OperatorError', message: /DATA_KEY/ },
			change,
		);
	}
});

t.test('a restore does not touch the folder of a running server', async (t) => {
	const { file, target, keyring } = await backedUp(t);
	const server = await openStore(target, newKeyring(), { exclusive: true });
	t.teardown(() => server.close());
	await t.rejects(restoreBackup(target, file, keyring), {
		name: 'OperatorError',
		message: /in use by another superbill process/,
	});
});

t.test('a restore creates a missing folder', async (t) => {
	const { file, keyring } = await backedUp(t);
	const dataDir = join(newFolder(t), 'a', 'b');
	await restoreBackup({ dataDir }, file, keyring);
	t.ok(existsSync(join(dataDir, 'superbill.db')));
	t.equal(statSync(dataDir).mode & 0o777, 0o700);
});

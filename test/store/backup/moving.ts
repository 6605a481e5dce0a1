import { join } from 'node:path';
import type { Test } from 'tap';
import { closeQueue } from '../../../src/batches/queue/open-queue.ts';
import { backUp } from '../../../src/store/backup/backup.ts';
import { restoreBackup } from '../../../src/store/backup/restore.ts';
import { batchRig } from '../../batches/batch-rig.ts';
import { fillBatches, WAITING } from '../../batches/filled.ts';
import { refusal, visit } from '../../records/issuing.suite.ts';
import {
	call,
	chainLengths,
	everyRow,
	fill,
	type NewPlace,
	newFolder,
	newKeyring,
	recordsOf,
	withStore,
} from '../stores.ts';

/** Tests a backup of one kind of store that is restored into another. */
export async function moving(t: Test, from: NewPlace, to: NewPlace): Promise<void> {
	await t.test('all rows are the same, the audit log is intact, and numbers continue', async (t) => {
		const keyring = newKeyring();
		const [source, target] = [await from(t), await to(t)];
		const file = join(newFolder(t), 'backup.db');
		const before = await withStore(source, keyring, async (store) => {
			await fill(store);
			return { rows: await everyRow(store), chains: await chainLengths(t, store) };
		});
		await backUp(source, file);
		t.strictSame(await restoreBackup(target, file, keyring), { superbills: 5 });
		await withStore(target, keyring, async (store) => {
			t.strictSame(await everyRow(store), before.rows);
			t.strictSame(await chainLengths(t, store), before.chains);
			t.match((await recordsOf(store).issue(call, visit())).number, /-000006$/);
			await t.rejects(store.db.deleteFrom('audit_events').execute(), /append-only/);
		});
	});

	await t.test('batches continue where they were', async (t) => {
		const keyring = newKeyring();
		const [source, target] = [await from(t), await to(t)];
		const file = join(newFolder(t), 'backup.db');
		const before = await withStore(source, keyring, async (store) => ({
			ids: await fillBatches(t, store),
			rows: await everyRow(store),
		}));
		await backUp(source, file);
		await restoreBackup(target, file, keyring);
		await withStore(target, keyring, async (store) => {
			t.strictSame(await everyRow(store), before.rows);
			const { ended, errors } = batchRig(t, store);
			t.match((await ended(before.ids.waiting)).counts, { done: WAITING });
			t.strictSame(errors, []);
			await closeQueue(store);
		});
	});

	await t.test('a store that is not empty is not touched', async (t) => {
		const keyring = newKeyring();
		const [source, target] = [await from(t), await to(t)];
		const file = join(newFolder(t), 'backup.db');
		await withStore(source, keyring, fill);
		await backUp(source, file);
		await restoreBackup(target, file, keyring);
		const before = await withStore(target, keyring, everyRow);
		await t.rejects(restoreBackup(target, file, keyring), refusal('not-now'));
		t.strictSame(await withStore(target, keyring, everyRow), before);
	});

	await t.test(
		'a key that does not open the backup is refused, naming DATA_KEY, and nothing is written',
		async (t) => {
			const keyring = newKeyring();
			const [source, target] = [await from(t), await to(t)];
			const file = join(newFolder(t), 'backup.db');
			await withStore(source, keyring, fill);
			await backUp(source, file);
			await t.rejects(restoreBackup(target, file, newKeyring()), {
				name: 'OperatorError',
				message: /DATA_KEY/,
			});
			t.strictSame(await restoreBackup(target, file, keyring), { superbills: 5 });
		},
	);
}

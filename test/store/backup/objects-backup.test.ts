import { join } from 'node:path';
import Database from 'libsql';
import t, { type Test } from 'tap';
import { purgeOld } from '../../../src/records/retention.ts';
import { rotate } from '../../../src/rotation/rotate.ts';
import { backUp } from '../../../src/store/backup/backup.ts';
import { restoreBackup } from '../../../src/store/backup/restore.ts';
import { openStore, type StorePlace } from '../../../src/store/open-store.ts';
import { removeOrphans } from '../../../src/store/superbill-documents.ts';
import { dataKey } from '../../../src/vault/data-key.ts';
import { refusal, visit } from '../../records/issuing.suite.ts';
import { type StandIn, startS3 } from '../documents/s3-stand-in.ts';
import { documentFaults } from '../kept.ts';
import { call, chainLengths, fill, newFolder, newKeyring, recordsOf, withStore } from '../stores.ts';

const hoursAhead = (hours: number) => new Date(Date.now() + hours * 3_600_000);

const placeIn = (t: Test, s3?: StandIn): StorePlace => ({ dataDir: newFolder(t), documents: s3?.bucket });

/** Fills a store whose documents are objects. */
async function filled(t: Test) {
	const s3 = await startS3(t);
	const keyring = newKeyring();
	const source = placeIn(t, s3);
	const ids = await withStore(source, keyring, fill);
	return { s3, keyring, source, ids, file: join(newFolder(t), 'backup.db') };
}

for (const [name, from, to] of [
	['objects to rows', true, false],
	['rows to objects', false, true],
	['objects to objects', true, true],
] as const) {
	t.test(`a backup moves documents from ${name}`, async (t) => {
		const s3 = await startS3(t);
		const keyring = newKeyring();
		const [source, target] = [placeIn(t, from ? s3 : undefined), placeIn(t, to ? s3 : undefined)];
		const file = join(newFolder(t), 'backup.db');
		const before = await withStore(source, keyring, async (store) => {
			const ids = Object.values(await fill(store));
			return Promise.all(ids.map((id) => recordsOf(store).pdf(call, id)));
		});
		const sources = [...s3.objects.keys()];
		t.strictSame((await backUp(source, file)).lost, []);
		t.strictSame(await restoreBackup(target, file, keyring), { superbills: 5 });
		await withStore(target, keyring, async (store) => {
			for (const { id, pdf } of before) t.strictSame((await recordsOf(store).pdf(call, id)).pdf, pdf);
			await chainLengths(t, store);
			t.equal(s3.objects.size, sources.length + (to ? 5 : 0));
			// However old they are, the other store's objects are not removed. Its own objects without rows are.
			const later = { ...call, now: new Date(call.now.getTime() + 2 * 24 * 3_600_000) };
			t.equal(await purgeOld(store, later, 1), 4);
			await removeOrphans(store, hoursAhead(2));
			t.equal(s3.objects.size, sources.length + (to ? 1 : 0));
		});
		await withStore(source, keyring, async (store) => {
			await removeOrphans(store, hoursAhead(2));
			t.strictSame(await documentFaults(store), []);
		});
	});
}

t.test('a backup is complete by itself, and is refused if DOCUMENTS does not name the objects', async (t) => {
	const { source, file, keyring, s3 } = await filled(t);
	const { dataDir } = source;
	await t.rejects(backUp({ dataDir }, file), { name: 'OperatorError', message: /DOCUMENTS is not set/ });
	await backUp(source, file);
	s3.objects.clear();
	const target = placeIn(t);
	await restoreBackup(target, file, keyring);
	await withStore(target, keyring, async (store) => t.strictSame(await documentFaults(store), []));
	s3.fault = () => 'cut';
	await t.rejects(backUp(source, file), refusal('unavailable'));
});

t.test('lost documents are reported, and everything else is in the backup', async (t) => {
	const { source, file, keyring, s3, ids } = await filled(t);
	const [object = ''] = s3.objects.keys();
	s3.objects.delete(object);
	t.strictSame((await backUp(source, file)).lost, [ids.plain]);
	const target = placeIn(t);
	await restoreBackup(target, file, keyring);
	await withStore(target, keyring, async (store) => {
		const records = recordsOf(store);
		await t.rejects(records.pdf(call, ids.plain), { code: 'SEAL_BROKEN' });
		t.ok((await records.record(call, ids.plain)).payload);
		for (const id of [ids.voided, ids.replaced, ids.successor, ids.held]) t.ok(await records.pdf(call, id));
	});
});

t.test('a superbill that is purged during a backup is purged in it', async (t) => {
	const { source, file, keyring, s3, ids } = await filled(t);
	const later = { ...call, now: new Date(call.now.getTime() + 2 * 24 * 3_600_000) };
	await withStore(source, keyring, (store) =>
		recordsOf(store).hold(call, ids.successor, { reason: 'A letter' }),
	);
	let purging: Promise<unknown> | undefined;
	s3.fault = async (method) => {
		if (method === 'GET') {
			purging ??= withStore(source, keyring, async (store) => {
				await recordsOf(store).release(call, ids.successor);
				await purgeOld(store, later, 1);
			});
			await purging;
		}
		return undefined;
	};
	t.strictSame((await backUp(source, file)).lost, []);
	const target = placeIn(t);
	await restoreBackup(target, file, keyring);
	await withStore(target, keyring, async (store) => {
		const records = recordsOf(store);
		t.match(await records.record(call, ids.plain), { purgedAt: later.now.toISOString(), payload: undefined });
		for (const id of [ids.plain, ids.successor]) await t.rejects(records.pdf(call, id), refusal('purged'));
		t.ok(await records.pdf(call, ids.held));
		t.strictSame(await store.db.selectFrom('search_terms').select('seq').distinct().execute(), [{ seq: 5 }]);
	});
});

t.test('a backup that was made during a rotation needs both keys', async (t) => {
	const { source, file, keyring, s3 } = await filled(t);
	const fresh = dataKey(Buffer.alloc(32, 7));
	const both = () => [fresh, ...keyring()] as const;
	let rotating: Promise<unknown> | undefined;
	s3.fault = async (method) => {
		if (method === 'GET' && !rotating) {
			rotating = withStore(source, both, (store) => rotate(store, call, { grace: 0 }));
			await rotating;
		}
		return undefined;
	};
	t.strictSame((await backUp(source, file)).lost, []);
	const target = placeIn(t);
	await t.rejects(restoreBackup(target, file, keyring), { name: 'OperatorError', message: /DATA_KEY/ });
	await restoreBackup(target, file, both);
	await withStore(target, both, async (store) => t.strictSame(await documentFaults(store), []));
});

t.test('a backup that is opened as a store does not use the folder of the original', async (t) => {
	const { source, file, keyring, s3 } = await filled(t);
	await backUp(source, file);
	const database = new Database(file);
	t.strictSame(
		database
			.prepare('select name from secrets')
			.all()
			.map((row) => (row as { name: string }).name),
		['integrity'],
	);
	database.close();
	const before = [...s3.objects.keys()];
	await t.rejects(
		restoreBackup({ ...placeIn(t, s3), documents: { ...s3.bucket, bucket: 'another' } }, file, keyring),
		refusal('unavailable'),
	);
	t.strictSame([...s3.objects.keys()], before);
	const store = await openStore(source, keyring, { exclusive: true });
	t.teardown(() => store.close());
	t.match(await recordsOf(store).issue(call, visit()), { number: /000006$/ });
});

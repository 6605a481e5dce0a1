import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { issueTogether, removeUnused } from '../../../src/records/issue-together.ts';
import { type DrawnSuperbill, drawUnnumbered, readyToIssue } from '../../../src/records/ready.ts';
import { purgeOld } from '../../../src/records/retention.ts';
import { rotate } from '../../../src/rotation/rotate.ts';
import { startHousekeeping } from '../../../src/start/housekeeping.ts';
import { openMemoryStore, openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { removeOrphans } from '../../../src/store/superbill-documents.ts';
import { dataKey } from '../../../src/vault/data-key.ts';
import { SEALED } from '../../../src/vault/sealed-columns.ts';
import { FULL } from '../../fixtures/property.ts';
import { refusal, visit } from '../../records/issuing.suite.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import {
	beforeFirstWrite,
	call,
	chainLengths,
	fill,
	newFolder,
	newKeyring,
	recordsOf,
	withStore,
} from '../stores.ts';
import { ABOUT_DOCUMENTS, SUITES } from '../suites.ts';
import { agree, hoursAhead, named, names, stored } from './objects.ts';
import { startS3 } from './s3-stand-in.ts';

t.setTimeout(300_000);

/** Suites that put something into object storage and remove it. The others ask nothing else of it. */
const MOST_DIFFERENT: readonly (keyof typeof SUITES)[] = ['issuing', 'retention'];

for (const name of FULL ? ABOUT_DOCUMENTS : MOST_DIFFERENT) {
	t.test(`with object storage: ${name}`, async (t) => {
		const s3 = await startS3(t);
		await SUITES[name](t, async (t) => {
			const store = await openMemoryStore(newKeyring(), s3.bucket);
			t.teardown(() => store.close());
			return store;
		});
	});
}

t.test(
	'most of a document is an object that only the data key opens, and its row has the rest',
	async (t) => {
		const { s3, store, records } = await stored(t);
		const { id, pdf } = await records.issue(call, visit());
		const rows = await store.db.selectFrom('superbill_documents').selectAll().execute();
		t.match(rows, [{ object: /^[\da-f]{32}\/[\da-f-]{36}$/ }]);
		const [object] = [...s3.objects.values()];
		t.ok(object);
		t.notOk(object?.bytes.includes('%PDF'));
		const row = { id, practice_id: 'default' };
		const { head, tail } = SEALED.superbill_documents;
		const start = head.open(store.keyring, row, object?.bytes as Buffer);
		const rest = tail.open(store.keyring, row, rows[0]?.pdf as Buffer);
		t.strictSame(Buffer.concat([start, rest]), pdf);
		t.ok(rest.length < pdf.length / 5, 'most of it is in the object');
		t.throws(() => tail.open(store.keyring, row, object?.bytes as Buffer), { code: 'SEAL_BROKEN' });
		t.strictSame((await records.pdf(call, id)).pdf, pdf);
		await records.void(call, id, { reason: 'Typed twice' });
		const stamped = (await records.pdf(call, id)).pdf;
		t.strictSame(stamped.subarray(0, pdf.length), pdf);
		t.ok(stamped.length > pdf.length);
		await agree(t, s3, store);
	},
);

t.test('older documents stay in rows, and work together with objects', async (t) => {
	const s3 = await startS3(t);
	const place = { dataDir: newFolder(t) };
	const keyring = newKeyring();
	const body = visit();
	const before = await withStore(place, keyring, (store) =>
		recordsOf(store).issue(call, body, { key: 'key-1' }),
	);
	const objects = { ...place, documents: s3.bucket };
	await withStore(objects, keyring, async (store) => {
		const records = recordsOf(store);
		const after = await records.issue(call, visit());
		t.strictSame((await named(store)).map(Boolean), [false, true]);
		t.strictSame((await records.pdf(call, before.id)).pdf, before.pdf);
		t.strictSame((await records.pdf(call, after.id)).pdf, after.pdf);
		t.strictSame((await records.issue(call, body, { key: 'key-1' })).pdf, before.pdf);
	});
	await t.rejects(openStore(place, keyring, { exclusive: false }), {
		name: 'OperatorError',
		message: /^DOCUMENTS is not set/,
	});
	await withStore(objects, keyring, async (store) => {
		const now = new Date(call.now.getTime() + 2 * 24 * 3_600_000);
		t.equal(await purgeOld(store, { ...call, now }, 1), 2);
		t.equal(s3.objects.size, 0);
	});
	await withStore(place, keyring, async (store) => t.strictSame(await named(store), []));
});

t.test('a rollback leaves at most an object without a row, which housekeeping removes', async (t) => {
	const { s3, store, records } = await stored(t);
	await records.issue(call, visit({ number: 'OWN-1' }));
	await t.rejects(records.issue(call, visit({ number: 'OWN-1' })), refusal('number-taken'));
	const failing: Store = {
		...store,
		transaction: (work) =>
			store.transaction(async (tx) => {
				await work(tx);
				throw new Error('the disk is full');
			}),
	};
	await t.rejects(recordsOf(failing).issue(call, visit()), { message: 'the disk is full' });
	const [kept] = await named(store);
	t.equal(s3.objects.size, 3);
	await removeOrphans(store, new Date());
	t.equal(s3.objects.size, 3, 'somebody may be about to write their rows');
	await removeOrphans(store, hoursAhead(0.9));
	t.equal(s3.objects.size, 3);
	await removeOrphans(store, hoursAhead(1.1), AbortSignal.abort());
	t.equal(s3.objects.size, 3, 'told to stop');
	await removeOrphans(store, hoursAhead(1.1));
	t.strictSame(names(s3), [kept]);
	await agree(t, s3, store);
	t.match((await records.issue(call, visit())).number, /000001$/);
});

t.test('housekeeping reads all pages, in the folder of its own store only', async (t) => {
	const { s3, store, records } = await stored(t);
	s3.pageSize = 2;
	for (let i = 0; i < 5; i++) await records.issue(call, visit());
	const [folder] = (await named(store))[0]?.split('/') ?? [];
	const old = { bytes: Buffer.from('old'), at: hoursAhead(-2) };
	for (let i = 0; i < 5; i++) s3.objects.set(`${folder}/${randomUUID()}`, old);
	const others = `${'0'.repeat(32)}/${randomUUID()}`;
	s3.objects.set(others, old);
	const keep = () =>
		startHousekeeping({
			store: () => store,
			retentionDays: undefined,
			onPurged: () => t.fail('purged'),
			onFailure: (error) => t.error(error),
		});
	await keep()();
	t.equal(s3.objects.size, 11, 'it was stopped before it removed anything');
	const stop = keep();
	while (s3.objects.size > 6) await sleep(5);
	await stop();
	t.ok(s3.objects.delete(others), "another store's stay");
	await agree(t, s3, store);
});

t.test('housekeeping ends even if a server lists the same page again and again', async (t) => {
	const { s3, store, records } = await stored(t);
	for (let i = 0; i < 3; i++) await records.issue(call, visit());
	s3.pageSize = 2;
	s3.isDeaf = true;
	s3.asked.splice(0);
	await removeOrphans(store, hoursAhead(2));
	t.equal(s3.asked.length, 2);
	await agree(t, s3, store);
});

t.test('a purge removes the object after the row; if that fails, housekeeping removes it', async (t) => {
	const { s3, store, records } = await stored(t);
	const first = await records.issue(call, visit());
	const later = { ...call, now: new Date(call.now.getTime() + 2 * 24 * 3_600_000) };
	s3.fault = (method) => (method === 'DELETE' ? 503 : undefined);
	await t.rejects(purgeOld(store, later, 1), refusal('unavailable'));
	await t.rejects(records.pdf(call, first.id), refusal('purged'));
	t.equal(s3.objects.size, 1);
	s3.fault = () => undefined;
	await removeOrphans(store, hoursAhead(2));
	t.equal(s3.objects.size, 0);

	const second = await records.issue(call, visit());
	const failing = beforeFirstWrite(store, async () => {
		throw new Error('taken back');
	});
	await t.rejects(purgeOld(failing, later, 1), { message: 'taken back' });
	t.ok((await records.pdf(call, second.id)).pdf, 'a superbill that was not purged has its document');
	t.equal(await purgeOld(store, later, 1), 1);
	t.equal(s3.objects.size, 0);
	await chainLengths(t, store);

	await records.issue(call, visit());
	const [name = ''] = await named(store);
	const theirs = `${'0'.repeat(32)}/${randomUUID()}`;
	s3.objects.set(theirs, s3.objects.get(name) as { bytes: Buffer; at: Date });
	await store.db.updateTable('superbill_documents').set({ object: theirs }).execute();
	t.equal(await purgeOld(store, later, 1), 1);
	t.ok(s3.objects.has(theirs), 'an object in the folder of another store is not removed');
});

/** Draws a superbill, without a number yet. */
async function drawVisit(store: Store): Promise<DrawnSuperbill> {
	const service = serviceUnderTest();
	return drawUnnumbered(
		store,
		service,
		call,
		await readyToIssue(store, service, {
			owner: 'default',
			practice: undefined,
			body: visit(),
			replaces: undefined,
		}),
	);
}

async function issueDrawn(store: Store, drawn: DrawnSuperbill) {
	const kept = await store.transaction((tx) => issueTogether(store, tx, call, [drawn]));
	removeUnused(store, [drawn], kept);
	return kept[0];
}

t.test('whoever issues first gets the number, and nothing is drawn or put again', async (t) => {
	const { s3, store, records } = await stored(t);
	const drawn = await drawVisit(store);
	t.match(await records.issue(call, visit()), { number: 'SB-2026-000001' });
	const { object } = drawn.head;
	t.match(await issueDrawn(store, drawn), { number: 'SB-2026-000002', id: drawn.id, object });
	t.equal(s3.objects.size, 2);
	await agree(t, s3, store);
});

t.test(
	'an object that was sealed with an old key, or long ago, is not used: the row has it all',
	async (t) => {
		const { s3, store } = await stored(t);
		const fresh = dataKey(Buffer.alloc(32, 7));
		const both: Store = { ...store, keyring: () => [fresh, ...store.keyring()] };
		const drawn = await drawVisit(store);
		const late = await drawVisit(store);
		const old = { ...late, head: { ...late.head, at: Date.now() - 601_000 } };
		for (const [at, one] of [
			[both, drawn],
			[store, old],
		] as const) {
			t.match(await issueDrawn(at, one), { object: null });
			while (s3.objects.has(one.head.object as string)) await sleep(5);
		}
		const rows = await store.db.selectFrom('superbills').select('data_key').orderBy('seq').execute();
		t.strictSame(
			rows.map(({ data_key }) => data_key),
			[fresh.id, store.keyring()[0].id],
		);
		await agree(t, s3, both);
	},
);

t.test('a rotation puts new objects, and removes the old ones once their rows are written', async (t) => {
	const { s3, store, records } = await stored(t);
	await fill(store);
	const before = names(s3);
	const fresh = dataKey(Buffer.alloc(32, 7));
	const both: Store = { ...store, keyring: () => [fresh, ...store.keyring()] };
	const voided = await records.issue(call, visit());
	// The row that is voided meanwhile is resealed in the next round.
	const disturbed = beforeFirstWrite(both, () => records.void(call, voided.id, { reason: 'Typed twice' }));
	t.equal((await rotate(disturbed, call, { grace: 0 })).superbills, 6);
	t.equal(names(s3).filter((name) => before.includes(name)).length, 0);
	await agree(t, s3, { ...store, keyring: () => [fresh] });
});

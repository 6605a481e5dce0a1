import t from 'tap';
import { purgeOld } from '../../../src/records/retention.ts';
import { rotate } from '../../../src/rotation/rotate.ts';
import { isStoreUnavailable } from '../../../src/store/database/unavailable.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { removeOrphans } from '../../../src/store/superbill-documents.ts';
import { dataKey } from '../../../src/vault/data-key.ts';
import { batchRig, ready } from '../../batches/batch-rig.ts';
import { KEY, testApp } from '../../http/app.ts';
import { refusal, visit } from '../../records/issuing.suite.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { isAway, issueVisit, numberIn } from '../outage.ts';
import { call, recordsOf } from '../stores.ts';
import { agree, hoursAhead, named, stored } from './objects.ts';
import type { Fault } from './s3-stand-in.ts';

t.setTimeout(120_000);

t.test(
	'while objects cannot be put, requests are answered 503, nothing is stored, and no number is lost',
	async (t) => {
		const { s3, store } = await stored(t);
		const app = {
			...(await testApp(t, { apiKey: KEY }, { store: () => store, service: serviceUnderTest() })),
			key: KEY,
		};
		t.equal(numberIn(await issueVisit(app, 'first')), 1);
		for (const fault of ['cut', 500, 503, 429, 403, 301, 'hang'] as Fault[]) {
			s3.fault = () => fault;
			isAway(t, await issueVisit(app, 'second'));
			isAway(t, await issueVisit(app, 'first'));
		}
		t.equal((await named(store)).length, 1);
		s3.fault = () => undefined;
		const second = await issueVisit(app, 'second');
		t.equal(numberIn(second), 2);
		t.strictSame((await issueVisit(app, 'second')).rawPayload, second.rawPayload);
		s3.fault = () => 'cut';
		const id = second.headers['superbill-id'];
		isAway(
			t,
			await app.send({
				method: 'GET',
				url: `/v1/superbills/${id}/pdf`,
				headers: { authorization: `Bearer ${KEY}` },
			}),
		);
		const list = await app.send({
			method: 'GET',
			url: '/v1/superbills',
			headers: { authorization: `Bearer ${KEY}` },
		});
		t.equal(list.json().items.length, 2, 'a request that needs no document is answered');
		s3.fault = () => undefined;
		await removeOrphans(store, hoursAhead(2));
		await agree(t, s3, store);
	},
);

t.test('an object whose answer was lost is put again under the same name', async (t) => {
	const { s3, store, records } = await stored(t);
	let puts = 0;
	s3.fault = (method) => (method === 'PUT' && ++puts === 1 ? 'done-and-cut' : undefined);
	await records.issue(call, visit());
	t.equal(puts, 2);
	await agree(t, s3, store);
});

t.test('a missing bucket is not taken for a lost document', async (t) => {
	const { s3, store, records } = await stored(t);
	const { id } = await records.issue(call, visit());
	const elsewhere = await openMemoryStore(store.keyring, { ...s3.bucket, bucket: 'another' });
	t.teardown(() => elsewhere.close());
	const { documents } = elsewhere;
	await t.rejects(recordsOf({ ...store, documents }).pdf(call, id), {
		kind: 'store-unavailable',
		code: 'OBJECTS_404',
	});
	await t.rejects(documents.put(Buffer.from('x')), refusal('unavailable'));
});

t.test('a lost, altered or swapped document is damage, like a broken seal', async (t) => {
	const { s3, store, records } = await stored(t);
	const ids: string[] = [];
	for (let i = 0; i < 4; i++) ids.push((await records.issue(call, visit())).id);
	const [lost = '', altered = '', other = ''] = await named(store);
	const get = (name: string) => s3.objects.get(name) as { bytes: Buffer; at: Date };
	s3.objects.delete(lost);
	get(altered).bytes[100] = (get(altered).bytes[100] as number) ^ 1;
	get(other).bytes = get(altered).bytes;
	for (const id of ids.slice(0, 3)) await t.rejects(records.pdf(call, id), { code: 'SEAL_BROKEN' });
	t.ok(await records.pdf(call, ids[3] as string));
	t.equal((await records.list(call, { limit: 50 })).items.filter(({ patient }) => patient).length, 4);
});

t.test('an object that is resealed or purged while it is read is not damage', async (t) => {
	const { s3, store, records } = await stored(t);
	const { id, pdf } = await records.issue(call, visit());
	const fresh = dataKey(Buffer.alloc(32, 7));
	const both: Store = { ...store, keyring: () => [fresh, ...store.keyring()] };
	let done: Promise<unknown> | undefined;
	const meanwhile = (happen: () => Promise<unknown>) => {
		done = undefined;
		s3.fault = async (method) => {
			if (method === 'GET' && !done) {
				done = happen();
				await done;
			}
			return undefined;
		};
	};
	meanwhile(() => rotate(both, call, { grace: 0 }));
	t.strictSame((await recordsOf(both).pdf(call, id)).pdf, pdf);
	const later = { ...call, now: new Date(call.now.getTime() + 2 * 24 * 3_600_000) };
	meanwhile(() => purgeOld(both, later, 1));
	await t.rejects(recordsOf(both).pdf(call, id), refusal('purged'));
});

t.test('a batch waits while objects cannot be put, and then issues everything once', async (t) => {
	const { s3, store } = await stored(t);
	const { send, ended, errors } = batchRig(t, store);
	const batch = await send(ready(8));
	let puts = 0;
	s3.fault = (method) => (method === 'PUT' && ++puts < 40 && puts % 4 !== 0 ? 503 : undefined);
	t.match((await ended(batch)).counts, { done: 8 });
	t.ok(puts > 16, 'there were faults');
	t.ok(errors.length > 0);
	t.ok(errors.every((error) => isStoreUnavailable(error)));
	const rows = await store.db.selectFrom('superbills').select('number').orderBy('seq').execute();
	t.strictSame(
		rows.map(({ number }) => Number(number.slice(-6))),
		[1, 2, 3, 4, 5, 6, 7, 8],
	);
	await removeOrphans(store, hoursAhead(2));
	await agree(t, s3, store);
});

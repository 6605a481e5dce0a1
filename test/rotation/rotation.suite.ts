import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import { PracticeProfile } from '../../src/practices/practice.ts';
import { hashedTerms } from '../../src/records/search-terms.ts';
import { refuseMissingKeys, rotate } from '../../src/rotation/rotate.ts';
import { practicesIn, practicesOf } from '../../src/store/practices.ts';
import { openIntegrity } from '../../src/store/secrets.ts';
import type { Store } from '../../src/store/store.ts';
import { findDocument } from '../../src/store/superbill-documents.ts';
import { superbillsIn } from '../../src/store/superbills.ts';
import { type DataKey, dataKey } from '../../src/vault/data-key.ts';
import { SEALED } from '../../src/vault/sealed-columns.ts';
import { PLAIN, TODAY } from '../fixtures/plain.ts';
import { refusal, visit } from '../records/issuing.suite.ts';
import {
	beforeFirstWrite,
	call,
	chainLengths,
	changedByNewer,
	countOldRows,
	fill,
	recordsOf,
	SEALED_COLUMNS,
} from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';

const freshKey = () => dataKey(randomBytes(32));

const PROFILE = PracticeProfile.parse({ billingProvider: PLAIN.billingProvider });

/** The same store with other data keys. */
const withKeys = (store: Store, ...keys: [DataKey, ...DataKey[]]): Store => ({
	...store,
	keyring: () => keys,
});

export async function rotation(t: Test, open: OpenTestStore): Promise<void> {
	await t.test('everything opens with the new key alone, and nothing with the old one', async (t) => {
		const store = await open(t);
		const ids = await fill(store);
		const [old] = store.keyring();
		await store.transaction((tx) => superbillsIn(tx, call.actor).purge(3, call.now.toISOString()));
		const before = await Promise.all(Object.values(ids).map((id) => recordsOf(store).record(call, id)));
		const pdfBefore = await recordsOf(store).pdf(call, ids.plain);

		const fresh = freshKey();
		const both = withKeys(store, fresh, old);
		t.equal(await countOldRows(both), 5);
		const seen: number[] = [];
		const done = await rotate(both, call, { grace: 0, onProgress: (count) => seen.push(count) });
		const secrets = await store.db.selectFrom('secrets').select('name').execute();
		t.strictSame(done, { to: fresh.id, superbills: 5, practices: 1, items: 0, secrets: secrets.length });
		t.strictSame(seen, [5]);
		t.equal(await countOldRows(both), 0);

		const after = withKeys(store, fresh);
		const records = recordsOf(after);
		t.strictSame(await Promise.all(Object.values(ids).map((id) => records.record(call, id))), before);
		t.strictSame(await records.pdf(call, ids.plain), pdfBefore);
		t.ok(await practicesOf(after, call.actor).find('harbor'));
		const { logo } = await store.db.selectFrom('practices').select('logo').executeTakeFirstOrThrow();
		t.equal(
			logo && SEALED.practices.logo.open(after.keyring, { id: 'harbor' }, logo).toString(),
			'a picture',
		);
		t.strictSame(await openIntegrity(store.db, after.keyring), store.integrity);
		await chainLengths(t, after);

		const rows = await store.db.selectFrom('superbills').selectAll().execute();
		for (const row of rows) {
			t.equal(row.data_key, fresh.id);
			const document = await findDocument(store, store.db, row.seq);
			const columns = [
				...SEALED_COLUMNS.map((name) => [SEALED.superbills[name], row[name]] as const),
				[SEALED.superbill_documents.head, document?.head] as const,
				[SEALED.superbill_documents.tail, document?.tail] as const,
			];
			for (const [column, sealed] of columns) {
				if (sealed) t.throws(() => column.open(() => [old], row, sealed), { code: 'SEAL_BROKEN' });
			}
		}
		await t.rejects(practicesOf(store, call.actor).find('harbor'), { code: 'SEAL_BROKEN' });
	});

	await t.test(
		'a rotation adds the beginnings of names, or removes them, as they are set then',
		async (t) => {
			const store = await open(t);
			await recordsOf({ ...store, nameBeginnings: false }).issue(call, visit());
			const found = async (by: Store) => (await recordsOf(by).search(call, { name: 'fak' })).items.length;
			t.equal(await found(store), 0);
			const [one, other] = [freshKey(), freshKey()];
			await rotate(withKeys(store, one, ...store.keyring()), call, { grace: 0 });
			t.equal(await found(withKeys(store, one)), 1);
			await rotate({ ...withKeys(store, other, one), nameBeginnings: false }, call, { grace: 0 });
			t.equal(await found(withKeys(store, other)), 0);
			t.equal((await recordsOf(withKeys(store, other)).search(call, { name: 'fakenham' })).items.length, 1);
		},
	);

	await t.test('search terms use the new key, and a purged superbill has none', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const first = await records.issue(call, visit());
		await records.issue(call, visit());
		await store.transaction((tx) => superbillsIn(tx, call.actor).purge(2, call.now.toISOString()));
		const fresh = freshKey();
		await rotate(withKeys(store, fresh, ...store.keyring()), call, { grace: 0 });
		const { payload } = await recordsOf(withKeys(store, fresh)).record(call, first.id);
		t.ok(payload);
		const expected = payload
			? hashedTerms(store, fresh, 'default', payload).map((term) => term.toString('hex'))
			: [];
		const rows = await store.db.selectFrom('search_terms').selectAll().execute();
		t.ok(rows.length > 5);
		t.strictSame(
			rows.map(({ seq, term }) => `${seq} ${term.toString('hex')}`).sort(),
			expected.map((term) => `1 ${term}`).sort(),
		);
	});

	await t.test('superbills that are voided, held, purged or paid meanwhile stay so', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const ids: string[] = [];
		for (let i = 0; i < 4; i++) ids.push((await records.issue(call, visit({ payments: [] }))).id);
		const [voided, held, purged, paid] = ids as [string, string, string, string];
		const fresh = freshKey();
		const both = withKeys(store, fresh, ...store.keyring());
		// One request in progress still has the old key, and another has the new one.
		const disturbed = beforeFirstWrite(both, async () => {
			await records.void(call, voided, { reason: 'Typed twice' });
			await recordsOf(both).hold(call, held, { reason: 'A letter' });
			await records.pay(call, paid, { date: TODAY, amount: '50.00', method: 'cash' });
			await store.transaction((tx) => superbillsIn(tx, call.actor).purge(3, call.now.toISOString()));
		});
		t.equal((await rotate(disturbed, call, { grace: 0 })).superbills, 4);
		const after = recordsOf(withKeys(store, fresh));
		t.match(await after.record(call, voided), { status: 'void', voidReason: 'Typed twice', payload: {} });
		t.match(await after.record(call, held), { holdReason: 'A letter', payload: {} });
		t.match(await after.record(call, paid), { balance: '100.00', laterPayments: { length: 1 } });
		t.match(await after.record(call, purged), { purgedAt: String, payload: undefined });
		await t.rejects(after.pdf(call, purged), refusal('purged'));
	});

	await t.test('a superbill that is issued with the old key meanwhile is resealed, too', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		await records.issue(call, visit());
		const fresh = freshKey();
		// It knows the new key and seals with the old one.
		const slow = recordsOf(withKeys(store, ...store.keyring(), fresh));
		const late: string[] = [];
		const disturbed = beforeFirstWrite(withKeys(store, fresh, ...store.keyring()), async () => {
			late.push((await slow.issue(call, visit())).id);
		});
		await rotate(disturbed, call, { grace: 0 });
		t.match(await recordsOf(withKeys(store, fresh)).record(call, late[0] as string), { payload: {} });
	});

	await t.test('a rotation that is stopped between two transactions continues where it was', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		for (let i = 0; i < 21; i++) await records.issue(call, visit());
		const fresh = freshKey();
		const both = withKeys(store, fresh, ...store.keyring());
		let transactions = 0;
		const stopping: Store = {
			...both,
			async transaction(work) {
				if (++transactions === 2) throw new Error('stopped');
				return store.transaction(work);
			},
		};
		await t.rejects(rotate(stopping, call, { grace: 0 }), { message: 'stopped' });
		t.equal(await countOldRows(both), 1);
		t.equal((await rotate(both, call, { grace: 0 })).superbills, 1);
		t.equal(await countOldRows(both), 0);
	});

	await t.test('a missing key is refused, and a changed row is named', async (t) => {
		const store = await open(t);
		const { id } = await recordsOf(store).issue(call, visit());
		await t.rejects(refuseMissingKeys(withKeys(store, freshKey())), {
			name: 'OperatorError',
			message: /^1 superbills are sealed with the data key [\da-f]{8}, which is missing/,
		});
		await store.db
			.updateTable('superbills')
			.set({ summary: randomBytes(200) })
			.execute();
		await t.rejects(rotate(withKeys(store, freshKey(), ...store.keyring()), call, { grace: 0 }), {
			name: 'OperatorError',
			message: new RegExp(`^superbills\\.summary of row default/${id} .* The rotation stopped there`),
		});
	});

	await t.test('tables that a newer version has changed are refused', async (t) => {
		const store = await open(t);
		await changedByNewer(store);
		await t.rejects(refuseMissingKeys(withKeys(store, freshKey(), ...store.keyring())), {
			name: 'OperatorError',
			message: /newer version/,
		});
	});

	await t.test('a service without the new key stores nothing with the old one', async (t) => {
		const store = await open(t);
		const records = recordsOf(store);
		const fresh = freshKey();
		await rotate(withKeys(store, fresh, ...store.keyring()), call, { grace: 0 });
		const left = { kind: 'store-unavailable', code: 'OLD_DATA_KEY' };
		await t.rejects(records.issue(call, visit()), left);
		await t.rejects(
			store.transaction((tx) =>
				practicesIn(store, tx, call.actor).insert({ id: 'late', profile: PROFILE, now: call.now }),
			),
			left,
		);
		t.match((await recordsOf(withKeys(store, fresh)).issue(call, visit())).number, /000001$/);
	});

	await t.test('a service that keeps sealing with the old key stops the rotation', async (t) => {
		const store = await open(t);
		const fresh = freshKey();
		const records = recordsOf(withKeys(store, ...store.keyring(), fresh));
		const stubborn: Store = {
			...withKeys(store, fresh, ...store.keyring()),
			async transaction(work) {
				const result = await store.transaction(work);
				await records.issue(call, visit());
				return result;
			},
		};
		await records.issue(call, visit());
		await t.rejects(rotate(stubborn, call, { grace: 0 }), {
			kind: 'not-now',
			message: /still seals with an old data key/,
		});
	});
}

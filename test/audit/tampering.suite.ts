import type { Test } from 'tap';
import { type Actor, type Call, OPERATOR } from '../../src/calls/actor.ts';
import { createRecords, type RecordParts } from '../../src/records/records.ts';
import type { Store } from '../../src/store/store.ts';
import { findDocument } from '../../src/store/superbill-documents.ts';
import { SEALED } from '../../src/vault/sealed-columns.ts';
import { PLAIN, TODAY } from '../fixtures/plain.ts';
import { callBy, visit } from '../records/issuing.suite.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { SEALED_COLUMNS } from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';

const by = (practice: string): Call => {
	const actor: Actor = { name: `key:${practice}`, scopes: OPERATOR.scopes, practice };
	return callBy(actor);
};
const harbor = by('harbor');
const meadow = by('meadow');
const broken = { name: 'OperatorError', code: 'SEAL_BROKEN' };
const NOTHING = { patient: null, serviceFrom: null, serviceTo: null, totalCharges: null, balance: null };

/** Attacks by somebody who can write to the database, has a key for another practice, and does not have the data key. */
export async function tampering(t: Test, open: OpenTestStore): Promise<void> {
	async function using(t: Test, parts: Partial<RecordParts> = {}) {
		const store = await open(t);
		const records = createRecords({
			store: () => store,
			service: serviceUnderTest(),
			timeZone: 'UTC',
			...parts,
		});
		return { store, records };
	}

	await t.test('a superbill that is moved to another practice cannot be opened', async (t) => {
		const { store, records } = await using(t);
		const plain = await records.issue(harbor, visit());
		const other = await records.issue(harbor, visit({ payments: [] }));
		await records.pay(harbor, other.id, { date: TODAY, amount: '50.00', method: 'cash' });
		await records.hold(harbor, other.id, { reason: 'A letter' });
		await records.void(harbor, other.id, { reason: 'Typed twice' });
		await move(store, 'meadow');
		for (const call of [meadow, callBy(OPERATOR)]) {
			for (const { id } of [plain, other]) {
				await t.rejects(records.record(call, id), broken);
				await t.rejects(records.pdf(call, id), broken);
			}
		}
		const row = await store.db
			.selectFrom('superbills')
			.selectAll()
			.where('id', '=', other.id)
			.executeTakeFirstOrThrow();
		const home = { ...row, practice_id: 'harbor' };
		const sealed = [
			...SEALED_COLUMNS.map((name) => [SEALED.superbills[name], row[name]] as const),
			...(await findDocument(store, store.db, row.seq).then((document) => [
				[SEALED.superbill_documents.head, document?.head] as const,
				[SEALED.superbill_documents.tail, document?.tail] as const,
			])),
		];
		for (const [column, bytes] of sealed) {
			t.throws(() => column.open(store.keyring, row, bytes as Buffer), broken);
			t.ok(column.open(store.keyring, home, bytes as Buffer).length > 0);
		}
		await move(store, 'harbor');
		t.match(await records.record(harbor, other.id), { voidReason: 'Typed twice', holdReason: 'A letter' });
	});

	await t.test('lists and searches leave out what cannot be opened, and report it once', async (t) => {
		const told: unknown[] = [];
		const { store, records } = await using(t, { onDamage: (...damage) => told.push(damage) });
		const changed = await records.issue(harbor, visit());
		const moved = await records.issue(harbor, visit());
		const mine = await records.issue(meadow, visit());
		await records.list(meadow, { limit: 50 });
		t.strictSame(told, [], 'without damage, nothing is reported');
		for (const [{ id }, change] of [
			[moved, { practice_id: 'meadow', number: 'Moved' }],
			[changed, { practice_id: 'meadow', number: 'Changed', summary: Buffer.alloc(60) }],
		] as const) {
			await store.db.updateTable('superbills').set(change).where('id', '=', id).execute();
		}
		for (const find of [
			() => records.list(meadow, { limit: 50 }),
			() => records.search(meadow, { issuedFrom: '2026-01-01' }),
		]) {
			const { items } = await find();
			t.strictSame(
				items.map(({ id, patient }) => [id, patient?.lastName]),
				[
					[mine.id, 'Fakenham'],
					[moved.id, undefined],
					[changed.id, undefined],
				],
			);
			t.match(items.slice(1), [NOTHING, NOTHING]);
			t.match(told, [[broken, 'test']]);
			t.equal(told.splice(0).length, 1);
		}
	});

	await t.test("a search term added to another practice's superbill finds nothing", async (t) => {
		const { store, records } = await using(t);
		await records.issue(harbor, visit());
		const mine = await records.issue(
			meadow,
			visit({ patient: { ...PLAIN.patient, accountNumber: 'FICT-7' } }),
		);
		const terms = await store.db.selectFrom('search_terms').selectAll().where('seq', '=', 2).execute();
		const beside = terms.map((term) => ({ ...term, seq: 1 }));
		await store.db.insertInto('search_terms').values(beside).execute();
		const { items } = await records.search(meadow, { accountNumber: 'FICT-7' });
		t.strictSame(
			items.map(({ id }) => id),
			[mine.id],
		);
	});

	await t.test(
		"an Idempotency-Key changed to lead to another practice's superbill reveals nothing",
		async (t) => {
			const { store, records } = await using(t);
			await records.issue(harbor, visit());
			const body = visit();
			const mine = await records.issue(meadow, body, { key: 'key-1' });
			t.equal((await records.issue(meadow, body, { key: 'key-1' })).id, mine.id);
			await store.db.updateTable('idempotent_answers').set({ seq: 1 }).execute();
			await t.rejects(records.issue(meadow, body, { key: 'key-1' }), broken);
		},
	);
}

/** Changes the practice of every superbill in the database. */
async function move({ db }: Store, practice_id: string): Promise<void> {
	await db.updateTable('superbills').set({ practice_id }).execute();
}

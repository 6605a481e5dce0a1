import type { Test } from 'tap';
import { type Actor, type Call, OPERATOR } from '../../src/actor.ts';
import { stampVoid } from '../../src/pdf/stamp-void.ts';
import { createRecords, type RecordParts } from '../../src/records/records.ts';
import { pdfPlace, place } from '../../src/records/sealed.ts';
import type { Store } from '../../src/store/store.ts';
import { open as unseal } from '../../src/vault/seal.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { serviceUnderTest } from '../service-under-test.ts';
import { callBy, visit } from './issuing.suite.ts';
import type { OpenTestStore } from './suites.ts';

const by = (practice: string): Call => {
	const actor: Actor = { name: `key:${practice}`, scopes: OPERATOR.scopes, practice };
	return callBy(actor);
};
const harbor = by('harbor');
const meadow = by('meadow');
const broken = { name: 'SealBroken' };
const NOTHING = { patient: null, serviceFrom: null, serviceTo: null, totalCharges: null, balance: null };

/** What they get who write to the database and have a key for another practice, and no data key. */
export async function tampering(t: Test, open: OpenTestStore): Promise<void> {
	async function using(t: Test, parts: Partial<RecordParts> = {}) {
		const store = await open(t);
		const records = createRecords({
			store: () => store,
			service: serviceUnderTest(),
			stampVoid,
			...parts,
		});
		return { store, records };
	}

	await t.test('a superbill that is moved to another practice opens for nobody', async (t) => {
		const { store, records } = await using(t);
		const plain = await records.issue(harbor, visit());
		const other = await records.issue(harbor, visit());
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
			.innerJoin('superbill_documents', 'superbill_documents.seq', 'superbills.seq')
			.selectAll('superbills')
			.select('pdf')
			.where('id', '=', other.id)
			.executeTakeFirstOrThrow();
		const home = { ...row, practice_id: 'harbor' };
		const sealed = [
			...(['record', 'summary', 'void_reason', 'hold_reason'] as const).map(
				(column) => [place(row, column), place(home, column), row[column]] as const,
			),
			[pdfPlace(row), pdfPlace(home), row.pdf] as const,
		];
		for (const [here, there, bytes] of sealed) {
			t.throws(() => unseal(store.keyring, here, bytes as Buffer), broken, here.column);
			t.ok(unseal(store.keyring, there, bytes as Buffer).length > 0, here.column);
		}
		await move(store, 'harbor');
		t.match(await records.record(harbor, other.id), { voidReason: 'Typed twice', holdReason: 'A letter' });
	});

	await t.test('lists and searches go on without what does not open, and tell of it once', async (t) => {
		const told: unknown[] = [];
		const { store, records } = await using(t, { onDamage: (...damage) => told.push(damage) });
		for (const call of [harbor, harbor, meadow]) await records.issue(call, visit());
		await records.list(meadow, { limit: 50 });
		t.strictSame(told, [], 'where nothing is wrong, nothing is told');
		await move(store, 'meadow', 'SB-2026-000002');
		await store.db
			.updateTable('superbills')
			.set({ summary: Buffer.alloc(60), number: 'SB-2026-000003' })
			.where('practice_id', '=', 'harbor')
			.execute();
		await move(store, 'meadow', 'SB-2026-000003');
		for (const find of [
			() => records.list(meadow, { limit: 50 }),
			() => records.search(meadow, { issuedFrom: '2026-01-01' }),
		]) {
			const { items } = await find();
			t.match(
				items.map(({ number, patient }) => [number, patient?.lastName]),
				[
					['SB-2026-000001', 'Fakenham'],
					['SB-2026-000002', undefined],
					['SB-2026-000003', undefined],
				],
			);
			t.match(items.slice(1), [NOTHING, NOTHING]);
			t.match(told.splice(0), [[broken, 'test']]);
		}
	});

	await t.test("a search term beside another practice's superbill leads to nothing", async (t) => {
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

	await t.test("an Idempotency-Key that is led to another practice's superbill brings nothing", async (t) => {
		const { store, records } = await using(t);
		await records.issue(harbor, visit());
		const mine = await records.issue(meadow, visit(), 'key-1');
		t.equal((await records.issue(meadow, visit(), 'key-1')).id, mine.id);
		await store.db.updateTable('idempotent_answers').set({ seq: 1 }).execute();
		await t.rejects(records.issue(meadow, visit(), 'key-1'), broken);
	});
}

/** As somebody does who writes to the database. @param number of the only one that is moved */
async function move({ db }: Store, practice_id: string, number?: string): Promise<void> {
	let query = db.updateTable('superbills').set({ practice_id });
	if (number !== undefined)
		query = query.where('number', '=', number).where('practice_id', '<>', practice_id);
	await query.execute();
}

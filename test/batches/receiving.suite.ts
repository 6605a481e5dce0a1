import type { Test } from 'tap';
import type { Actor, Call } from '../../src/calls/actor.ts';
import { Refusal } from '../../src/calls/refusal.ts';
import type { PackedItem } from '../../src/intake/packed.ts';
import { ANSWERS_KEPT_MS } from '../../src/store/idempotency.ts';
import { refusal, visit } from '../records/issuing.suite.ts';
import { chainLengths } from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { call, item, openBatchRig, ready, rowCounts } from './batch-rig.ts';

const NOTHING = { batches: 0, batch_slices: 0, batch_items: 0, batch_documents: 0 };

const keyOf = (practice: string): Actor => ({ name: `key:${practice}`, scopes: new Set(), practice });
const by = (actor: Actor): Call => ({ ...call, actor });

export async function receiving(t: Test, open: OpenTestStore): Promise<void> {
	await t.test('a batch is visible once all of it has arrived', async (t) => {
		const rig = await openBatchRig(t, open);
		let seen: unknown;
		async function* slow(): AsyncGenerator<PackedItem> {
			yield* ready(200);
			yield item(201, visit());
			const { id } = await rig.store.db.selectFrom('batches').select('id').executeTakeFirstOrThrow();
			seen = await rig.batches.find(call, id).catch((error: unknown) => error);
			t.match(await rowCounts(rig.store), { batches: 1, batch_slices: 0, batch_items: 200 });
		}
		const { batch } = await rig.batches.receive(call, { mode: 'issue' }, slow());
		t.match(seen, refusal('not-found'));
		t.match(batch, { state: 'waiting', counts: { total: 201 }, practice: 'default', createdBy: 'operator' });
		t.match(await rowCounts(rig.store), { batch_slices: 9, batch_items: 201 });
		t.match(await chainLengths(t, rig.store), { default: 1 });
	});

	await t.test('an interrupted upload leaves nothing behind', async (t) => {
		const rig = await openBatchRig(t, open);
		async function* broken(error: Error): AsyncGenerator<PackedItem> {
			yield* ready(450);
			throw error;
		}
		for (const error of [new Refusal('unreadable', 'It ends too early.'), new Error('the line is gone')]) {
			await t.rejects(rig.batches.receive(call, { mode: 'issue', key: 'key-1' }, broken(error)), error);
			t.strictSame(await rowCounts(rig.store), NOTHING);
		}
		t.strictSame(await chainLengths(t, rig.store), {});
		t.ok(await rig.send(ready(1), { key: 'key-1' }), 'the key is still free');
	});

	await t.test('10,000 items are stored a few hundred at a time, and one more is refused', async (t) => {
		const rig = await openBatchRig(t, open);
		const body = visit();
		async function* many(count: number): AsyncGenerator<PackedItem> {
			for (let position = 1; position <= count; position++) {
				given = position;
				if (position % 500 === 0) {
					const { batch_items: kept = 0 } = await rowCounts(rig.store);
					most = Math.max(most, position - kept);
				}
				yield item(position, body);
			}
		}
		let [given, most] = [0, 0];
		const { batch } = await rig.batches.receive(call, { mode: 'draft' }, many(10_000));
		t.equal(batch.counts.total, 10_000);
		t.ok(most <= 200, `at most ${most} were in memory`);
		await rig.batches.cancel(call, batch.id);
		await t.rejects(rig.batches.receive(call, { mode: 'draft' }, many(30_000)), {
			name: 'Refusal',
			kind: 'too-large',
		});
		t.ok(given <= 10_200, 'the rest was not read');
		t.match(await rowCounts(rig.store), { batches: 1, batch_items: 10_000 });
	});

	await t.test('an empty batch is refused', async (t) => {
		const rig = await openBatchRig(t, open);
		await t.rejects(rig.send([]), { name: 'Refusal', kind: 'unreadable' });
		t.strictSame(await rowCounts(rig.store), NOTHING);
	});

	await t.test(
		'the same Idempotency-Key returns the same batch, and a different upload is refused',
		async (t) => {
			const rig = await openBatchRig(t, open);
			const items = ready(30);
			const first = await rig.send(items, { key: 'key-1' });
			const again = await rig.send(items, { key: 'key-1' });
			t.equal(again.id, first.id);
			t.match(await rowCounts(rig.store), { batches: 1, batch_items: 30 });
			await t.rejects(rig.send(ready(31), { key: 'key-1' }), refusal('key-reused'));
			await t.rejects(rig.send(items, { key: 'key-1', mode: 'render' }), refusal('key-reused'));
			await t.rejects(rig.send(items, { key: 'key-1', asked: 'visit' }), refusal('key-reused'));
			await t.rejects(rig.send(items, { key: 'key-1', again: true }), refusal('key-reused'));
			await t.rejects(
				rig.send(
					ready(30, () => ({ note: 'x' })),
					{ key: 'key-1' },
				),
				refusal('key-reused'),
			);
			t.match(await rowCounts(rig.store), { batches: 1, batch_items: 30 });
			t.not((await rig.send(items, { key: 'key-1' }, by(keyOf('north')))).id, first.id, 'another actor');
			t.not((await rig.send(items)).id, first.id, 'without a key');
			const later = { ...call, now: new Date(Date.parse(first.createdAt) + ANSWERS_KEPT_MS) };
			t.not((await rig.send(items, { key: 'key-1' }, later)).id, first.id, 'a day later');
		},
	);

	await t.test('two simultaneous uploads with one key make one batch', async (t) => {
		const rig = await openBatchRig(t, open);
		const items = ready(300);
		const both = await Promise.all([rig.send(items, { key: 'key-1' }), rig.send(items, { key: 'key-1' })]);
		t.equal(both[0].id, both[1].id);
		t.match(await rowCounts(rig.store), { batches: 1, batch_items: 300, batch_slices: 12 });
	});

	await t.test('callers see the batches of their own practice, and the operator sees all', async (t) => {
		const rig = await openBatchRig(t, open);
		const of = (practice: string) => () => ({ billingProvider: { practice } });
		const own = await rig.send(ready(2), {}, by(keyOf('north')));
		const named = await rig.send(ready(2, of('north')));
		const mixed = await rig.send([...ready(1, of('north')), item(2, visit())]);
		t.strictSame(
			[own, named, mixed].map(({ practice }) => practice),
			['north', 'north', null],
		);
		const north = by(keyOf('north'));
		for (const { id } of [own, named]) t.equal((await rig.batches.find(north, id)).id, id);
		for (const caller of [by(keyOf('south')), north]) {
			await t.rejects(rig.batches.find(caller, mixed.id), refusal('not-found'));
		}
		const south = by(keyOf('south'));
		for (const work of [
			() => rig.batches.find(south, own.id),
			() => rig.batches.items(south, own.id, { limit: 1 }),
			() => rig.batches.cancel(south, own.id),
			() => rig.batches.issueDrafted(south, own.id),
			() => rig.batches.documents(south, own.id),
		]) {
			await t.rejects(work() as Promise<unknown>, refusal('not-found'));
		}
		t.equal((await rig.batches.find(call, own.id)).id, own.id);
		for (const id of ['', 'x', own.id.toUpperCase(), own.id.replace(/^./, 'g')]) {
			await t.rejects(rig.batches.find(call, id), refusal('not-found'));
		}
		const rows = await rig.store.db
			.selectFrom('batch_items')
			.select('practice_id')
			.where('batch_id', '=', mixed.id)
			.orderBy('position')
			.execute();
		t.strictSame(
			rows.map(({ practice_id }) => practice_id),
			['north', 'default'],
		);
	});

	await t.test(
		'an item that names a practice its API key may not see belongs to the practice of the key',
		async (t) => {
			const rig = await openBatchRig(t, open);
			const { practice } = await rig.send(
				ready(1, () => ({ billingProvider: { practice: 'south' } })),
				{},
				by(keyOf('north')),
			);
			t.equal(practice, 'north');
		},
	);

	await t.test('items are listed in pages, optionally by state', async (t) => {
		const rig = await openBatchRig(t, open);
		const items = ready(7);
		items[2] = { position: 3, refused: true, label: 'Jane Sample', rows: [5, 6], findings: [] };
		items[4] = { ...(items[4] as PackedItem), label: 'OWN-1' };
		const { id } = await rig.send(items);
		const first = await rig.batches.items(call, id, { limit: 4 });
		t.strictSame(
			first.items.map(({ position }) => position),
			[1, 2, 3, 4],
		);
		const second = await rig.batches.items(call, id, { limit: 4, cursor: first.nextCursor ?? '' });
		t.strictSame(
			second.items.map(({ position }) => position),
			[5, 6, 7],
		);
		t.equal(second.nextCursor, null);
		t.match(
			first.items[2],
			{ state: 'failed', rows: [5, 6], number: null },
			'a name is not stored as a number',
		);
		t.match(second.items[0], { state: 'waiting', rows: null, number: 'OWN-1' });
		t.strictSame(
			(await rig.batches.items(call, id, { state: 'failed', limit: 4 })).items.map(
				({ position }) => position,
			),
			[3],
		);
		t.strictSame((await rig.batches.items(call, id, { state: 'done', limit: 4 })).items, []);
		for (const request of [
			{ cursor: 'x' },
			{ cursor: first.nextCursor as string, state: 'waiting' as const },
		]) {
			await t.rejects(rig.batches.items(call, id, { limit: 4, ...request }), refusal('invalid-cursor'));
		}
	});

	await t.test('the tables have no patient data in clear', async (t) => {
		const rig = await openBatchRig(t, open);
		const { id } = await rig.send(
			ready(3, () => ({ note: 'SECRETWORD' })),
			{ mode: 'draft' },
		);
		await rig.ended(await rig.batches.find(call, id));
		for (const table of ['batches', 'batch_items', 'batch_slices', 'audit_events'] as const) {
			const rows = await rig.store.db.selectFrom(table).selectAll().execute();
			const text = rows
				.flatMap((row) =>
					Object.values(row).map((value) =>
						Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
					),
				)
				.join('\n');
			t.notMatch(text, /SECRETWORD|Sample|1980/i, table);
		}
	});
}

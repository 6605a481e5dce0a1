import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { queueOf } from '../../src/batches/queue/open-queue.ts';
import { workOn } from '../../src/batches/work.ts';
import { PracticeProfile } from '../../src/practices/practice.ts';
import { issueTogether } from '../../src/records/issue-together.ts';
import { readyToIssue } from '../../src/records/ready.ts';
import { drawHere } from '../../src/service/drawing/draw-here.ts';
import type { SuperbillService } from '../../src/service/service.ts';
import { finishSlice } from '../../src/store/batches/batch-slices.ts';
import { storeUnavailable } from '../../src/store/database/unavailable.ts';
import { practicesIn } from '../../src/store/practices.ts';
import type { Store } from '../../src/store/store.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { refusal, visit } from '../records/issuing.suite.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { chainLengths, recordsOf } from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { call, type Desk, faultsOfItems, item, openDesk, ready, rowCounts, until } from './batch-rig.ts';

const allItems = async ({ batches }: Desk, id: string) =>
	(await batches.items(call, id, { limit: 10_000 })).items;

async function allOf<T>(things: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const thing of things) all.push(thing);
	return all;
}

async function savePractice(store: Store, id: string): Promise<void> {
	const profile = PracticeProfile.parse({
		billingProvider: PLAIN.billingProvider,
		numbering: `${id.toUpperCase()}-{seq:6}`,
	});
	await store.transaction((tx) => practicesIn(store, tx, call.actor).insert({ id, profile, now: call.now }));
}

const of = (practice: string) => () => ({ billingProvider: { practice } });

export async function working(t: Test, open: OpenTestStore): Promise<void> {
	await t.test('every item becomes a superbill, numbered in their order within a slice', async (t) => {
		const desk = await openDesk(t, open);
		const sent = await desk.send(ready(60));
		t.match(sent, { state: 'waiting', counts: { total: 60, waiting: 60 }, startedAt: null, rate: null });
		const ended = await desk.ended(sent);
		t.match(ended, { state: 'done', counts: { total: 60, done: 60, waiting: 0 }, secondsLeft: null });
		t.ok(ended.rate);
		const items = await allItems(desk, sent.id);
		const places = items.map(({ number }) => Number(number?.slice(-6)));
		for (const slice of [places.slice(0, 25), places.slice(25, 50), places.slice(50)]) {
			t.strictSame(
				slice,
				slice.toSorted((a, b) => a - b),
			);
		}
		const records = recordsOf(desk.store);
		const { sha256, bytes, superbill } = items[0] as (typeof items)[number];
		t.match(await records.record(call, superbill as string), { sha256, bytes, issuedBy: 'operator' });
		t.strictSame(await faultsOfItems(desk.store), []);
		t.equal(
			(await chainLengths(t, desk.store))['default'],
			60 + 1 + 1,
			'each of them, the batch, and one look',
		);
		t.strictSame(await rowCounts(desk.store), {
			batches: 1,
			batch_slices: 0,
			batch_items: 60,
			batch_documents: 0,
		});
		const left = await desk.store.db
			.selectFrom('batch_items')
			.select('request')
			.where('request', 'is not', null)
			.execute();
		t.strictSame(left, [], 'what was sent is not kept twice');
		t.strictSame(desk.errors, []);
	});

	await t.test('a bad item fails alone, and says why', async (t) => {
		const desk = await openDesk(t, open);
		await recordsOf(desk.store).issue(call, visit({ number: 'TAKEN-1' }));
		const items = ready(30);
		items[3] = item(4, visit({ diagnoses: [] }));
		items[7] = item(8, visit({ number: 'OWN-1' }));
		items[8] = item(9, visit({ number: 'OWN-1' }));
		items[9] = item(10, visit({ number: 'TAKEN-1' }));
		items[20] = item(21, 'no superbill');
		items[21] = {
			position: 22,
			refused: true,
			rows: [40, 44],
			findings: [
				{
					rule: 'shape',
					severity: 'error',
					pointer: '',
					message: 'No date.',
					help: 'Give one.',
					source: { row: 40, column: 'date' },
				},
			],
		};
		const sent = await desk.send(items);
		t.match(sent.counts, { waiting: 29, failed: 1 });
		const ended = await desk.ended(sent);
		t.match(ended, { state: 'done', counts: { total: 30, done: 25, failed: 5 } });
		const seen = await allItems(desk, sent.id);
		t.match(seen[3], { state: 'failed', findings: [{ severity: 'error' }], superbill: null, number: null });
		t.match(seen[7], { state: 'done', number: 'OWN-1' });
		t.match(seen[8], { state: 'failed', reason: /OWN-1/ });
		t.match(seen[9], { state: 'failed', reason: /TAKEN-1/ });
		t.match(seen[20], { state: 'failed', findings: [{ rule: 'shape' }] });
		t.match(seen[21], {
			state: 'failed',
			rows: [40, 44],
			findings: [{ message: 'No date.', source: { row: 40, column: 'date' } }],
		});
		const places = seen
			.filter(({ number }) => number?.startsWith('SB'))
			.map(({ number }) => Number(number?.slice(-6)))
			.sort((a, b) => a - b);
		t.strictSame(
			places,
			Array.from({ length: 24 }, (_, i) => i + 1),
			'what failed took no number',
		);
		t.strictSame(desk.errors, []);
	});

	await t.test('numbers that were chosen before are passed over in the middle of a slice', async (t) => {
		const desk = await openDesk(t, open);
		const records = recordsOf(desk.store);
		const { number: first } = await records.issue(call, visit());
		for (const chosen of [4, 5, 12]) {
			await records.issue(call, visit({ number: first.replace(/\d{6}$/, `${chosen}`.padStart(6, '0')) }));
		}
		const ended = await desk.ended(await desk.send(ready(20)));
		t.match(ended, { state: 'done', counts: { done: 20 } });
		t.strictSame(
			(await allItems(desk, ended.id)).map(({ number }) => Number(number?.slice(-6))),
			[2, 3, 6, 7, 8, 9, 10, 11, ...Array.from({ length: 12 }, (_, i) => 13 + i)],
		);
		await chainLengths(t, desk.store);
	});

	await t.test('large documents that are issued together are kept each as its own', async (t) => {
		const store = await open(t);
		const service = serviceUnderTest({
			draw: async () => ({ pdf: randomBytes(300_000), timings: {} }),
		});
		const ready = await readyToIssue(store, service, { owner: 'default', body: visit() });
		const issuances = Array.from({ length: 8 }, () => ({ ready }));
		const kept = await store.transaction((tx) => issueTogether(store, tx, service, call, issuances));
		for (const { id, pdf } of kept) {
			t.strictSame((await recordsOf(store).pdf(call, id)).pdf, pdf);
		}
		t.equal((await chainLengths(t, store))['default'], 8 + 8, 'each was issued, and read');
	});

	await t.test(
		'what cannot be drawn fails alone, and a thread that ended takes nothing else with it',
		async (t) => {
			const desk = await openDesk(t, open);
			let ended = false;
			const service = serviceUnderTest({
				async draw(job, ...rest) {
					if (job.request.note === 'Never') throw new RangeError('broken');
					if (job.request.note === 'Once' && !ended) {
						ended = true;
						throw new Error('a drawing thread ended');
					}
					return drawHere(job, ...rest);
				},
			});
			const notes: Readonly<Record<number, string>> = { 2: 'Never', 5: 'Once' };
			for (const mode of ['issue', 'render'] as const) {
				ended = false;
				const items = ready(8, (position) => ({ note: notes[position] ?? 'Plain' }));
				const batch = await desk.ended(await desk.send(items, { mode }), service);
				t.match(batch.counts, { done: 7, failed: 1 }, mode);
				t.match((await allItems(desk, batch.id))[1], { state: 'failed', reason: /defect/, findings: [] });
			}
			t.equal(desk.errors.length, 2);
			const numbers = await desk.store.db.selectFrom('superbills').select('number').execute();
			t.equal(numbers.length, 7);
			t.ok(
				numbers.every(({ number }) => Number(number.slice(-6)) <= 7),
				'there is no gap',
			);
		},
	);

	await t.test('what is only rendered is kept with the batch, and nothing is issued', async (t) => {
		const desk = await openDesk(t, open);
		const items = ready(30, (position) => (position === 1 ? { number: 'OWN-1' } : {}));
		const ended = await desk.ended(await desk.send(items, { mode: 'render' }));
		t.match(ended, { state: 'done', counts: { done: 30 }, keptUntil: String });
		t.strictSame(await rowCounts(desk.store), {
			batches: 1,
			batch_slices: 0,
			batch_items: 30,
			batch_documents: 30,
		});
		t.strictSame(await desk.store.db.selectFrom('superbills').select('seq').execute(), []);
		const documents = await allOf(await desk.batches.documents(call, ended.id));
		t.equal(documents.length, 30);
		t.match(documents[0], { item: { number: 'OWN-1', superbill: null }, pdf: Buffer });
		t.ok(documents.every(({ item, pdf }) => pdf?.length === item.bytes));
	});

	await t.test('between any two documents that are read, others have their turn', async (t) => {
		const desk = await openDesk(t, open);
		const { id } = await desk.ended(await desk.send(ready(30), { mode: 'render' }));
		let [turns, isOver] = [0, false];
		const turn = () => {
			turns++;
			if (!isOver) setImmediate(turn);
		};
		setImmediate(turn);
		const documents = await allOf(await desk.batches.documents(call, id));
		isOver = true;
		t.equal(documents.length, 30);
		t.ok(turns >= 30, `${turns} turns`);
	});

	await t.test('a draft is checked, and issued by a call of its own', async (t) => {
		const desk = await openDesk(t, open);
		const items = ready(30);
		items[3] = item(4, visit({ diagnoses: [] }));
		const drafted = await desk.ended(await desk.send(items, { mode: 'draft' }));
		t.match(drafted, { state: 'drafted', counts: { checked: 29, failed: 1, waiting: 0 }, keptUntil: String });
		t.strictSame(await desk.store.db.selectFrom('superbills').select('seq').execute(), []);
		await t.rejects(desk.batches.documents(call, drafted.id), refusal('conflict'));
		t.equal((await desk.batches.items(call, drafted.id, { state: 'checked', limit: 100 })).items.length, 29);

		const issuing = await desk.batches.issueDrafted(call, drafted.id);
		t.match(issuing, { state: 'waiting', counts: { checked: 0, waiting: 29, failed: 1 }, keptUntil: null });
		t.equal((await desk.batches.items(call, drafted.id, { state: 'waiting', limit: 100 })).items.length, 29);
		t.equal((await desk.batches.items(call, drafted.id, { state: 'checked', limit: 100 })).items.length, 0);
		t.match(await desk.batches.issueDrafted(call, drafted.id), { state: 'waiting' }, 'asked again');
		const ended = await desk.ended(issuing);
		t.match(ended, { state: 'done', counts: { done: 29, failed: 1 } });
		t.strictSame(await faultsOfItems(desk.store), []);
		t.match(await desk.batches.issueDrafted(call, drafted.id), { state: 'done' });
		const told = await desk.store.db
			.selectFrom('audit_events')
			.select('action')
			.where('action', 'like', 'batch.%')
			.orderBy('position')
			.execute();
		t.strictSame(
			told.map(({ action }) => action),
			['batch.create', 'batch.issue'],
		);
	});

	await t.test('only a draft that was checked can be issued by a call', async (t) => {
		const desk = await openDesk(t, open);
		const [plain, draft] = [await desk.send(ready(1)), await desk.send(ready(1), { mode: 'draft' })];
		await t.rejects(desk.batches.issueDrafted(call, plain.id), refusal('conflict'));
		await t.rejects(desk.batches.issueDrafted(call, draft.id), refusal('conflict'));
		await desk.batches.cancel(call, draft.id);
		await t.rejects(desk.batches.issueDrafted(call, draft.id), refusal('conflict'));
	});

	await t.test('a slice that several workers have issues each item once', async (t) => {
		const desk = await openDesk(t, open);
		const { store } = desk;
		await desk.send(ready(50));
		const queue = await queueOf(store, () => {});
		const slice = await queue.take();
		if (!slice) throw new Error('there are two slices');
		const { signal } = new AbortController();
		const workshop = { store, service: serviceUnderTest(), queue, onDefect: t.error, signal };
		await Promise.all([workOn(workshop, slice), workOn(workshop, slice), workOn(workshop, slice)]);
		// Whoever was too late has left it to the others.
		await workOn(workshop, slice);
		t.strictSame(await faultsOfItems(store), []);
		t.equal((await store.db.selectFrom('superbills').select('seq').execute()).length, 25);
		await chainLengths(t, store);
	});

	await t.test('a slice stays as long as something in it is due', async (t) => {
		const { store, send } = await openDesk(t, open);
		const { id } = await send(ready(2));
		const queue = await queueOf(store, () => {});
		const slice = await queue.take();
		if (!slice) throw new Error('there is a slice');
		const finish = () => store.transaction((tx) => finishSlice(store, tx, slice, call.now));
		await store.db.updateTable('batch_items').set({ state: 'done' }).where('position', '=', 1).execute();
		t.equal(await finish(), false);
		t.match(await rowCounts(store), { batch_slices: 1 });
		await store.db.updateTable('batch_items').set({ state: 'done' }).where('batch_id', '=', id).execute();
		t.equal(await finish(), true);
		t.match(await rowCounts(store), { batch_slices: 0 });
	});

	await t.test('numbers have no gap where single requests come between', async (t) => {
		const desk = await openDesk(t, open);
		const records = recordsOf(desk.store);
		const sent = await desk.send(ready(60));
		const runner = desk.work();
		for (let i = 0; i < 12; i++) await records.issue(call, visit());
		const ended = await until(
			() => desk.batches.find(call, sent.id),
			({ state }) => state === 'done',
		);
		await runner.stop();
		t.equal(ended.counts.done, 60);
		const numbers = await desk.store.db.selectFrom('superbills').select('number').orderBy('number').execute();
		t.strictSame(
			numbers.map(({ number }) => Number(number.slice(-6))),
			Array.from({ length: 72 }, (_, i) => i + 1),
		);
		t.strictSame(desk.errors, []);
	});

	await t.test('little is drawn in vain where single requests come between all the time', async (t) => {
		const desk = await openDesk(t, open);
		const sent = await desk.send(ready(25));
		const service = serviceUnderTest();
		const { issue } = recordsOf(desk.store);
		let drawn = 0;
		const draw: SuperbillService['draw'] = async (prepared, options) => {
			// In vain: its number is given to somebody else.
			if (options?.behind) {
				drawn++;
				await issue(call, visit());
			}
			return service.draw(prepared, options);
		};
		const runner = desk.work({ ...service, draw }, 1);
		await until(
			() => desk.batches.find(call, sent.id),
			({ state }) => state === 'done',
		);
		await runner.stop();
		t.ok(drawn <= 3 * 25, `${drawn}`);
	});

	await t.test('numbers that callers have chosen ahead are passed over', async (t) => {
		const desk = await openDesk(t, open);
		await recordsOf(desk.store).issue(call, visit({ number: 'SB-2026-000003' }));
		const ended = await desk.ended(await desk.send(ready(6)));
		t.equal(ended.counts.done, 6);
		const items = await allItems(desk, ended.id);
		t.strictSame(
			items.map(({ number }) => Number(number?.slice(-6))),
			[1, 2, 4, 5, 6, 7],
		);
	});

	await t.test('cancelled, it ends: what is issued stays, and nothing else is', async (t) => {
		const desk = await openDesk(t, open);
		const sent = await desk.send(ready(200));
		const runner = desk.work();
		await until(
			() => desk.batches.find(call, sent.id),
			({ counts }) => counts.done > 0,
		);
		const cancelled = await desk.batches.cancel(call, sent.id);
		const { done } = cancelled.counts;
		t.match(cancelled, { state: 'cancelled', counts: { waiting: 0, cancelled: 200 - done } });
		t.ok(done < 200);
		await sleep(300);
		await runner.stop();
		t.strictSame((await desk.batches.find(call, sent.id)).counts, cancelled.counts);
		t.strictSame(await faultsOfItems(desk.store), []);
		t.match(await rowCounts(desk.store), { batch_slices: 0 });
		const left = await desk.store.db
			.selectFrom('batch_items')
			.select('position')
			.where('request', 'is not', null)
			.execute();
		t.strictSame(left, []);
		t.match(await desk.batches.cancel(call, sent.id), { state: 'cancelled', counts: cancelled.counts });
		const told = await desk.store.db
			.selectFrom('audit_events')
			.select('action')
			.where('action', '=', 'batch.cancel')
			.execute();
		t.equal(told.length, 1);
		t.strictSame(desk.errors, []);
	});

	await t.test('what is in work when it is cancelled is taken back', async (t) => {
		const desk = await openDesk(t, open);
		const sent = await desk.send(ready(3));
		let cancelled = false;
		const service = serviceUnderTest({
			async draw(...args) {
				if (!cancelled) {
					cancelled = true;
					// Before anything else of it is cleared.
					await desk.store.db
						.updateTable('batches')
						.set({ state: 'cancelled', finished_at: call.now.toISOString() })
						.execute();
				}
				return drawHere(...args);
			},
		});
		const queue = await queueOf(desk.store, () => {});
		const slice = await queue.take();
		if (!slice) throw new Error('there is a slice');
		const { signal } = new AbortController();
		await workOn({ store: desk.store, service, queue, onDefect: t.error, signal }, slice);
		t.match((await desk.batches.find(call, sent.id)).counts, { done: 0, waiting: 3 });
		t.strictSame(await desk.store.db.selectFrom('superbills').select('seq').execute(), []);
	});

	await t.test('who has much waiting does not keep another practice waiting', async (t) => {
		const desk = await openDesk(t, open);
		for (const id of ['north', 'south']) await savePractice(desk.store, id);
		const big = await desk.send(ready(250, of('north')));
		const small = await desk.send(ready(50, of('south')));
		t.match([big.practice, small.practice], ['north', 'south']);
		const turns = async () =>
			(
				await desk.store.db
					.selectFrom('batch_slices')
					.select(['batch_id', 'turn'])
					.orderBy('turn')
					.orderBy('batch_id')
					.execute()
			).map(({ batch_id, turn }) => `${batch_id === big.id ? 'north' : 'south'} ${turn}`);
		t.strictSame((await turns()).slice(0, 5).sort(), ['north 0', 'north 1', 'north 2', 'south 0', 'south 1']);
		const runner = desk.work(undefined, 1);
		await until(
			() => desk.batches.find(call, small.id),
			({ state }) => state === 'done',
		);
		const { counts } = await desk.batches.find(call, big.id);
		await runner.stop();
		t.ok(counts.waiting >= 150, `${counts.waiting} of the big one still wait`);
		// Another one of the same practice comes behind; one of another begins where the work is.
		const next = await desk.send(ready(25, of('north')));
		const late = await desk.send(ready(25, of('south')));
		const turnOf = async (id: string) =>
			(
				await desk.store.db
					.selectFrom('batch_slices')
					.select('turn')
					.where('batch_id', '=', id)
					.orderBy('turn')
					.execute()
			).map(({ turn }) => turn);
		const [first = 0] = await turnOf(big.id);
		t.strictSame(await turnOf(next.id), [10]);
		t.strictSame(await turnOf(late.id), [first]);
		t.ok(first >= 1 && first < 10);
	});

	await t.test('a runner that stops leaves the rest to others, at once', async (t) => {
		const desk = await openDesk(t, open);
		const sent = await desk.send(ready(100));
		const first = desk.work();
		await until(
			() => desk.batches.find(call, sent.id),
			({ counts }) => counts.done > 3,
		);
		await first.stop();
		const { counts } = await desk.batches.find(call, sent.id);
		t.ok(counts.waiting > 0);
		t.equal((await desk.ended(sent)).counts.done, 100);
		t.strictSame(await faultsOfItems(desk.store), []);
	});

	await t.test('a runner that has stopped asks the store for nothing more', async (t) => {
		const desk = await openDesk(t, open);
		await desk.send(ready(1));
		const queue = await queueOf(desk.store, t.error);
		let underWay = 0;
		let renewals = 0;
		queue.renew = async () => {
			renewals++;
			underWay++;
			await sleep(1_000);
			underWay--;
		};
		const service = serviceUnderTest();
		const draw: SuperbillService['draw'] = async (prepared, options) => {
			while (renewals === 0) await sleep(50);
			return service.draw(prepared, options);
		};
		const runner = desk.work({ ...service, draw }, 1);
		await until(
			async () => renewals,
			(count) => count > 0,
		);
		await runner.stop();
		t.equal(underWay, 0);
	});

	await t.test('what breaks off with its connection is left to others, at once', async (t) => {
		const desk = await openDesk(t, open);
		await desk.send(ready(5));
		const prepare = () => {
			throw storeUnavailable('ECONNRESET');
		};
		const runner = desk.work({ ...serviceUnderTest(), prepare }, 1);
		await until(
			async () => desk.errors,
			(errors) => errors.length > 0,
		);
		await runner.stop();
		const queue = await queueOf(desk.store, t.error);
		t.match(await queue.take(), { first: 1 });
	});

	await t.test('a practice that was archived meanwhile has nothing issued', async (t) => {
		const desk = await openDesk(t, open);
		await savePractice(desk.store, 'north');
		const sent = await desk.send(ready(2, of('north')));
		await desk.store.db.updateTable('practices').set({ archived_at: call.now.toISOString() }).execute();
		const ended = await desk.ended(sent);
		t.match(ended.counts, { failed: 2 });
		t.match((await allItems(desk, sent.id))[0], { reason: /archived/ });
	});
}

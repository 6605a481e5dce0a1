import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { OPERATOR } from '../../src/calls/actor.ts';
import { createRecords, type Records } from '../../src/records/records.ts';
import { drawHere } from '../../src/service/drawing/draw-here.ts';
import type { Store } from '../../src/store/store.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { faultsOf, sha256, type Told } from '../store/kept.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { callBy, visit } from './issuing.suite.ts';

/** Of several conflicting requests at the same time, one succeeds and the others are told why they did not. */
export async function racing(t: Test, open: OpenTestStore): Promise<void> {
	const call = callBy(OPERATOR);

	async function records(t: Test): Promise<{ records: Records; store: Store }> {
		const store = await open(t);
		return {
			store,
			records: createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' }),
		};
	}

	/** The number of requests that succeeded. All others must have been refused as a conflict. */
	async function done(t: Test, all: readonly Promise<unknown>[]): Promise<number> {
		const results = await Promise.allSettled(all);
		for (const result of results) {
			if (result.status === 'rejected')
				t.match(result.reason, { kind: /^(?:number-taken|already-void|already-replaced)$/ });
		}
		return results.filter(({ status }) => status === 'fulfilled').length;
	}

	/** The numbers of the superbills in the store. */
	async function faults(store: Store): Promise<string[]> {
		const rows = await store.db.selectFrom('superbills').select(['id', 'number', 'pdf_sha256']).execute();
		const issued = new Map(rows.map(({ id, number, pdf_sha256 }) => [id, { number, sha256: pdf_sha256 }]));
		const chosen = new Set(rows.map(({ number }) => number));
		const told: Told = { issued, replaced: new Map(), voided: new Set(), chosen };
		return faultsOf(store, told);
	}

	await t.test('of two requests that choose the same number, one gets it', async (t) => {
		const { records: kept, store } = await records(t);
		for (let i = 0; i < 5; i++) {
			const same = () => kept.issue(call, visit({ number: `CHOSEN-${i}` }));
			t.equal(await done(t, [same(), same(), same()]), 1);
		}
		t.strictSame(await faults(store), []);
	});

	await t.test('a number that is chosen just as the series reaches it is used once', async (t) => {
		const { records: kept, store } = await records(t);
		const first = await kept.issue(call, visit());
		const next = first.number.replace(/1$/, '4');
		const issued = [1, 2, 3, 4].map(() => kept.issue(call, visit()));
		const chosen = await done(t, [kept.issue(call, visit({ number: next }))]);
		const numbers = (await Promise.all(issued)).map(({ number }) => Number(number.slice(-6)));
		t.strictSame(
			numbers.sort((a, b) => a - b),
			chosen === 1 ? [2, 3, 5, 6] : [2, 3, 4, 5],
		);
		t.strictSame(await faults(store), []);
	});

	await t.test(
		'slow drawings keep nobody out, and nothing is drawn or put into storage in a transaction',
		async (t) => {
			const opened = await open(t);
			const within = new AsyncLocalStorage<true>();
			const wrong: string[] = [];
			const outside = (what: string) => within.getStore() && wrong.push(what);
			const store: Store = {
				...opened,
				transaction: (work) => opened.transaction((tx) => within.run(true, () => work(tx))),
				documents: {
					...opened.documents,
					put(head) {
						outside('put');
						return opened.documents.put(head);
					},
				},
			};
			const drawing = (pace: () => Promise<void>): Records => {
				const service = serviceUnderTest({
					async draw(...asked) {
						outside('draw');
						await pace();
						return drawHere(...asked);
					},
				});
				return createRecords({ store: () => store, service, timeZone: 'UTC' });
			};
			let release = () => {};
			const released = new Promise<void>((resolve) => {
				release = resolve;
			});
			let begun = 0;
			const slow = drawing(() => {
				begun++;
				return released;
			});
			const quick = drawing(async () => {});
			const { id } = await quick.issue(call, visit());
			const correction = { reason: 'Wrong', superbill: visit({ note: 'Corrected' }) };
			const waiting = [
				slow.issue(call, visit()),
				slow.issue(call, visit(), { key: 'key' }),
				slow.replace(call, id, correction),
			];
			while (begun < waiting.length) await sleep(5);
			t.match((await quick.issue(call, visit())).number, /000002$/);
			t.equal((await quick.list(call, { limit: 10 })).items.length, 2);
			release();
			const numbers = (await Promise.all(waiting)).map(({ number }) => Number(number.slice(-6)));
			t.strictSame(numbers.sort(), [3, 4, 5]);
			t.strictSame(wrong, []);
			t.equal(begun, waiting.length, 'each is drawn once');
			t.strictSame(await faults(store), []);
		},
	);

	await t.test('of replacements and voids at the same time, one succeeds', async (t) => {
		const { records: kept, store } = await records(t);
		for (let i = 0; i < 5; i++) {
			const { id, pdf } = await kept.issue(call, visit());
			const correction = { reason: 'Wrong', superbill: visit({ note: `Corrected ${i}` }) };
			const all = [
				() => kept.void(call, id, { reason: 'Wrong' }),
				() => kept.replace(call, id, correction),
				() => kept.void(call, id, { reason: 'Wrong' }),
				() => kept.replace(call, id, correction),
			];
			const turned = i % 2 === 0 ? all : all.reverse();
			t.equal(
				await done(
					t,
					turned.map((ask) => ask()),
				),
				1,
			);
			const { sha256: hash } = await kept.record(call, id);
			t.equal(hash, sha256(pdf));
		}
		t.strictSame(await faults(store), []);
	});
}

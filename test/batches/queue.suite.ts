import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { LEASE_S } from '../../src/batches/queue/batch-queue.ts';
import { queueOf } from '../../src/batches/queue/open-queue.ts';
import type { Slice } from '../../src/store/batches/batch-slices.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { call, openDesk, ready, until } from './batch-rig.ts';

/** An empty queue is looked at again: what waits for a lease to end is seen then. */
export async function queueing(t: Test, open: OpenTestStore): Promise<void> {
	async function filled(t: Test, count: number) {
		const desk = await openDesk(t, open);
		const batch = await desk.send(ready(count));
		const queue = await queueOf(desk.store, t.error);
		return { desk, batch, queue };
	}

	await t.test('it hands out each slice once, in the order of their turns', async (t) => {
		const { queue } = await filled(t, 80);
		const taken: Slice[] = [];
		for (let slice = await queue.take(); slice; slice = await queue.take()) taken.push(slice);
		t.strictSame(
			taken.map(({ first, last, turn }) => [first, last, turn]),
			[
				[1, 25, 0],
				[26, 50, 1],
				[51, 75, 2],
				[76, 100, 3],
			],
		);
	});

	await t.test('what is given back is handed out again, in its turn', async (t) => {
		const { queue } = await filled(t, 80);
		const [first, second] = [await queue.take(), await queue.take()];
		if (!first || !second) throw new Error('there are four');
		await queue.giveBack(second);
		await queue.giveBack(first);
		t.strictSame([await queue.take(), await queue.take()], [first, second]);
	});

	await t.test('what is not renewed is handed out again; what is renewed is not', async (t) => {
		const { queue } = await filled(t, 50);
		const [held, left] = [await queue.take(), await queue.take()];
		if (!held || !left) throw new Error('there are two');
		let isHeld = true;
		const renewing = (async () => {
			for (; isHeld; await sleep(300)) await queue.renew(held);
		})();
		t.equal(await queue.take(), undefined);
		t.strictSame(
			await until(
				() => queue.take(),
				(slice) => slice !== undefined,
			),
			left,
		);
		await sleep(LEASE_S * 500);
		t.equal(await queue.take(), undefined, 'the other one is still held');
		// None may be under way when the store is closed.
		isHeld = false;
		await renewing;
	});

	await t.test('what is taken out is not handed out any more, and the rest is', async (t) => {
		const { desk, queue } = await filled(t, 50);
		const first = await queue.take();
		if (!first) throw new Error('there are two');
		await desk.store.transaction(async (tx) => {
			await tx.deleteFrom('batch_slices').where('id', '=', first.id).execute();
			await queue.remove(tx, [first.id]);
		});
		await queue.giveBack(first);
		t.match(await queue.take(), { first: 26 });
		t.equal(await queue.take(), undefined);
	});

	await t.test('what is taken back with its transaction stays', async (t) => {
		const { desk, queue } = await filled(t, 25);
		const failing = desk.store.transaction(async (tx) => {
			const ids = (await tx.deleteFrom('batch_slices').returning('id').execute()).map(({ id }) => id);
			await queue.remove(tx, ids);
			throw new Error('no');
		});
		await t.rejects(failing, { message: 'no' });
		t.match(await queue.take(), { first: 1 });
	});

	await t.test('cancelled, a batch is not handed out any more', async (t) => {
		const { desk, batch, queue } = await filled(t, 50);
		await desk.batches.cancel(call, batch.id);
		t.equal(await queue.take(), undefined);
	});

	await t.test('a repair changes nothing if nothing is missing', async (t) => {
		const { queue } = await filled(t, 50);
		const first = await queue.take();
		await queue.repair();
		t.match([first, await queue.take(), await queue.take()], [{ first: 1 }, { first: 26 }, undefined]);
	});
}

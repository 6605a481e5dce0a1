import type { Test } from 'tap';
import { queueOf } from '../../src/batches/queue/open-queue.ts';
import type { Slice } from '../../src/store/batches/batch-slices.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { call, openBatchRig, ready, until } from './batch-rig.ts';

export async function queueing(t: Test, open: OpenTestStore): Promise<void> {
	async function filled(t: Test, count: number) {
		const rig = await openBatchRig(t, open);
		const batch = await rig.send(ready(count));
		const queue = await queueOf(rig.store, t.error);
		return { rig, batch, queue };
	}

	await t.test('each slice is handed out once, in the order of turns', async (t) => {
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

	await t.test('a slice that is given back is handed out again, in its turn', async (t) => {
		const { queue } = await filled(t, 80);
		const [first, second] = [await queue.take(), await queue.take()];
		if (!first || !second) throw new Error('there are four');
		await queue.giveBack(second);
		await queue.giveBack(first);
		t.strictSame([await queue.take(), await queue.take()], [first, second]);
	});

	await t.test('a slice is handed out again unless its lease is renewed', async (t) => {
		const { queue } = await filled(t, 50);
		const [renewed, abandoned] = [await queue.take(), await queue.take()];
		if (!renewed || !abandoned) throw new Error('there are two');
		t.equal(await queue.take(), undefined);
		// The lease of the first slice would end first.
		const again = await until(
			async () => {
				await queue.renew(renewed);
				return queue.take();
			},
			(slice) => slice !== undefined,
		);
		t.strictSame(again, abandoned);
	});

	await t.test('a removed slice is not handed out again, and the rest is', async (t) => {
		const { rig, queue } = await filled(t, 50);
		const first = await queue.take();
		if (!first) throw new Error('there are two');
		await rig.store.transaction(async (tx) => {
			await tx.deleteFrom('batch_slices').where('id', '=', first.id).execute();
			await queue.remove(tx, [first.id]);
		});
		await queue.giveBack(first);
		t.match(await queue.take(), { first: 26 });
		t.equal(await queue.take(), undefined);
	});

	await t.test('a removal that is rolled back does not remove', async (t) => {
		const { rig, queue } = await filled(t, 25);
		const failing = rig.store.transaction(async (tx) => {
			const ids = (await tx.deleteFrom('batch_slices').returning('id').execute()).map(({ id }) => id);
			await queue.remove(tx, ids);
			throw new Error('no');
		});
		await t.rejects(failing, { message: 'no' });
		t.match(await queue.take(), { first: 1 });
	});

	await t.test('slices of a cancelled batch are not handed out', async (t) => {
		const { rig, batch, queue } = await filled(t, 50);
		await rig.batches.cancel(call, batch.id);
		t.equal(await queue.take(), undefined);
	});

	await t.test('a repair changes nothing if nothing is missing', async (t) => {
		const { queue } = await filled(t, 50);
		const first = await queue.take();
		await queue.repair();
		t.match([first, await queue.take(), await queue.take()], [{ first: 1 }, { first: 26 }, undefined]);
	});
}

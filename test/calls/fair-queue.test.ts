import t from 'tap';
import { createFairQueue } from '../../src/calls/fair-queue.ts';

/** A queue in which work takes as many ms as its size, and the order in which it is taken. */
function queueOf(entries: readonly (readonly [string, string, number])[]) {
	const queue = createFairQueue<string>(1);
	for (const [entry, caller, size] of entries) queue.add(entry, caller, size);
	const takeAll = () => {
		const taken: string[] = [];
		for (let one = queue.take(); one; one = queue.take()) taken.push(one.entry);
		return taken.join(' ');
	};
	return { ...queue, takeAll };
}

t.test('the entries of one caller come in order', async (t) => {
	const { takeAll, size } = queueOf([
		['a1', 'a', 9],
		['a2', 'a', 1],
		['a3', 'a', 5],
	]);
	t.equal(size(), 3);
	t.equal(takeAll(), 'a1 a2 a3');
	t.equal(size(), 0);
});

t.test('callers get equal time, not equally many entries', async (t) => {
	const { takeAll } = queueOf([
		...['a1', 'a2', 'a3'].map((name) => [name, 'a', 30] as const),
		...['b1', 'b2', 'b3', 'b4', 'b5', 'b6'].map((name) => [name, 'b', 10] as const),
	]);
	t.equal(takeAll(), 'a1 b1 b2 b3 a2 b4 b5 b6 a3');
});

t.test('a caller who was quiet comes before the others until it has used up what it saved', async (t) => {
	const queue = queueOf(['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => [name, 'a', 60] as const));
	for (let i = 0; i < 3; i++) queue.take();
	for (const name of ['b1', 'b2', 'b3', 'b4']) queue.add(name, 'b', 60);
	t.equal(queue.takeAll(), 'b1 b2 b3 a4 b4 a5 a6', 'as much as 100 ms, however long it was quiet');
});

t.test('work that takes longer than expected counts as what it took, even if it failed', async (t) => {
	const queue = queueOf(['a1', 'a2', 'b1', 'b2'].map((name) => [name, name[0] as string, 10] as const));
	const first = queue.take();
	if (first) queue.learn(first, 100);
	t.ok(queue.expected('a', 10) > 15, 'further work of the caller is expected to take longer');
	t.equal(queue.expected('b', 10), 10, "and nobody else's");
	t.equal(queue.takeAll(), 'b1 b2 a2');
});

t.test('work that would take too long is passed over', async (t) => {
	const queue = queueOf([
		['a1', 'a', 90],
		['a2', 'a', 10],
		['b1', 'b', 90],
	]);
	t.equal(queue.take(50)?.entry, 'a2');
	t.equal(queue.take(50), undefined);
	t.equal(queue.takeAll(), 'b1 a1');
});

t.test('only what comes before a new entry of a caller counts', async (t) => {
	const queue = queueOf(['a1', 'a2', 'a3', 'b1'].map((name) => [name, name[0] as string, 10] as const));
	const before = (caller: string) => queue.before(caller).reduce((sum, ms) => sum + ms, 0);
	t.strictSame([before('a'), before('b'), before('c')], [40, 30, 20]);
	t.strictSame([queue.sizeOf('a'), queue.sizeOf('c')], [3, 0]);
});

t.test('a removed entry is not taken', async (t) => {
	const queue = queueOf(['a1', 'a2', 'b1'].map((name) => [name, name[0] as string, 10] as const));
	queue.remove('a1');
	queue.remove('none');
	t.equal(queue.size(), 2);
	t.equal(queue.takeAll(), 'a2 b1');
});

t.test('callers who do not wait are forgotten when there are very many', async (t) => {
	const queue = queueOf([['w', 'waits', 1]]);
	const first = queue.take();
	queue.add('w', 'waits', 1);
	if (first) queue.learn(first, 100);
	for (let i = 0; i < 3_000; i++) {
		queue.learn({ entry: 'x', caller: `caller-${i}`, size: 1, expected: 1 }, 100);
	}
	t.ok(queue.expected('waits', 1) > 1);
	t.equal(queue.expected('caller-0', 1), 1);
	t.ok(queue.expected('caller-2999', 1) > 1);
	t.equal(queue.takeAll(), 'w');
});

t.test('an unknown caller is expected to be as fast as any at first', async (t) => {
	const queue = createFairQueue<string>(5);
	t.equal(queue.expected('nobody', 3), 15);
	t.equal(queue.sizeOf('nobody'), 0);
	queue.add('one', 'somebody', 1);
	t.equal(queue.sizeOf('somebody'), 1);
});

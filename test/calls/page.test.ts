import t from 'tap';
import { cursorAt, type PagedList, positionAt, readPage } from '../../src/calls/page.ts';

const KEY = Buffer.alloc(32, 1);
const IDENTITY = { list: 'numbers', practice: 'harbor', from: undefined };
const refused = {
	kind: 'invalid-cursor',
	message: /^cursor must be the nextCursor of the previous answer\./,
};

/** The numbers from 1 to `count`. */
const numbers = (count: number): PagedList<number, number> => ({
	key: KEY,
	identity: IDENTITY,
	find: async (after = 0, limit) =>
		Array.from({ length: count }, (_, i) => i + 1)
			.filter((number) => number > after)
			.slice(0, limit),
	positionOf: (number) => number,
});

t.test('pages cover a list once, and the last one leads nowhere', async (t) => {
	for (const [count, pages] of [
		[0, [[]]],
		[1, [[1]]],
		[2, [[1, 2]]],
		[5, [[1, 2], [3, 4], [5]]],
	] as const) {
		const read: (readonly number[])[] = [];
		for (let cursor: string | null | undefined; cursor !== null; ) {
			const page = await readPage(numbers(count), { cursor, limit: 2 });
			read.push(page.items);
			cursor = page.nextCursor;
		}
		t.strictSame(read, pages);
	}
});

t.test('a page can hold a whole list', async (t) => {
	const page = await readPage(numbers(5), { limit: Number.POSITIVE_INFINITY });
	t.strictSame(page, { items: [1, 2, 3, 4, 5], nextCursor: null });
});

t.test('a cursor brings its position back, whatever that consists of', async (t) => {
	for (const position of [0, 'ä', ['2026-11-23T09:30:00.000Z', null, 12]]) {
		const cursor = cursorAt(KEY, IDENTITY, position);
		t.match(cursor, /^[\w-]+$/, 'it needs no escaping in an address');
		t.strictSame(positionAt(KEY, IDENTITY, cursor), position);
	}
	const reordered = { practice: 'harbor', list: 'numbers' };
	t.equal(positionAt(KEY, reordered, cursorAt(KEY, IDENTITY, 3)), 3, 'the order of filters does not matter');
});

t.test('a cursor fits only its own list, and cannot be made without the key', async (t) => {
	const cursor = cursorAt(KEY, IDENTITY, 3);
	for (const other of [{ ...IDENTITY, list: 'letters' }, { ...IDENTITY, practice: null }, {}]) {
		t.throws(() => positionAt(KEY, other, cursor), refused, JSON.stringify(other));
	}
	t.throws(() => positionAt(Buffer.alloc(32, 2), IDENTITY, cursor), refused);
	const last = cursor.slice(-1) === 'A' ? 'B' : 'A';
	for (const wrong of [
		'',
		'x',
		'W10',
		'3',
		' ',
		`${cursor}=`,
		`${cursor.slice(0, -1)}${last}`,
		`${cursor}A`,
	]) {
		t.throws(() => positionAt(KEY, IDENTITY, wrong), refused, wrong);
	}
	await t.rejects(readPage(numbers(5), { cursor: 'x', limit: 2 }), refused);
});

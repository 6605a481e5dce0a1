import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { Refusal } from '../../../src/calls/refusal.ts';
import type { PackedItem } from '../../../src/intake/packed.ts';
import type { UploadForm } from '../../../src/intake/read.ts';
import { createUploadReader, type UploadReaderOptions } from '../../../src/intake/thread/upload-reader.ts';
import { PLAIN } from '../../fixtures/plain.ts';
import { json, packed, superbillLines } from '../uploads.ts';

const FRAGILE = new URL('./fragile-reader.js', import.meta.url);
const LINES = { kind: 'ndjson', of: 'superbills' } as const;

/** Bytes that can be moved to another thread. */
const bytesOf = (text: string) => [new Uint8Array(new TextEncoder().encode(text))];

function reader(t: Test, options: Partial<UploadReaderOptions> = {}) {
	const errors: unknown[] = [];
	const { read, stop } = createUploadReader({ onError: (error) => errors.push(error), ...options });
	t.teardown(stop);
	const itemsOf = (form: UploadForm, text: string) =>
		read(form, bytesOf(text), async ({ options, items }) => {
			const all: PackedItem[] = [];
			for (;;) {
				const next = await items.next();
				if (next.done) return { options, items: all, summary: next.value };
				all.push(next.value);
			}
		});
	return { read, itemsOf, errors };
}

t.test('a thread reads what this thread would read, for several uploads in turns', async (t) => {
	const { itemsOf } = reader(t);
	const text = Array.from({ length: 250 }, (_, i) => JSON.stringify({ ...PLAIN, number: `SB-${i}` })).join(
		'\n',
	);
	const expected: PackedItem[] = [];
	for await (const item of packed(superbillLines(text))) expected.push(item);
	const both = await Promise.all([itemsOf(LINES, text), itemsOf(LINES, text)]);
	for (const { items, summary, options } of both) {
		t.strictSame(items, expected);
		t.strictSame(summary, { superbills: 250, refused: 0, rows: 250 });
		t.equal(options, undefined);
	}
	const batch = await itemsOf({ kind: 'json' }, '{"visits": [1, 2], "mode": "draft", "splitBy": "visit"}');
	t.strictSame(batch.options, { mode: 'draft', splitBy: 'visit' });
	t.equal(batch.items.length, 2);
});

t.test('a refusal passes from thread to thread, and a defect is thrown', async (t) => {
	const { itemsOf, errors } = reader(t);
	const refusal = (form: UploadForm, text: string) => itemsOf(form, text).catch((error: unknown) => error);
	t.match(await refusal(LINES, ''), { kind: 'unreadable' });
	t.match(await refusal({ kind: 'json' }, '{}'), { kind: 'refused', findings: [{ rule: 'shape' }] });
	t.match(await refusal(LINES, '{"a":1}\n{"b'), { kind: 'unreadable', message: /line 2/ });
	await t.rejects(itemsOf({ kind: 'xlsx' } as unknown as UploadForm, ''), TypeError);
	t.strictSame(errors, []);
});

t.test('work may end before the items do, and the thread then ends when it has nothing to do', async (t) => {
	const { read, itemsOf } = reader(t, { restAfter: 1 });
	const text = '{}\n'.repeat(500);
	const first = await read(LINES, bytesOf(text), async ({ items }) => (await items.next()).value);
	t.match(first, { position: 1 });
	await new Promise((resolve) => setTimeout(resolve, 50));
	t.equal((await itemsOf(LINES, text)).items.length, 500, 'another thread reads the next one');
});

const FRAGILE_ENDS: Readonly<Record<string, Partial<UploadReaderOptions>>> = {
	'takes all memory': {},
	ends: {},
	hangs: { longestAnswer: 500 },
};

for (const [ending, options] of Object.entries(FRAGILE_ENDS)) {
	t.test(`if the thread ${ending}, its uploads are refused and the next one is read`, async (t) => {
		const { itemsOf, errors } = reader(t, { program: FRAGILE, ...options });
		const refused = await itemsOf(LINES, ending).catch((error: unknown) => error);
		t.match(refused, { kind: 'overloaded', message: /too much memory or time/ });
		t.equal(errors.length, 1);
		t.ok(errors[0] instanceof Error && !(errors[0] instanceof Refusal));
		// On a busy machine, a thread that should end soon may not even start in time.
		const next = () => itemsOf(LINES, 'well').catch(() => undefined);
		let read = await next();
		while (!read) read = await next();
		t.strictSame(read.items, []);
	});
}

/** Processor time of the main thread in ms; only Linux tells. */
function mainThreadTime(): number {
	const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
	return Number(nanoseconds) / 1e6;
}

t.test(
	'this thread spends a tenth of the time that reading an upload takes',
	{ skip: process.platform !== 'linux' },
	async (t) => {
		const { itemsOf } = reader(t);
		const names = Array.from({ length: 2_000 }, (_, i) => `"n${i}":1`).join();
		const text = `{"superbills":[${Array(20).fill(`{${names}}`).join()}]}`;
		await itemsOf({ kind: 'json' }, '{"superbills":[1]}');
		const times = async (work: () => Promise<unknown>) => {
			const since = mainThreadTime();
			await work();
			return mainThreadTime() - since;
		};
		const shares: number[] = [];
		for (let i = 0; i < 4; i++) {
			const there = await times(() => itemsOf({ kind: 'json' }, text));
			const here = await times(async () => {
				for await (const _ of packed(json(text)));
			});
			shares.push(there / here);
		}
		t.ok(Math.min(...shares) < 0.1, `${shares}`);
	},
);

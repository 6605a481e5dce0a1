import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { constants as gc, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { finishedPdf } from '../../../src/pdf/finish.ts';
import { readLogo } from '../../../src/practices/logo.ts';
import {
	type Drawing,
	type DrawingJob,
	type DrawOptions,
	drawDocument,
} from '../../../src/service/drawing/document.ts';
import { createDrawingPool, type DrawingPool, type PoolOptions } from '../../../src/service/drawing/pool.ts';
import type { LoadedTemplate } from '../../../src/templates/loaded-template.ts';
import { CASES } from '../../fixtures/cases.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { FULL } from '../../fixtures/property.ts';
import { pngFile } from '../../pdf/pictures/png-file.ts';
import { serviceUnderTest, TEMPLATES } from '../service-under-test.ts';

// Threads start slowly on a busy machine.
t.setTimeout(300_000);

const FRAGILE = new URL('./fragile-worker.js', import.meta.url);
const standard = TEMPLATES.get('standard') as LoadedTemplate;
const service = serviceUnderTest();

function prepared(body: unknown): { readonly job: DrawingJob; readonly template: LoadedTemplate } {
	const preparation = service.prepare(body);
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	const { template, totals: _, ...job } = preparation.prepared;
	return { job, template };
}

/** Prepares a job whose number may make a fragile worker fail. */
const jobNumbered = (number: string): DrawingJob => prepared({ ...minimal, number }).job;

function jobOfLines(number: string, lines: number): DrawingJob {
	const [line] = minimal.serviceLines;
	return prepared({ ...minimal, number, serviceLines: Array(lines).fill(line) }).job;
}

/** A busy machine takes long, too. */
const UNLIMITED = {
	longestWait: Infinity,
	longestShort: Infinity,
	longestOrder: Infinity,
	longestAnswer: 250_000,
};

/** A job that fails, because no font has a glyph for its text. */
const unprintable = (job: DrawingJob): DrawingJob => ({
	...job,
	request: { ...job.request, billingProvider: { ...job.request.billingProvider, name: '\u4e00' } },
});

/** Compares the documents with the same number. */
function isSame(one: Drawing, other: Drawing): boolean {
	const [a, b] = [one, other].map(({ unfinished }) =>
		finishedPdf(unfinished, unfinished.numberLength === 0 ? undefined : 'N-1'),
	) as [Buffer, Buffer];
	return a.equals(b);
}

async function startPool(
	t: Test,
	options: Partial<PoolOptions> = {},
): Promise<DrawingPool & { errors: unknown[] }> {
	const errors: unknown[] = [];
	const pool = createDrawingPool({ threads: 1, onError: (error) => errors.push(error), ...options });
	t.teardown(() => pool.stop());
	pool.use([standard]);
	await pool.ready;
	return { ...pool, errors };
}

/** Tells requested collections from V8's own. https://nodejs.org/api/perf_hooks.html#performanceentrydetail */
function isFullCollection(entry: PerformanceEntry): boolean {
	const { kind, flags } = (entry as unknown as { readonly detail: { kind: number; flags: number } }).detail;
	const { NODE_PERFORMANCE_GC_MAJOR, NODE_PERFORMANCE_GC_FLAGS_FORCED } = gc;
	return kind === NODE_PERFORMANCE_GC_MAJOR && (flags & NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
}

const statuses = async (drawn: readonly Promise<unknown>[]) =>
	(await Promise.allSettled(drawn)).map(({ status }) => status);

t.test(
	'drawing threads give way to the main thread',
	{ skip: process.platform !== 'linux' && 'only Linux has a priority per thread' },
	async (t) => {
		/** Reads the nice value of each thread (proc(5), field 19 of stat; the second field may contain spaces). */
		const niceness = () =>
			new Map(
				readdirSync('/proc/self/task').map((id) => [
					Number(id),
					Number(readFileSync(`/proc/self/task/${id}/stat`, 'utf8').split(') ')[1]?.split(' ')[16]),
				]),
			);
		const { pid } = process;
		const own = niceness().get(pid) as number;
		await startPool(t);
		const now = niceness();
		t.equal(now.get(pid), own, 'the main thread keeps its value');
		const { PRIORITY_BELOW_NORMAL } = constants.priority;
		t.equal([...now.values()].filter((nice) => nice === PRIORITY_BELOW_NORMAL).length, 1);
	},
);

t.test('the worker that draws superbills', async (t) => {
	const { draw, use, errors } = await startPool(t, { threads: 2, longestWait: 60_000 });

	await t.test('draws every case as the main thread does, repeatedly', async (t) => {
		const drawable = CASES.filter(({ expected }) => expected.errors.length === 0);
		const drawings = drawable
			.filter((_, i) => FULL || i % 3 === 0)
			.flatMap(({ request }) =>
				(
					[
						['standard', 'en'],
						['statement', 'es'],
					] as const
				).map(([template, language]) => prepared({ ...request, template, language })),
			);
		const here = drawings.map(({ job, template }) => drawDocument(job, template));
		for (let round = 1; round <= 2; round++) {
			const drawn = await Promise.all(drawings.map(({ job, template }) => draw(job, template)));
			t.strictSame(
				drawn.filter((drawing, i) => !isSame(drawing, here[i] as Drawing)),
				[],
				`round ${round}`,
			);
			t.ok(
				drawn.every(({ unfinished: { head } }) => head.byteLength === head.buffer.byteLength),
				'the head is moved, not copied',
			);
		}
	});

	await t.test("draws a practice's logo, sent with every document, as the main thread does", async (t) => {
		const file = Buffer.from(
			pngFile({ width: 8, height: 8, type: 6, depth: 8, pixel: (x, y) => [18, 58, 94, 16 * (x + y)] }),
		);
		const job = { ...jobNumbered('1'), logo: readLogo(file) };
		const drawing = drawDocument(job, standard);
		t.notOk(isSame(drawing, drawDocument(jobNumbered('1'), standard)));
		for (let i = 0; i < 4; i++) t.ok(isSame(await draw(job, standard), drawing));
	});

	await t.test('reports a document that cannot be drawn, and continues', async (t) => {
		const broken = unprintable(jobNumbered('1'));
		const [first, second] = await Promise.allSettled([
			draw(broken, standard),
			draw(jobNumbered('2'), standard),
		]);
		t.throws(() => drawDocument(broken, standard), RangeError);
		t.match(first, { status: 'rejected', reason: { name: 'RangeError' } });
		t.match(second, { status: 'fulfilled' });
	});

	await t.test('draws with the requested template, even if it is replaced meanwhile', async (t) => {
		const job = jobNumbered('1');
		const changed = (version: number): LoadedTemplate => ({
			...standard,
			sha256: String(version).padStart(64, '0'),
			template: { ...standard.template, version, accent: version % 2 === 0 ? '#123a5e' : '#5e123a' },
		});
		const asked = Array.from({ length: 40 }, (_, i) => {
			const template = changed(Math.floor(i / 4));
			if (i % 8 === 7) use([standard, changed(i)]);
			return { template, drawn: draw(job, template) };
		});
		const wrong: number[] = [];
		for (const { template, drawn } of asked) {
			if (!isSame(await drawn, drawDocument(job, template))) wrong.push(template.template.version);
		}
		t.strictSame(wrong, []);
	});

	t.strictSame(errors, [], 'no thread has ended');
});

t.test('a pool', async (t) => {
	const pool = await startPool(t, { program: FRAGILE, ...UNLIMITED });
	const { draw, errors } = pool;

	await t.test('reports phases that add up to the elapsed time, including waiting', async (t) => {
		const since = performance.now();
		const [, { timings }] = await Promise.all([
			draw(jobNumbered('PAUSE'), standard),
			draw(jobNumbered('1'), standard),
		]);
		const passed = performance.now() - since;
		t.strictSame(Object.keys(timings), ['wait', 'compose', 'draw']);
		t.ok((timings.wait ?? 0) >= 190, 'it waited for the one before');
		t.ok(Object.values(timings).reduce((sum, ms) => sum + ms, 0) <= passed);
	});

	await t.test(
		'replaces a thread that ends: the document at fault fails, the others are drawn',
		async (t) => {
			for (const failure of ['END', 'EXHAUST']) {
				const drawn = [failure, '1', '2', '3'].map((number) => draw(jobNumbered(number), standard));
				t.strictSame(await statuses(drawn), ['rejected', ...Array(3).fill('fulfilled')], failure);
				const exhausted = { name: 'Refusal', kind: 'too-complex' };
				await t.rejects(drawn[0] as Promise<unknown>, failure === 'END' ? Error : exhausted);
			}
			t.equal(errors.length, 2);
		},
	);

	await t.test('finds the document at fault among two in one order', async (t) => {
		const before = errors.length;
		const order: string[] = [];
		const drawn = ['PAUSE', '1', '2', 'END', '3', '4'].map((number) =>
			draw(jobNumbered(number), standard).finally(() => order.push(number)),
		);
		t.strictSame(await statuses(drawn), [
			...Array(3).fill('fulfilled'),
			'rejected',
			'fulfilled',
			'fulfilled',
		]);
		t.strictSame(order, ['PAUSE', '1', '2', 'END', '3', '4'], 'the order is the same as before');
		t.equal(errors.length - before, 2, 'two threads have ended, with two documents and with one');
	});

	await t.test('stops when every requested document is drawn', async (t) => {
		const before = errors.length;
		const drawn = ['PAUSE', '1', '2', '3'].map((number) => draw(jobNumbered(number), standard));
		let answered = 0;
		for (const each of drawn) each.finally(() => answered++);
		await pool.stop();
		t.equal(answered, 4);
		t.strictSame(await statuses(drawn), Array(4).fill('fulfilled'));
		t.equal(errors.length, before);
	});
});

t.test('a document that ends threads ends at most two', async (t) => {
	const { draw, errors } = await startPool(t, {
		program: FRAGILE,
		threads: 2,
		...UNLIMITED,
	});
	const drawAll = (...numbers: string[]) =>
		statuses(numbers.map((number) => draw(jobNumbered(number), standard)));
	// The second thread starts when there is work for it. It is ready when a short document overtakes a long one.
	for (let first = ''; first !== '1'; ) {
		const order: string[] = [];
		await Promise.all(
			['PAUSE', '1'].map((number) => draw(jobNumbered(number), standard).then(() => order.push(number))),
		);
		first = order[0] as string;
	}
	t.strictSame(await drawAll('PAUSE', 'PAUSE', '1', '2', 'END', '3', 'PAUSE', 'PAUSE'), [
		...Array(4).fill('fulfilled'),
		'rejected',
		...Array(3).fill('fulfilled'),
	]);
	t.equal(errors.length, 2, 'one had another document in the same order, and one had it alone');
});

t.test('long documents are drawn one per order', async (t) => {
	const { draw, errors } = await startPool(t, { program: FRAGILE, longestWait: 60_000, longestOrder: 0 });
	const drawn = ['PAUSE', '1', '2', 'END', '3'].map((number) => draw(jobNumbered(number), standard));
	t.strictSame(await statuses(drawn), [...Array(3).fill('fulfilled'), 'rejected', 'fulfilled']);
	t.equal(errors.length, 1, 'the document at fault was clear at once');
});

/** Lists the times of the requested collections on this thread, once they are reported. */
function fullCollections(t: Test): () => readonly number[] {
	const times: number[] = [];
	const seen = new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) if (isFullCollection(entry)) times.push(entry.startTime);
	});
	seen.observe({ entryTypes: ['gc'] });
	t.teardown(() => seen.disconnect());
	return () => times;
}

t.test('no memory is given back during a drawing, however long it takes', async (t) => {
	const collections = fullCollections(t);
	const { draw } = await startPool(t, { program: FRAGILE, restAfter: 1_000, longestDrawing: 3_000 });
	await draw(jobNumbered('1'), standard);
	const begun = performance.now();
	t.strictSame(await statuses([draw(jobNumbered('HANG'), standard)]), ['rejected']);
	const ended = performance.now();
	while (!collections().some((at) => at > ended)) await sleep(20);
	t.strictSame(
		collections().filter((at) => at > begun && at < ended),
		[],
	);
});

t.test('after a pause every thread gives memory back, and can still draw', async (t) => {
	const collections = fullCollections(t);
	const { draw, errors } = await startPool(t, { restAfter: 300 });
	const { job, template } = prepared(minimal);
	const before = await draw(job, template);
	const drawnAt = performance.now();
	const since = () => collections().filter((at) => at > drawnAt);
	while (since().length === 0) await sleep(20);
	t.equal(since().length, 1, 'once, on the main thread');
	t.ok(isSame(await draw(job, template), before));
	t.strictSame(errors, []);
});

t.test('a document that never ends is given up together with its thread', async (t) => {
	const { draw } = await startPool(t, { program: FRAGILE, ...UNLIMITED, longestDrawing: 1_000 });
	const drawn = ['1', 'HANG', '2', '3'].map((number) => draw(jobNumbered(number), standard));
	t.strictSame(await statuses(drawn), ['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
	await t.rejects(drawn[1] as Promise<unknown>, { name: 'Refusal', kind: 'too-complex' });
});

t.test('threads that cannot start keep nobody waiting', async (t) => {
	const pool = createDrawingPool({
		threads: 2,
		program: new URL('./no-such-worker.js', import.meta.url),
		onError: () => {},
	});
	t.teardown(() => pool.stop());
	pool.use([standard]);
	const drawn = pool.draw(jobNumbered('1'), standard);
	await t.rejects(pool.ready, { code: 'MODULE_NOT_FOUND' });
	await t.rejects(drawn, { name: 'Refusal', kind: 'unavailable' });
});

t.test('the queue of a pool', async (t) => {
	const { draw, waiting } = await startPool(t, {
		program: FRAGILE,
		longestWait: 300,
		longestShort: Infinity,
	});

	await t.test('refuses at once the documents that would wait too long, and no others', async (t) => {
		const numbers = ['PAUSE', ...Array.from({ length: 150 }, (_, i) => `${i}`)];
		const jobs = numbers.map(jobNumbered);
		const asked = jobs.map((job) => draw(job, standard));
		const waited = waiting();
		t.ok(waited >= 1 && waited <= 120, 'at about 3 ms each, more would wait longer than 300 ms');
		const outcomes = await Promise.allSettled(asked);
		t.strictSame(
			outcomes.map((outcome) =>
				outcome.status === 'rejected' && outcome.reason?.kind === 'overloaded' ? 'refused' : outcome.status,
			),
			numbers.map((_, i) => (i < waited + 2 ? 'fulfilled' : 'refused')),
			'two are at hand',
		);
		t.equal(waiting(), 0);
	});
});

t.test('a document that is `behind`', async (t) => {
	const { draw, waiting } = await startPool(t, { program: FRAGILE, ...UNLIMITED });
	const order: string[] = [];
	const asked = (number: string, options?: DrawOptions) =>
		draw(jobNumbered(number), standard, options).then(() => order.push(number));

	await t.test('is drawn when no request waits, even a later one', async (t) => {
		const drawn = [
			asked('PAUSE', { behind: true }),
			...['B1', 'B2'].map((number) => asked(number, { behind: true })),
			...['R1', 'R2', 'R3'].map((number) => asked(number)),
		];
		t.equal(
			waiting(),
			2,
			'only requests count: one is at hand, because a thread takes no second order from `behind`',
		);
		await Promise.all(drawn);
		t.strictSame(order, ['PAUSE', 'R1', 'R2', 'R3', 'B1', 'B2']);
	});

	await t.test('is never refused, and causes no refusal', async (t) => {
		const drawn = Array.from({ length: 50 }, (_, i) => asked(`${i}`, { behind: true }));
		t.match(await statuses([asked('R4'), ...drawn]), Array(51).fill('fulfilled'));
		t.ok(order.indexOf('R4') < order.indexOf('2'));
	});

	await t.test('fails if no thread can start', async (t) => {
		const pool = createDrawingPool({
			threads: 1,
			program: new URL('./no-such-worker.js', import.meta.url),
			onError: () => {},
		});
		t.teardown(() => pool.stop());
		pool.use([standard]);
		await t.rejects(pool.draw(jobNumbered('1'), standard, { behind: true }), {
			name: 'Refusal',
			kind: 'unavailable',
		});
	});
});

t.test('the estimate of the wait', async (t) => {
	await t.test('counts documents that failed', async (t) => {
		const { draw, isFull } = await startPool(t, { program: FRAGILE, longestWait: 100 });
		t.notOk(isFull('a', 20));
		const broken = unprintable(jobNumbered('PAUSE'));
		await t.rejects(draw(broken, standard, { caller: 'a' }), RangeError);
		t.ok(isFull('a', 20));
		t.notOk(isFull('b', 20), 'those of another caller take no longer');
	});

	await t.test('counts the time that a document has taken so far', async (t) => {
		const { draw, isFull } = await startPool(t, { program: FRAGILE, longestWait: 100 });
		let isDrawn = false;
		const drawn = draw(jobNumbered('PAUSE'), standard).then(() => {
			isDrawn = true;
		});
		t.notOk(isFull());
		let wasFull = false;
		while (!isDrawn) {
			wasFull ||= isFull();
			await sleep(5);
		}
		await drawn;
		t.ok(wasFull);
	});
});

t.test(
	'a document is given up for its processor time, not for how long it takes',
	{ skip: process.platform !== 'linux' && 'only Linux tells the processor time of a thread' },
	async (t) => {
		const { draw, errors } = await startPool(t, { program: FRAGILE, longestDrawing: 300 });
		t.strictSame(await statuses([draw(jobNumbered('SLEEP'), standard)]), ['fulfilled']);
		t.strictSame(errors, []);
	},
);

/** The kinds of refusal, or the status of what was not refused. */
const kinds = async (drawn: readonly Promise<unknown>[]) =>
	(await Promise.allSettled(drawn)).map((one) => (one.status === 'rejected' ? one.reason.kind : one.status));

t.test('every request is answered in time, even if its thread is not', async (t) => {
	const { draw, waiting } = await startPool(t, { program: FRAGILE, ...UNLIMITED, longestAnswer: 300 });
	const drawn = ['HANG', '1', '2', '3'].map((number) => draw(jobNumbered(number), standard));
	t.strictSame(await kinds(drawn), Array(4).fill('overloaded'));
	t.equal(waiting(), 0);
});

t.test('a pool that gives up refuses everything', async (t) => {
	const { draw, giveUp, stop, errors } = await startPool(t, { program: FRAGILE, ...UNLIMITED });
	const drawn = [
		...['HANG', '1', '2', '3'].map((number) => draw(jobNumbered(number), standard)),
		draw(jobNumbered('4'), standard, { behind: true }),
	];
	giveUp();
	drawn.push(draw(jobNumbered('5'), standard));
	t.strictSame(await kinds(drawn), Array(6).fill('unavailable'));
	await stop();
	t.strictSame(errors, []);
});

t.test('callers', async (t) => {
	await t.test('get equal shares of a thread', async (t) => {
		const { draw, isFull, giveUp } = await startPool(t, {
			program: FRAGILE,
			longestWait: 3_000,
			longestShort: Infinity,
		});
		const order: string[] = [];
		const ask = (caller: string, job: DrawingJob) =>
			draw(job, standard, { caller }).then(
				() => order.push(caller),
				() => {},
			);
		const job = jobOfLines('1', 150);
		void ask('a', jobNumbered('PAUSE'));
		for (let i = 0; i < 150; i++) void ask('a', job);
		t.strictSame([isFull('a'), isFull('b')], [true, false]);
		await ask('b', jobNumbered('1'));
		t.strictSame(order, ['a', 'a', 'b'], 'only documents at hand came before');
		giveUp();
	});

	await t.test('with long documents leave a thread to the others', async (t) => {
		const { draw, giveUp } = await startPool(t, {
			program: FRAGILE,
			threads: 2,
			...UNLIMITED,
			longestShort: 20,
		});
		const long = jobOfLines('HANG', 150);
		// The other thread starts while the first is busy.
		await Promise.all(['PAUSE', '1', '2'].map((number) => draw(jobNumbered(number), standard)));
		const longs = ['a', 'b', 'c'].map((caller) => draw(long, standard, { caller }));
		for (const caller of ['d', 'e']) await draw(jobNumbered('1'), standard, { caller });
		giveUp();
		t.strictSame(await kinds(longs), Array(3).fill('unavailable'));
	});
});

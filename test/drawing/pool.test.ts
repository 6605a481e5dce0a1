import t, { type Test } from 'tap';
import { type DrawingJob, drawDocument } from '../../src/drawing/document.ts';
import { Overloaded } from '../../src/drawing/overloaded.ts';
import { createDrawingPool, type DrawingPool, type PoolOptions } from '../../src/drawing/pool.ts';
import type { LoadedTemplate } from '../../src/templates/composition.ts';
import { CASES } from '../fixtures/cases.ts';
import { minimal } from '../fixtures/payloads.ts';
import { serviceUnderTest, TEMPLATES } from '../service-under-test.ts';

// Threads start slowly on a busy machine.
t.setTimeout(120_000);

const FRAGILE = new URL('./fragile-worker.js', import.meta.url);
const standard = TEMPLATES.get('standard') as LoadedTemplate;
const service = serviceUnderTest();

function prepared(body: unknown): { readonly job: DrawingJob; readonly template: LoadedTemplate } {
	const preparation = service.prepare(body);
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	const { template, totals: _, ...job } = preparation.prepared;
	return { job, template };
}

/** By its number, what it should do to a fragile worker. */
const jobNumbered = (number: string): DrawingJob => prepared({ ...minimal, number }).job;

async function startPool(
	t: Test,
	options: Partial<PoolOptions> = {},
): Promise<DrawingPool & { errors: unknown[] }> {
	const errors: unknown[] = [];
	const pool = createDrawingPool({ threads: 1, onError: (error) => errors.push(error), ...options });
	t.teardown(() => pool.stop());
	pool.use([standard]);
	await pool.ready();
	return { ...pool, errors };
}

t.test('threads draw every case by every template as the main thread does, again and again', async (t) => {
	const { draw } = await startPool(t, { threads: 2, longestWait: 60_000 });
	const drawings = CASES.filter(({ expected }) => expected.status !== 'errors').flatMap(({ request }) =>
		(
			[
				['standard', 'en'],
				['statement', 'es'],
			] as const
		).map(([template, language]) => prepared({ ...request, template, language })),
	);
	for (let round = 1; round <= 2; round++) {
		const drawn = await Promise.all(drawings.map(({ job, template }) => draw(job, template)));
		t.strictSame(
			drawn.filter(({ pdf }, i) => {
				const { job, template } = drawings[i] as (typeof drawings)[number];
				return !pdf.equals(drawDocument(job, template).pdf);
			}),
			[],
			`round ${round}`,
		);
		t.ok(drawn.every(({ pdf }) => pdf.byteLength === pdf.buffer.byteLength));
	}
});

t.test('the phases fill the time that passed, waiting among them', async (t) => {
	const { draw } = await startPool(t, { program: FRAGILE });
	const since = performance.now();
	const [, { timings }] = await Promise.all([
		draw(jobNumbered('PAUSE'), standard),
		draw(jobNumbered('1'), standard),
	]);
	const passed = performance.now() - since;
	t.strictSame(Object.keys(timings), ['wait', 'compose', 'draw']);
	t.ok((timings.wait ?? 0) >= 190, 'it waited for the one before');
	const sum = Object.values(timings).reduce((total, ms) => total + ms, 0);
	t.ok(sum <= passed && sum > 0);
});

t.test('a thread that ends is replaced: its documents fail, the others are drawn', async (t) => {
	for (const failure of ['END', 'EXHAUST']) {
		const { draw, errors } = await startPool(t, { program: FRAGILE });
		const drawn = [failure, '1', '2', '3'].map((number) => draw(jobNumbered(number), standard));
		const outcomes = await Promise.allSettled(drawn);
		t.strictSame(
			outcomes.map(({ status }) => status),
			['rejected', 'rejected', 'fulfilled', 'fulfilled'],
			failure,
		);
		t.equal(errors.length, 1, failure);
	}
});

t.test('a document that never ends is given up, and its thread with it', async (t) => {
	const { draw } = await startPool(t, { program: FRAGILE, longestDrawing: 300 });
	const outcomes = await Promise.allSettled(
		['1', 'HANG', '2', '3'].map((number) => draw(jobNumbered(number), standard)),
	);
	t.strictSame(
		outcomes.map(({ status }) => status),
		['fulfilled', 'rejected', 'rejected', 'fulfilled'],
	);
	t.equal((await draw(jobNumbered('4'), standard)).pdf.subarray(0, 5).toString(), '%PDF-');
});

t.test('a document that cannot be drawn fails by itself, with its error', async (t) => {
	const { draw, errors } = await startPool(t);
	const broken = { ...jobNumbered('1'), issuedOn: 'never' };
	const [first, second] = await Promise.allSettled([
		draw(broken, standard),
		draw(jobNumbered('2'), standard),
	]);
	t.throws(() => drawDocument(broken, standard), RangeError);
	t.match(first, { status: 'rejected', reason: { name: 'RangeError' } });
	t.match(second, { status: 'fulfilled' });
	t.strictSame(errors, []);
});

t.test('threads that cannot be started keep nobody waiting', async (t) => {
	const pool = createDrawingPool({
		threads: 2,
		program: new URL('./no-such-worker.js', import.meta.url),
		onError: () => {},
	});
	t.teardown(() => pool.stop());
	pool.use([standard]);
	const drawn = pool.draw(jobNumbered('1'), standard);
	await t.rejects(pool.ready(), { code: 'MODULE_NOT_FOUND' });
	await t.rejects(drawn, { code: 'MODULE_NOT_FOUND' });
});

t.test('who would wait too long is refused at once, and everybody else is drawn', async (t) => {
	const { draw, waiting } = await startPool(t, { program: FRAGILE, longestWait: 10 });
	const asked = ['PAUSE', ...'123456'].map((number) => draw(jobNumbered(number), standard));
	// Two are in the thread's hands, and at 5 ms each a fourth would wait for more than 10 ms.
	t.equal(waiting(), 3);
	const outcomes = await Promise.allSettled(asked);
	t.strictSame(
		outcomes.map((outcome) => outcome.status === 'fulfilled' || outcome.reason instanceof Overloaded),
		[true, true, true, true, true, true, true],
	);
	t.strictSame(
		outcomes.map(({ status }) => status),
		['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
	);
	t.equal(waiting(), 0);
});

t.test('who holds up others is never refused and comes first', async (t) => {
	const { draw } = await startPool(t, { program: FRAGILE, longestWait: 0 });
	const order: string[] = [];
	const asked = ['PAUSE', '1', '2'].map((number) =>
		draw(jobNumbered(number), standard).then(() => order.push(number)),
	);
	await t.rejects(draw(jobNumbered('3'), standard), Overloaded);
	await draw(jobNumbered('4'), standard, { ahead: true }).then(() => order.push('4'));
	await Promise.all(asked);
	t.strictSame(order, ['PAUSE', '1', '4', '2']);
});

t.test('what is asked for with a template is drawn with that one, whatever came after it', async (t) => {
	const { draw, use } = await startPool(t, { threads: 2, longestWait: 60_000 });
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
	for (const { template, drawn } of asked) {
		const { pdf } = await drawn;
		t.ok(pdf.equals(drawDocument(job, template).pdf), `version ${template.template.version}`);
	}
});

t.test('stopping waits for what was asked for', async (t) => {
	const pool = await startPool(t, { program: FRAGILE });
	const drawn = ['PAUSE', '1', '2', '3'].map((number) => pool.draw(jobNumbered(number), standard));
	let answered = 0;
	for (const each of drawn) each.finally(() => answered++);
	await pool.stop();
	t.equal(answered, 4);
	t.strictSame(
		(await Promise.allSettled(drawn)).map(({ status }) => status),
		Array(4).fill('fulfilled'),
	);
	t.strictSame(pool.errors, []);
});

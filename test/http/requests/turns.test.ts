import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify from 'fastify';
import t from 'tap';
import { ANYONE } from '../../../src/calls/actor.ts';
import { readJsonBodies } from '../../../src/http/requests/json-body.ts';
import { processorClock } from '../../../src/http/requests/processor-clock.ts';
import { createTurns } from '../../../src/http/requests/turns.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { testApp } from '../app.ts';

const clock = processorClock();

/** Uses processor time, in ms. */
function work(ms: number): void {
	const since = clock();
	while (clock() - since < ms);
}

t.test(
	'a single caller gets its turn next, and simultaneous callers get theirs one after another',
	async (t) => {
		const turns = createTurns();
		const had: number[] = [];
		const take = (who: number) => turns.take('a', 0).then(() => had.push(who));
		void take(0);
		await nextTurn();
		t.strictSame([had, turns.waiting('a')], [[0], 0]);
		for (const who of [1, 2, 3]) void take(who);
		t.equal(turns.waiting('a'), 3);
		const seen: number[] = [];
		for (let i = 0; i < 4; i++) {
			await nextTurn();
			seen.push(had.length);
		}
		t.strictSame([had, turns.waiting('a')], [[0, 1, 2, 3], 0]);
		t.ok(
			seen.every((count, i) => count - (seen[i - 1] ?? 1) <= 1),
			'never two in one turn of the loop',
		);
		await nextTurn();
		void take(4);
		await nextTurn();
		t.equal(had.at(-1), 4, 'the next one does not wait for those who had theirs');
	},
);

t.test('a caller with many requests does not delay the first one of another', async (t) => {
	const turns = createTurns();
	const had: string[] = [];
	const take = async (caller: string) => {
		await turns.take(caller, 0);
		had.push(caller);
		work(2);
	};
	const all = ['a', 'a', 'a', 'a', 'a', 'b', 'b'].map(take);
	t.ok(turns.wait('b') <= turns.wait('a'));
	await Promise.all(all);
	t.strictSame([had.indexOf('b') <= 2, had.lastIndexOf('b') <= 4], [true, true], had.join(' '));
});

t.test('the expected wait is estimated from the duration of turns', async (t) => {
	const turns = createTurns();
	const take = async () => {
		await turns.take('a', 0);
		work(10);
	};
	t.equal(turns.wait('a'), 0);
	const all = Promise.all(Array.from({ length: 40 }, take));
	for (let i = 0; i < 20; i++) await nextTurn();
	const waiting = turns.waiting('a');
	t.ok(waiting > 0 && waiting < 40);
	t.ok(turns.wait('a') > 4 * waiting, 'more than 4 ms each');
	await all;
	t.equal(turns.wait('a'), 0);
});

t.test('while the main thread draws, a probe is answered between two documents', async (t) => {
	let drawn = 0;
	const service = serviceUnderTest();
	const { post, send } = await testApp(
		t,
		{},
		{
			service: {
				...service,
				async render(...given) {
					const rendering = await service.render(...given);
					drawn++;
					return rendering;
				},
			},
		},
	);
	await post('render', minimal);
	drawn = 0;
	const others = Array.from({ length: 30 }, () => post('render', minimal));
	await send({ url: '/health/live' });
	t.ok(drawn < 30, 'a probe has no turn to wait for');
	await Promise.all(others);
});

t.test('a document that would wait too long for the main thread is refused', async (t) => {
	const { post } = await testApp(
		t,
		{},
		{
			service: {
				...serviceUnderTest(),
				render: async () => {
					work(15);
					throw new Error('looked at');
				},
			},
		},
	);
	const answers = Array.from({ length: 110 }, () => post('render', minimal));
	for (const answer of answers.slice(0, 20)) t.equal((await answer).statusCode, 500);
	const late = await post('render', minimal);
	t.strictSame([late.statusCode, late.headers['retry-after']], [503, '1']);
	for (const answer of answers.slice(20)) t.equal((await answer).statusCode, 500);
	t.equal((await post('render', minimal)).statusCode, 500, 'when they had theirs, the next one is looked at');
});

t.test('a long body is parsed in a turn of its own', async (t) => {
	const taken: unknown[] = [];
	const app = Fastify();
	app.decorateRequest('actor');
	app.addHook('onRequest', async (request) => {
		request.actor = ANYONE;
	});
	const take = async (...given: unknown[]) => void taken.push(given);
	readJsonBodies(app, { take, waiting: () => 0, wait: () => 0 });
	app.post('/', async () => 'read');
	const headers = { 'content-type': 'application/json' };
	for (const length of [3_000, 300_000]) {
		const payload = JSON.stringify('x'.repeat(length - 2));
		t.equal((await app.inject({ method: 'POST', url: '/', headers, payload })).statusCode, 200);
	}
	t.strictSame(taken, [[ANYONE.name, 300_000]]);
	await app.close();
});

import t from 'tap';
import { minimal } from '../../fixtures/payloads.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { testApp } from '../app.ts';

/** Parses a Server-Timing header. https://www.w3.org/TR/server-timing/ */
function durations(header: unknown): Record<string, number> {
	return Object.fromEntries(
		String(header)
			.split(', ')
			.map((metric) => {
				const [, name, ms] = /^([!#$%&'*+\-.^_`|~\w]+);dur=(\d+(?:\.\d+)?)$/.exec(metric) ?? [];
				return [name, Number(ms)];
			}),
	);
}

t.test('an answer has the duration of each phase that was reached', async (t) => {
	const { post, send } = await testApp(t, {}, { service: serviceUnderTest() });
	const phases = async (answer: ReturnType<typeof send>) => {
		const all = durations((await answer).headers['server-timing']);
		t.ok(Object.values(all).every((ms) => ms >= 0));
		return Object.keys(all);
	};
	t.strictSame(await phases(post('render', minimal)), ['read', 'check', 'compose', 'draw', 'finish']);
	t.strictSame(await phases(post('render', { ...minimal, template: 'fancy' })), ['read', 'check']);
	t.strictSame(await phases(post('render', {})), ['read', 'check'], 'what is readable is checked');
	t.strictSame(await phases(post('validate', minimal)), ['read', 'check']);
	t.strictSame(await phases(send({ url: '/v1/templates/standard/preview' })), [
		'check',
		'compose',
		'draw',
		'finish',
	]);
});

t.test('the durations are in milliseconds', async (t) => {
	const timings = { read: 0.126, check: 12, compose: 3.5, draw: 1234.5678 };
	const service = {
		...serviceUnderTest(),
		render: async () => ({ timings, refused: true, findings: [] }) as const,
	};
	const { post } = await testApp(t, {}, { service });
	t.equal(
		(await post('render', {})).headers['server-timing'],
		'read;dur=0.13, check;dur=12.00, compose;dur=3.50, draw;dur=1234.57',
	);
});

t.test('an answer without work has no Server-Timing', async (t) => {
	const { send } = await testApp(t);
	for (const url of ['/health/live', '/v1/templates', '/v1/templates/none/preview', '/nowhere']) {
		t.notOk('server-timing' in (await send({ url })).headers, url);
	}
});

import t from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import type { SuperbillService } from '../../src/service/service.ts';
import { createLog } from '../../src/start/log.ts';
import { KEY, testApp } from '../http/app.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';

function capture() {
	const lines: string[] = [];
	return { lines, log: createLog('info', { write: (line) => lines.push(line) }) };
}

/** Patient data and secrets. */
const TELLING = ['Zebulon', 'Quartermaine', '1984-02-29', 'Imaginary', 'FICT000', KEY];

t.test('the log repeats nothing of a request', async (t) => {
	const { lines, log } = capture();
	const breaking: SuperbillService = {
		...serviceUnderTest(),
		validate: (body) => {
			throw new TypeError(`cannot read ${JSON.stringify(body)}`);
		},
		render: async () => ({ timings: {}, refused: true, findings: [] }),
	};
	const visit = { ...EXAMPLES['iv-ketamine-visit']?.value, note: TELLING.join(' ') };
	const broken = JSON.stringify(visit).slice(0, -1);
	for (const parts of [{ log }, { log, service: breaking }]) {
		const { send } = await testApp(t, { apiKey: KEY, rateLimit: 20 }, parts);
		const headers = {
			authorization: `Bearer ${KEY}`,
			'content-type': 'application/json',
			'x-request-id': 'Zebulon-Quartermaine',
			'user-agent': 'Zebulon',
			referer: 'http://Zebulon.example',
			cookie: 'patient=Zebulon',
		};
		for (const url of ['/v1/superbills/validate', '/v1/superbills/render?lastName=Quartermaine']) {
			for (const payload of [JSON.stringify(visit), broken, `{"Zebulon":1}`, `"${KEY}"`, 'Zebulon']) {
				await send({ method: 'POST', url, headers, payload });
				await send({ method: 'POST', url, headers: { ...headers, 'content-type': 'text/Zebulon' }, payload });
			}
			await send({ method: 'GET', url, headers });
			await send({
				method: 'POST',
				url,
				headers: { ...headers, authorization: 'Bearer Zebulon' },
				payload: '{}',
			});
		}
		for (const url of ['/Zebulon/1984-02-29?x=Quartermaine', '/%zz/Zebulon', '/assets/Zebulon.js']) {
			await send({ url, headers });
		}
	}
	t.ok(lines.length > 40, 'it did write');
	for (const word of TELLING) t.notMatch(lines.join(''), new RegExp(word, 'i'), word);
});

t.test('a request is one line with exactly the allowed fields', async (t) => {
	const { lines, log } = capture();
	const { send } = await testApp(t, {}, { log });
	const answer = await send({ url: '/health/live?x=1' });
	const line = JSON.parse(lines[0] as string);
	t.equal(lines.length, 1);
	t.strictSame(Object.keys(line), ['level', 'time', 'requestId', 'method', 'route', 'status', 'ms', 'msg']);
	t.match(line, {
		requestId: answer.headers['x-request-id'],
		method: 'GET',
		route: '/health/live',
		status: 200,
		msg: 'request',
	});
});

t.test('a failure is logged with its class, its code and the frames of our own code', async (t) => {
	const { lines, log } = capture();
	const service: SuperbillService = {
		...serviceUnderTest(),
		validate: () => {
			throw Object.assign(new RangeError('Zebulon'), { code: 'ERR_TEST' });
		},
		render: () => {
			throw Object.assign(new Error('Zebulon'), { code: 'Zebulon Quartermaine', stack: 'Zebulon' });
		},
	};
	const { post } = await testApp(t, {}, { log, service });
	const answer = await post('validate', {});
	await post('render', {});
	const [first, , second] = lines.map((line) => JSON.parse(line));
	t.match(first, {
		level: 'error',
		requestId: answer.headers['x-request-id'],
		error: { name: 'RangeError', code: 'ERR_TEST', stack: [/ test\/start\/log\.test\.[jt]s:\d+:\d+$/] },
	});
	t.strictSame(second.error, { name: 'Error' });
	t.notMatch(lines.join(''), /Zebulon|file:/);
});

t.test('anything that is thrown can be logged', async (t) => {
	const { lines, log } = capture();
	log.failure('Zebulon');
	log.failure(undefined);
	t.strictSame(
		lines.map((line) => JSON.parse(line).error),
		[
			{ name: 'NotAnError', code: 'string' },
			{ name: 'NotAnError', code: 'undefined' },
		],
	);
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Metric } from 'prom-client';
import t from 'tap';
import { createAccess } from '../../../src/access/access.ts';
import { EXAMPLES } from '../../../src/http/examples/index.ts';
import { buildMetricsApp, createMetrics, type Metrics } from '../../../src/http/observe/metrics.ts';
import { noStore } from '../../../src/start/live-store.ts';
import { createLog } from '../../../src/start/log.ts';
import type { Backlog } from '../../../src/store/batches/batches.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { visit } from '../../records/issuing.suite.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { newKeyring } from '../../store/stores.ts';
import { CONFIG, KEY, testApp } from '../app.ts';
import { spawnServer, start } from '../process.ts';

// Processes start slowly on a busy machine.
t.setTimeout(120_000);

/** The current values of a metric, by their labels. */
async function counts({ registry }: Metrics, name: string): Promise<Record<string, number>> {
	const metric = registry.getSingleMetric(name) as Metric;
	const { values } = (await metric.get()) as {
		values: { metricName?: string; labels: Record<string, string | number>; value: number }[];
	};
	return Object.fromEntries(
		values
			.filter(({ metricName = '' }) => !metricName.endsWith('_bucket') && !metricName.endsWith('_sum'))
			.map(({ labels, value }) => [Object.values(labels).join(' '), value]),
	);
}

t.test('documents, phases, findings and requests are counted', async (t) => {
	const metrics = createMetrics();
	const { post, send } = await testApp(t, {}, { watch: metrics.watch, service: serviceUnderTest() });
	t.strictSame(await counts(metrics, 'superbill_documents_total'), { drawn: 0, refused: 0, sample: 0 });
	t.strictSame(await counts(metrics, 'superbill_phase_duration_seconds'), {
		read: 0,
		check: 0,
		wait: 0,
		compose: 0,
		draw: 0,
		finish: 0,
		store: 0,
	});
	await post('render', minimal);
	await post('render', minimal);
	await post('render', {});
	await post('render', { ...minimal, diagnoses: [{ code: 'nonsense' }] });
	await post('validate', minimal);
	await send({ url: '/v1/templates/standard/preview' });
	await send({ url: '/v1/templates/none/preview' });
	await send({ url: '/nowhere' });
	t.strictSame(await counts(metrics, 'superbill_documents_total'), { drawn: 2, refused: 2, sample: 1 });
	t.strictSame(await counts(metrics, 'superbill_phase_duration_seconds'), {
		read: 5,
		check: 6,
		wait: 0,
		compose: 3,
		draw: 3,
		finish: 3,
		store: 0,
	});
	const found = [minimal, minimal, {}, { ...minimal, diagnoses: [{ code: 'nonsense' }] }, minimal]
		.flatMap((body) => serviceUnderTest().validate(body).findings)
		.map(({ rule, severity }) => `${rule} ${severity}`);
	t.ok(found.some((name) => name.startsWith('shape')) && found.some((name) => !name.startsWith('shape')));
	t.strictSame(
		await counts(metrics, 'superbill_findings_total'),
		Object.fromEntries(found.map((name) => [name, found.filter((one) => one === name).length])),
	);
	t.strictSame(await counts(metrics, 'http_server_request_duration_seconds'), {
		'POST /v1/superbills/render 200': 2,
		'POST /v1/superbills/render 422': 2,
		'POST /v1/superbills/validate 200': 1,
		'GET /v1/templates/:id/preview 200': 1,
		'GET /v1/templates/:id/preview 404': 1,
		'GET  404': 1,
	});
});

t.test('an issued superbill counts as drawn once, and one with errors as refused', async (t) => {
	const metrics = createMetrics();
	const store = await openMemoryStore(newKeyring());
	t.teardown(() => store.close());
	const { send } = await testApp(
		t,
		{},
		{ watch: metrics.watch, service: serviceUnderTest(), store: () => store },
	);
	const issue = (body: unknown) =>
		send({
			method: 'POST',
			url: '/v1/superbills',
			headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
			payload: JSON.stringify(body),
		});
	const phases = async (answer: ReturnType<typeof issue>) =>
		Array.from(String((await answer).headers['server-timing']).matchAll(/(\w+);/g), ([, phase]) => phase);
	t.strictSame(await phases(issue(visit({ diagnoses: [{ code: 'nonsense' }] }))), ['read', 'check']);
	const body = visit();
	t.strictSame(await phases(issue(body)), ['read', 'check', 'compose', 'draw', 'finish', 'store']);
	t.strictSame(await phases(issue(body)), ['store'], 'the same key brings what was drawn before');
	t.strictSame(await counts(metrics, 'superbill_documents_total'), { drawn: 1, refused: 1, sample: 0 });
	t.ok(Object.keys(await counts(metrics, 'superbill_findings_total')).includes('diagnosis-format error'));
});

t.test('durations are in seconds', async (t) => {
	const metrics = createMetrics();
	const timings = { read: 250, check: 1_000, compose: 0.4, draw: 2 };
	const service = {
		...serviceUnderTest(),
		render: async () => ({ timings, refused: true, findings: [] }) as const,
	};
	const { post } = await testApp(t, {}, { watch: metrics.watch, service });
	await post('render', {});
	const served = await metrics.registry.metrics();
	t.match(served, /^superbill_phase_duration_seconds_sum\{phase="read"\} 0\.25$/m);
	t.match(served, /^superbill_phase_duration_seconds_sum\{phase="check"\} 1$/m);
	t.match(served, /^superbill_phase_duration_seconds_bucket\{le="0\.0002",phase="compose"\} 0$/m);
	t.match(served, /^superbill_phase_duration_seconds_bucket\{le="0\.0005",phase="compose"\} 1$/m);
});

t.test('each app has its own counts', async (t) => {
	const [one, other] = [createMetrics(), createMetrics()];
	const { post } = await testApp(t, {}, { watch: one.watch });
	await post('render', {});
	t.match(await counts(one, 'superbill_documents_total'), { refused: 1 });
	t.match(await counts(other, 'superbill_documents_total'), { refused: 0 });
});

t.test('the queue length is measured at each scrape', async (t) => {
	const metrics = createMetrics();
	const line = async () =>
		/^superbill_render_queue_length (\d+)$/m.exec(await metrics.registry.metrics())?.[1];
	t.equal(await line(), '0');
	let length = 7;
	metrics.watchQueue(() => length);
	t.equal(await line(), '7');
	length = 3;
	t.equal(await line(), '3');
});

t.test('the backlog of batches is shown while it can be measured', async (t) => {
	const metrics = createMetrics();
	const lines = async () =>
		(await metrics.registry.metrics()).match(/^superbill_batch_\w+ \d+/gm)?.map((line) => line.split(' '));
	t.equal(await lines(), undefined);
	const oldest = new Date(Date.now() - 90_000).toISOString();
	let ask = async (): Promise<Backlog> => ({ slices: 7, oldest });
	metrics.watchBacklog(() => ask());
	const [[, slices] = [], [, age] = []] = (await lines()) ?? [];
	t.equal(slices, '7');
	t.ok(Number(age) >= 90);
	ask = async () => ({ slices: 0, oldest: undefined });
	t.strictSame(await lines(), [
		['superbill_batch_slices', '0'],
		['superbill_batch_age_seconds', '0'],
	]);
	ask = async () => {
		throw new Error('away');
	};
	t.equal(await lines(), undefined);
});

/** Yields a request for each of its texts, with a mark in that text. */
function* marked(value: unknown, mark: string): Generator<unknown> {
	if (typeof value === 'string') yield `${value} ${mark}`;
	if (typeof value !== 'object' || value === null) return;
	for (const [key, inner] of Object.entries(value)) {
		for (const changed of marked(inner, mark)) {
			yield Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
		}
	}
}

t.test('no metric reveals anything that was sent', async (t) => {
	const metrics = createMetrics();
	const { post, send } = await testApp(t, { apiKey: KEY, rateLimit: 500 }, { watch: metrics.watch });
	const headers = {
		authorization: `Bearer ${KEY}`,
		'content-type': 'application/json',
		'x-request-id': 'Zebulon',
		'user-agent': 'Zebulon',
		traceparent: 'Zebulon',
	};
	const visit = EXAMPLES['minor-with-guarantor']?.value;
	const visits = [...marked(visit, 'Zebulon')];
	t.ok(visits.length > 40);
	for (const body of [...visits, { Zebulon: 'Zebulon' }, 'Zebulon']) {
		const payload = JSON.stringify(body);
		await send({ method: 'POST', url: '/v1/superbills/render', headers, payload });
	}
	for (const url of [
		'/Zebulon?name=Zebulon',
		'/v1/templates?name=Zebulon',
		'/v1/templates/Zebulon',
		'/v1/templates/Zebulon/preview',
		'/v1/%zz-Zebulon',
	]) {
		await send({ url, headers });
	}
	await post('render', visit);
	const served = await metrics.registry.metrics();
	const { drawn, refused } = await counts(metrics, 'superbill_documents_total');
	t.ok(Number(drawn) > 10 && Number(refused) > 10, 'both kinds of answers were looked at');
	t.notMatch(served, /Zebulon/i);
	const { npi, name } = visit?.billingProvider ?? {};
	for (const telling of [npi, name, visit?.patient.lastName, visit?.patient.birthDate, KEY]) {
		t.type(telling, 'string');
		t.notOk(served.includes(telling as string));
	}
	const labels = new Set(
		served
			.split('\n')
			.filter((line) => /^(?:superbill|http)_/.test(line))
			.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, label]) => label)),
	);
	t.strictSame([...labels].sort(), [
		'http_request_method',
		'http_response_status_code',
		'http_route',
		'le',
		'outcome',
		'phase',
		'rule',
		'severity',
	]);
});

t.test(
	'the metrics port serves only metrics, without a key, to the same host names as the API',
	async (t) => {
		const metrics = createMetrics();
		const silent = createLog('silent');
		const app = buildMetricsApp(createAccess(CONFIG, noStore), metrics, silent);
		const withKey = buildMetricsApp(createAccess({ ...CONFIG, apiKey: KEY }, noStore), metrics, silent);
		t.teardown(() => Promise.all([app.close(), withKey.close()]));
		const answer = await app.inject({ url: '/metrics', headers: { host: 'localhost:9464' } });
		t.equal(answer.statusCode, 200);
		t.match(answer.headers['content-type'], /^text\/plain; version=0\.0\.4/);
		t.match(answer.body, /^superbill_documents_total\{outcome="drawn"\} 0$/m);
		t.match(answer.body, /^process_resident_memory_bytes \d+$/m);
		t.match(answer.body, /^nodejs_eventloop_lag_p99_seconds \S+$/m);
		const status = async (url: string, host: string, one = app) =>
			(await one.inject({ url, headers: { host } })).statusCode;
		t.equal(await status('/metrics', 'clinic.example.com'), 421);
		t.equal(await status('/metrics', 'clinic.example.com', withKey), 200);
		t.equal(await status('/v1/templates', 'localhost'), 404);
		t.equal(
			(await app.inject({ method: 'POST', url: '/metrics', headers: { host: 'localhost' } })).statusCode,
			405,
		);
	},
);

t.test('a server serves metrics on a second port, and not on the first', async (t) => {
	const { port, output, child, exit } = await start(t, { METRICS_PORT: '0' });
	const url = /Metrics +(http:\/\/127\.0\.0\.1:\d+\/metrics)/.exec(output.stdout)?.[1] as string;
	t.not(new URL(url).port, String(port));
	t.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200);
	t.match(
		await (await fetch(url)).text(),
		/http_route="\/health\/live",http_response_status_code="200"\} 1$/m,
	);
	t.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 404);
	child.kill('SIGINT');
	t.equal(await exit, 0);
	await t.rejects(fetch(url));
});

t.test('a metrics port that is in use is reported with the name of its variable', async (t) => {
	const taken = createServer().listen(0, '127.0.0.1');
	await once(taken, 'listening');
	t.teardown(() => taken.close());
	const { port } = taken.address() as { port: number };
	const refused = spawnServer(t, { PORT: '0', METRICS_PORT: String(port) });
	t.equal(await refused.exit, 2);
	t.match(refused.output.stderr, /METRICS_PORT is already in use.* choose another METRICS_PORT\./);
	t.equal(refused.output.stdout, '');
});

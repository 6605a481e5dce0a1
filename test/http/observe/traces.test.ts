import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import t, { type Test } from 'tap';
import { readConfig } from '../../../src/config.ts';
import { createTraces } from '../../../src/http/observe/traces.ts';
import { createLog } from '../../../src/start/log.ts';
import { VERSION } from '../../../src/version.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { testApp } from '../app.ts';
import { start } from '../process.ts';

// Processes start slowly on a busy machine.
t.setTimeout(120_000);

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

/** A span in OTLP JSON. */
interface OtlpSpan {
	readonly traceId: string;
	readonly spanId: string;
	readonly parentSpanId?: string;
	readonly name: string;
	readonly kind: number;
	readonly startTimeUnixNano: string;
	readonly endTimeUnixNano: string;
	readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface OtlpRequest {
	readonly resourceSpans: readonly {
		readonly resource: { readonly attributes: OtlpSpan['attributes'] };
		readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
	}[];
}

/** A collector that stores what it receives. */
async function collector(t: Test) {
	const received: { url: string; body: string }[] = [];
	const server = createServer(async (request, response) => {
		received.push({ url: request.url as string, body: await text(request) });
		response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	t.teardown(() => server.close());
	const { port } = server.address() as { port: number };
	return { received, endpoint: `http://127.0.0.1:${port}` };
}

t.test('a collector gets a span for each request with its phases, and nothing that was sent', async (t) => {
	const { received, endpoint } = await collector(t);
	const { port, child, exit } = await start(t, {
		OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
		OTEL_SERVICE_NAME: 'clinic-superbills',
		OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
	});
	const headers = {
		'content-type': 'application/json',
		traceparent: `00-${TRACE}-${CALLER}-01`,
		tracestate: 'zebulon=zebulon',
		baggage: 'patient=Zebulon',
		'user-agent': 'Zebulon',
	};
	const visit = { ...minimal, patient: { ...minimal.patient, lastName: 'Zebulon' } };
	for (const body of [visit, { Zebulon: visit }]) {
		const url = `http://127.0.0.1:${port}/v1/superbills/render`;
		await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).arrayBuffer();
	}
	await fetch(`http://127.0.0.1:${port}/Zebulon?name=Zebulon`);
	child.kill('SIGINT');
	t.equal(await exit, 0);

	t.strictSame([...new Set(received.map(({ url }) => url))], ['/v1/traces']);
	t.notMatch(received.map(({ body }) => body).join(''), /Zebulon/i);
	const sent = received.flatMap(({ body }) => (JSON.parse(body) as OtlpRequest).resourceSpans);
	const resource = new Map(sent[0]?.resource.attributes.map(({ key, value }) => [key, value]));
	t.strictSame(resource.get('service.name'), { stringValue: 'clinic-superbills' });
	t.strictSame(resource.get('service.version'), { stringValue: VERSION });
	t.strictSame(resource.get('deployment.environment.name'), { stringValue: 'test' });
	const spans = sent.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
	const [drawn, refused, lost, ...others] = spans.filter(({ kind }) => kind === 2);
	t.strictSame(others, []);
	const route = { stringValue: '/v1/superbills/render' };
	for (const [span, status, phases] of [
		[drawn, 200, ['read', 'check', 'wait', 'compose', 'draw', 'finish']],
		[refused, 422, ['read', 'check']],
	] as const) {
		t.match(span, { name: 'POST /v1/superbills/render', traceId: TRACE, parentSpanId: CALLER });
		t.strictSame(span?.attributes, [
			{ key: 'http.request.method', value: { stringValue: 'POST' } },
			{ key: 'http.route', value: route },
			{ key: 'http.response.status_code', value: { intValue: status } },
		]);
		const inside = spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId);
		t.strictSame(
			inside.map(({ name, traceId, attributes }) => ({ name, traceId, attributes })),
			phases.map((name) => ({ name, traceId: TRACE, attributes: [] })),
		);
		const moments = inside.flatMap((one) => [one.startTimeUnixNano, one.endTimeUnixNano]);
		const all = [span?.startTimeUnixNano, ...moments, span?.endTimeUnixNano].map((nano) => BigInt(nano ?? 0));
		t.ok(
			all.every((moment, i) => i === 0 || moment >= (all[i - 1] as bigint)),
			'phases lie within the request, one after the other',
		);
	}
	t.match(lost, { name: 'GET', attributes: [{ key: 'http.request.method' }, { value: { intValue: 404 } }] });
	t.notOk(lost?.parentSpanId);
});

/** An exporter that stores its spans, or fails. */
function exporterTo(spans: ReadableSpan[], error?: Error): SpanExporter {
	return {
		export(given, done) {
			spans.push(...given);
			done(error ? { code: 1, error } : { code: 0 });
		},
		shutdown: async () => {},
	};
}

t.test('a failed request has an error status, without a message', async (t) => {
	const spans: ReadableSpan[] = [];
	const traces = createTraces(createLog('silent'), exporterTo(spans));
	const render = () => {
		throw new Error('Zebulon');
	};
	const { post } = await testApp(t, {}, { watch: traces.watch, service: { ...serviceUnderTest(), render } });
	await post('render', minimal);
	await post('validate', []);
	await traces.stop();
	t.match(
		spans.filter(({ kind }) => kind === 1),
		[
			{ status: { code: 2, message: undefined }, attributes: { 'error.type': '500' }, events: [] },
			{ status: { code: 0 }, attributes: { 'http.response.status_code': 422 } },
		],
	);
});

t.test('an unsampled or invalid trace context of the caller is handled', async (t) => {
	const spans: ReadableSpan[] = [];
	const traces = createTraces(createLog('silent'), exporterTo(spans));
	const { send } = await testApp(t, {}, { watch: traces.watch });
	for (const traceparent of [`00-${TRACE}-${CALLER}-00`, `00-${TRACE}-${'0'.repeat(16)}-01`, 'Zebulon']) {
		await send({ url: '/health/live', headers: { traceparent } });
	}
	await traces.stop();
	t.equal(spans.length, 2, 'the first decided that nothing is kept');
	for (const span of spans) {
		t.equal(span.name, 'GET /health/live');
		t.equal(span.parentSpanContext, undefined);
		t.not(span.spanContext().traceId, TRACE);
	}
});

t.test('lost spans are logged', async (t) => {
	const lines: string[] = [];
	const log = createLog('info', { write: (line) => lines.push(line) });
	const traces = createTraces(log, exporterTo([], new Error('connect ECONNREFUSED Zebulon')));
	const { send } = await testApp(t, {}, { watch: traces.watch });
	await send({ url: '/health/live' });
	await traces.stop();
	t.strictSame(
		lines.map((line) => JSON.parse(line).msg),
		['traces-lost'],
	);
	t.notMatch(lines.join(''), /Zebulon/);
});

t.test('a collector that does not answer does not keep a server from stopping cleanly', async (t) => {
	const collector = createServer(() => {}).listen(0, '127.0.0.1');
	await once(collector, 'listening');
	t.teardown(() => collector.close());
	const { port: deaf } = collector.address() as { port: number };
	const { port, child, exit } = await start(t, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${deaf}` });
	t.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200);
	child.kill('SIGINT');
	t.equal(await exit, 0);
});

/** The names of the packages that a process has loaded by the time that each of its servers listens. */
async function loadedPackages(
	t: Test,
	environments: readonly NodeJS.ProcessEnv[],
): Promise<readonly ReadonlySet<string>[]> {
	const command = new URL('../../../src/cli/commands/serve.js', import.meta.url).href;
	const program = `import(${JSON.stringify(command)}).then(async ({ serve }) => {
		const loaded = [];
		for (const env of ${JSON.stringify(environments)}) {
			Object.assign(process.env, env);
			await serve.run({ values: {}, positionals: [] }, process);
			loaded.push(Object.keys(require.cache));
		}
		process.stdout.write(JSON.stringify(loaded), () => process.exit());
	})`;
	const child = spawn(process.execPath, ['-e', program], {
		env: { PATH: process.env['PATH'] },
		cwd: t.testdirName,
	});
	t.teardown(() => child.kill('SIGKILL'));
	const output = await text(child.stdout);
	const loaded = JSON.parse(output.slice(output.lastIndexOf('\n') + 1)) as string[][];
	const packageOf = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/;
	return loaded.map((files) => new Set(files.flatMap((file) => packageOf.exec(file)?.[1] ?? [])));
}

t.test('packages for metrics and traces are loaded only if they are configured', async (t) => {
	t.testdir({});
	const watching = [
		'prom-client',
		'@opentelemetry/api',
		'@opentelemetry/core',
		'@opentelemetry/exporter-trace-otlp-http',
		'@opentelemetry/resources',
		'@opentelemetry/sdk-trace-node',
	];
	const settings = { PORT: '0', LOG_LEVEL: 'silent', RENDER_THREADS: '0' };
	const [plain, asked] = await loadedPackages(t, [
		settings,
		{
			...settings,
			DATA_DIR: 'other',
			METRICS_PORT: '0',
			OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
		},
	]);
	t.strictSame(
		watching.filter((name) => !asked?.has(name)),
		[],
		'each is seen where it is loaded',
	);
	t.ok(plain?.has('fastify'));
	t.strictSame(
		[...(plain ?? [])].filter((name) => name === 'prom-client' || name.startsWith('@opentelemetry/')),
		[],
	);
});

t.test('traces are on with an endpoint, unless OTEL_SDK_DISABLED is true', async (t) => {
	const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://localhost:4318';
	t.equal(readConfig({}).traces, false);
	t.equal(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT }).traces, true);
	t.equal(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }).traces, false);
	t.equal(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'false' }).traces, true);
});

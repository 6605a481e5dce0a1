import Fastify, { type FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Access } from '../../access/access.ts';
import { PHASES } from '../../calls/timings.ts';
import type { Log } from '../../start/log.ts';
import type { Backlog } from '../../store/batches/batches.ts';
import { answerProblems } from '../answers/error-handler.ts';
import { guardHost } from '../requests/authorization.ts';
import { requestId } from '../requests/request-id.ts';
import { readablePath, refuseUnknownPaths } from '../requests/unknown-paths.ts';
import { OUTCOMES, type Work } from './work.ts';

/** Seconds. A phase takes 0.1 to 50 ms. */
const PHASE_BUCKETS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05];
const REQUEST_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

export interface Metrics {
	/** Counts the requests and documents of an app from now on. */
	watch(app: FastifyInstance): void;
	/** Sets the function that measures the queue of documents at each scrape. */
	watchQueue(length: () => number): void;
	/** Sets the function that measures the backlog of batches at each scrape. The gauges are left out while it fails. */
	watchBacklog(backlog: () => Promise<Backlog>): void;
	readonly registry: Registry;
}

const BACKLOG_GAUGES: readonly (readonly [string, string, (backlog: Backlog) => number])[] = [
	['superbill_batch_slices', 'Slices of batches that wait or are being worked on.', ({ slices }) => slices],
	[
		'superbill_batch_age_seconds',
		'Age of the oldest batch that has not ended.',
		({ oldest }) => (oldest === undefined ? 0 : (Date.now() - Date.parse(oldest)) / 1_000),
	],
];

/**
 * Creates metrics. Their labels are outcomes, phases, rules, severities and route patterns, never anything that a caller
 * chose, so that they reveal nothing about a patient or a practice. https://github.com/siimon/prom-client
 */
export function createMetrics(): Metrics {
	const registry = new Registry();
	const registers = [registry];
	let queueLength = () => 0;
	let backlog: (() => Promise<Backlog>) | undefined;
	collectDefaultMetrics({ register: registry });
	const documents = new Counter({
		name: 'superbill_documents_total',
		help: 'Documents by outcome.',
		labelNames: ['outcome'],
		registers,
	});
	const phases = new Histogram({
		name: 'superbill_phase_duration_seconds',
		help: 'Duration of each phase of checking and drawing.',
		labelNames: ['phase'],
		buckets: PHASE_BUCKETS,
		registers,
	});
	const findings = new Counter({
		name: 'superbill_findings_total',
		help: 'Findings by rule and severity.',
		labelNames: ['rule', 'severity'],
		registers,
	});
	// Name and labels: https://opentelemetry.io/docs/specs/semconv/http/http-metrics/
	const requests = new Histogram({
		name: 'http_server_request_duration_seconds',
		help: 'Time from a request to its answer, by route.',
		labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
		buckets: REQUEST_BUCKETS,
		registers,
	});
	new Gauge({
		name: 'superbill_render_queue_length',
		help: 'Documents that wait to be drawn.',
		registers,
		collect() {
			this.set(queueLength());
		},
	});
	for (const [name, help, measure] of BACKLOG_GAUGES) {
		new Gauge({
			name,
			help,
			registers,
			async collect() {
				const seen = await backlog?.().catch(() => undefined);
				if (seen) this.set(measure(seen));
				else this.remove();
			},
		});
	}
	// rate() misses the count with which a counter first appears, so all start at zero.
	for (const outcome of OUTCOMES) documents.inc({ outcome }, 0);
	for (const phase of PHASES) phases.zero({ phase });

	const count = ({ outcome, timings, findings: found }: Work): void => {
		if (outcome) documents.inc({ outcome });
		for (const [phase, ms] of Object.entries(timings)) phases.observe({ phase }, ms / 1000);
		for (const { rule, severity } of found) findings.inc({ rule, severity });
	};

	return {
		registry,
		watch(app) {
			// Counted before the answer arrives, because a document is drawn even for a caller that hangs up.
			app.addHook('onSend', async ({ work }) => {
				if (work) count(work);
			});
			app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
				requests.observe(
					{
						http_request_method: method,
						http_route: routeOptions.url ?? '',
						http_response_status_code: statusCode,
					},
					elapsedTime / 1000,
				);
			});
		},
		watchQueue(length) {
			queueLength = length;
		},
		watchBacklog(ask) {
			backlog = ask;
		},
	};
}

/** Serves `GET /metrics` on a separate port, so that access to it and to the API can be granted separately. */
export function buildMetricsApp(access: Access, { registry }: Metrics, log: Log): FastifyInstance {
	const app = Fastify({
		logger: false,
		genReqId: requestId,
		rewriteUrl: readablePath,
		requestTimeout: 10_000,
		keepAliveTimeout: 10_000,
	});
	answerProblems(app, log);
	guardHost(app, access);
	refuseUnknownPaths(app);
	app.get('/metrics', async (_request, reply) =>
		reply.type(registry.contentType).send(await registry.metrics()),
	);
	return app;
}

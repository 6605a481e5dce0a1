import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
	defaultResource,
	detectResources,
	envDetector,
	resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../../start/log.ts';
import { VERSION } from '../../version.ts';
import type { Work } from './work.ts';

/** Longest wait for the collector when the service stops, in ms. */
const LAST_EXPORT_MS = 2_000;

export interface Traces {
	/** Creates a span for every request from now on, with a child span for each phase of its work. */
	watch(app: FastifyInstance): void;
	/** Sends the spans that are not sent yet. */
	stop(): Promise<void>;
}

/** A span that has begun. */
interface Begun {
	readonly span: Span;
	readonly context: Context;
	/** Its start in ms since 1970. */
	readonly since: number;
	/** Its start on the clock of `performance.now()`, which never jumps. */
	readonly at: number;
}

/**
 * Creates traces. A span has the method, the route's pattern and the status, never a URL, a header or a body. Of the
 * caller's trace context, only `traceparent` is used, because its form has no room for anything else (W3C Trace
 * Context). The standard `OTEL_…` variables set where spans go, how many are sampled, and the name of the service.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function createTraces(log: Log, exporter: SpanExporter = new OTLPTraceExporter()): Traces {
	const provider = new NodeTracerProvider({
		resource: defaultResource()
			.merge(resourceFromAttributes({ 'service.name': 'superbill', 'service.version': VERSION }))
			.merge(detectResources({ detectors: [envDetector] })),
		spanProcessors: [new BatchSpanProcessor(reportingExporter(exporter, log))],
	});
	const tracer = provider.getTracer('superbill', VERSION);
	const begun = new WeakMap<FastifyRequest, Begun>();

	const begin = (request: FastifyRequest): void => {
		const { method, routeOptions, headers } = request;
		const since = Date.now();
		const at = performance.now();
		const route = routeOptions.url;
		const parent = contextOf(headers['traceparent']);
		const span = tracer.startSpan(
			route === undefined ? method : `${method} ${route}`,
			{
				kind: SpanKind.SERVER,
				startTime: since,
				attributes: { 'http.request.method': method, ...(route !== undefined && { 'http.route': route }) },
			},
			parent,
		);
		begun.set(request, { span, since, at, context: trace.setSpan(parent, span) });
	};

	/** Phases follow each other without gaps, so their times are calculated back from the end of the work. */
	const addPhases = ({ since, at, context }: Begun, { timings, endedAt }: Work): void => {
		const phases = Object.entries(timings);
		let startTime = since + endedAt - at - phases.reduce((sum, [, ms]) => sum + ms, 0);
		for (const [phase, ms] of phases) {
			tracer.startSpan(phase, { startTime }, context).end(startTime + ms);
			startTime += ms;
		}
	};

	const end = (request: FastifyRequest, status?: number): void => {
		const one = begun.get(request);
		if (!one) return;
		begun.delete(request);
		const { span, since, at } = one;
		if (request.work) addPhases(one, request.work);
		if (status !== undefined) span.setAttribute('http.response.status_code', status);
		if (status !== undefined && status >= 500) {
			span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
		}
		span.end(since + performance.now() - at);
	};

	return {
		watch(app) {
			app.addHook('onRequest', async (request) => begin(request));
			app.addHook('onResponse', async (request, { statusCode }) => end(request, statusCode));
			app.addHook('onRequestAbort', async (request) => end(request));
		},
		async stop() {
			// The exporter has already logged spans that could not be sent.
			const sent = provider.shutdown().catch(() => {});
			await Promise.race([sent, sleep(LAST_EXPORT_MS, undefined, { ref: false })]);
		},
	};
}

/** The caller's span, which becomes the parent of ours. */
function contextOf(traceparent: string | string[] | undefined): Context {
	const parent = typeof traceparent === 'string' && parseTraceParent(traceparent);
	return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

/** Logs lost spans, because OpenTelemetry does not. */
function reportingExporter(exporter: SpanExporter, log: Log): SpanExporter {
	return {
		export: (spans, done) =>
			exporter.export(spans, (result) => {
				if (result.error) log.event('traces-lost');
				done(result);
			}),
		shutdown: () => exporter.shutdown(),
	};
}

import type { FastifyInstance } from 'fastify';
import type { Access } from '../../access/access.ts';
import type { Config } from '../../config.ts';
import type { Log } from '../../start/log.ts';
import type { Metrics } from './metrics.ts';

/** Metrics and traces of an app, if they are configured. */
export interface Observers {
	watch(app: FastifyInstance): void;
	/** Set if `METRICS_PORT` is. The app that serves the metrics does not listen yet. */
	readonly metrics?: Metrics;
	readonly metricsApp?: FastifyInstance;
	stop(): Promise<void>;
}

export async function createObservers(config: Config, access: Access, log: Log): Promise<Observers> {
	// Loading these packages doubles the start-up time.
	const measuring = config.metricsPort === undefined ? undefined : await import('./metrics.ts');
	const tracing = config.traces ? await import('./traces.ts') : undefined;
	const metrics = measuring?.createMetrics();
	const metricsApp = metrics && measuring?.buildMetricsApp(access, metrics, log);
	const traces = tracing?.createTraces(log);
	return {
		watch(app) {
			traces?.watch(app);
			metrics?.watch(app);
		},
		...(metrics && metricsApp && { metrics, metricsApp }),
		async stop() {
			await Promise.all([metricsApp?.close(), traces?.stop()]);
		},
	};
}

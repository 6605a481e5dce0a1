import type { FastifyInstance } from 'fastify';
import type { Access } from '../../access/access.ts';
import type { Config } from '../../config.ts';
import type { Log } from '../../start/log.ts';
import type { Metrics } from './metrics.ts';

/** What looks at an app from outside; with no setting for it there is nothing, and no package of it is loaded. */
export interface Observers {
	watch(app: FastifyInstance): void;
	/** Where `METRICS_PORT` is set: the counts, and the app that serves them, not yet listening. */
	readonly metrics?: Metrics;
	readonly metricsApp?: FastifyInstance;
	stop(): Promise<void>;
}

export async function createObservers(config: Config, access: Access, log: Log): Promise<Observers> {
	// Loaded only where they are wanted: they would double the time that a start takes.
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

import Fastify, { type FastifyInstance } from 'fastify';
import { type LiveLibrary, openLibrary } from './code-store/live.ts';
import { codesFolder } from './code-store/manifest.ts';
import type { Config } from './config.ts';
import { makeDrainable } from './http/drain.ts';
import { guardHost, keyCheck, requireKey } from './http/gate.ts';
import { answerHeaders } from './http/headers.ts';
import { readJsonBodies } from './http/json-body.ts';
import { limitRequests, type PressureLimits } from './http/limits.ts';
import { createLog, type Log, logRequests } from './http/log.ts';
import { answerMalformed } from './http/malformed.ts';
import { docsPage } from './http/openapi/docs.ts';
import { describeRoutes } from './http/openapi/swagger.ts';
import { answerProblems, refuseUnknownPaths, sendProblem } from './http/problems.ts';
import { requestId } from './http/request-id.ts';
import { codeSetRoutes } from './http/routes/code-sets.ts';
import { documentRoute } from './http/routes/document.ts';
import { findingRoutes } from './http/routes/finding.ts';
import { healthRoutes } from './http/routes/health.ts';
import { recordRoutes } from './http/routes/records.ts';
import { ruleRoutes } from './http/routes/rules.ts';
import { superbillRoutes } from './http/routes/superbills.ts';
import { templateRoutes } from './http/routes/templates.ts';
import { stampVoid } from './pdf/stamp-void.ts';
import { createRecords } from './records/records.ts';
import type { SuperbillService } from './service.ts';
import { createDefaultService } from './start.ts';
import type { Store } from './store/store.ts';
import { StoreUnavailable } from './store/unavailable.ts';

/** What a test may put in the place of the real thing. */
export interface AppParts {
	readonly service?: SuperbillService;
	readonly library?: LiveLibrary;
	/** What superbills are kept in; without it, nothing can be issued. */
	readonly store?: () => Store;
	readonly log?: Log;
	readonly pressure?: PressureLimits;
}

/** The whole service, not yet listening. A request passes through in the order of this function. */
export async function buildApp(config: Config, parts: AppParts = {}): Promise<FastifyInstance> {
	const log = parts.log ?? createLog(config.logLevel);
	const library = parts.library ?? openLibrary(codesFolder(config.dataDir), (error) => log.failure(error));
	const service = parts.service ?? createDefaultService(config, library.current).service;
	const records = createRecords({ store: parts.store ?? noStore, service, stampVoid });
	const hasKey = keyCheck(config);

	const app = Fastify({
		logger: false,
		genReqId: requestId,
		trustProxy: false,
		bodyLimit: config.bodyLimit,
		connectionTimeout: 30_000,
		requestTimeout: 30_000,
		keepAliveTimeout: 10_000,
		http: { headersTimeout: 10_000, maxHeaderSize: 16 * 1024, requireHostHeader: false },
		// While the service shuts down, who still has a connection is answered as ever, and told that it closes.
		return503OnClosing: false,
		clientErrorHandler: answerMalformed,
		frameworkErrors: (error, request, reply) => sendProblem(error, request, reply, log),
	});
	// Node would answer 417 by itself; an expectation that is not understood may be ignored (RFC 9110, 10.1.1).
	app.server.on('checkExpectation', app.routing);

	app.addHook('onClose', async () => library.close());
	logRequests(app, log);
	makeDrainable(app);
	answerProblems(app, log);
	await answerHeaders(app, config);
	guardHost(app, config);
	await limitRequests(app, config, hasKey, parts.pressure);
	refuseUnknownPaths(app);
	readJsonBodies(app);

	await describeRoutes(app);
	await app.register(
		async (v1) => {
			requireKey(v1, hasKey, config);
			superbillRoutes(v1, service, records);
			recordRoutes(v1, records);
			findingRoutes(v1, records);
			codeSetRoutes(v1, library.current, config.timeZone);
			ruleRoutes(v1, service);
			templateRoutes(v1, service);
		},
		{ prefix: '/v1' },
	);
	healthRoutes(app);
	documentRoute(app);
	await docsPage(app);
	return app;
}

const noStore = (): Store => {
	throw new StoreUnavailable('there is no store');
};

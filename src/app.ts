import Fastify, { type FastifyInstance } from 'fastify';
import { type Access, createAccess } from './access/access.ts';
import { createKeys } from './access/keys.ts';
import { createAuditLog } from './audit/audit-log.ts';
import { createBatches } from './batches/batches.ts';
import type { Refusal } from './calls/refusal.ts';
import { type LiveLibrary, openLibrary } from './codes/library/live.ts';
import { codesFolder } from './codes/library/manifest.ts';
import type { Config } from './config.ts';
import { auditRoutes } from './http/access/audit-routes.ts';
import { apiKeyRoutes } from './http/access/key-routes.ts';
import { auditRefusedAttempts } from './http/access/refused-attempts.ts';
import { answerProblems } from './http/answers/error-handler.ts';
import { answerHeaders } from './http/answers/headers.ts';
import { batchRoutes } from './http/batches/batch-routes.ts';
import { codeSetRoutes } from './http/codes/code-routes.ts';
import { logRequests } from './http/observe/request-log.ts';
import { answerServerTiming } from './http/observe/work.ts';
import { describeRoutes } from './http/openapi/swagger.ts';
import { healthRoutes } from './http/operations/health-routes.ts';
import { openapiRoute } from './http/operations/openapi-route.ts';
import { errorPageRoutes } from './http/pages/error-pages.ts';
import { pageRoutes } from './http/pages/page-routes.ts';
import { practiceRoutes } from './http/practices/practice-routes.ts';
import { answerSilence, LONGEST_MS, limitArrival } from './http/requests/arrival.ts';
import { guardHost, identifyOnce, requireKey } from './http/requests/authorization.ts';
import { makeDrainable } from './http/requests/drain.ts';
import { readJsonBodies } from './http/requests/json-body.ts';
import { limitBodies, limitRequests, type PressureLimits, takeTurns } from './http/requests/limits.ts';
import { answerMalformed } from './http/requests/malformed.ts';
import { refuseStrayParameters } from './http/requests/parameters.ts';
import { requestId } from './http/requests/request-id.ts';
import { createTurns } from './http/requests/turns.ts';
import { readablePath, refuseUnknownPaths } from './http/requests/unknown-paths.ts';
import { UploadRoom } from './http/requests/upload-room.ts';
import { ruleRoutes } from './http/rules/rule-routes.ts';
import { findingRoutes } from './http/superbills/find-routes.ts';
import { paymentRoutes } from './http/superbills/payment-routes.ts';
import { recordRoutes } from './http/superbills/record-routes.ts';
import { superbillRoutes } from './http/superbills/render-routes.ts';
import { siblingRoutes } from './http/superbills/sibling-routes.ts';
import { templateRoutes } from './http/templates/template-routes.ts';
import { createUploadReader } from './intake/thread/upload-reader.ts';
import { checkUploadedImage } from './pdf/pictures/decode.ts';
import { createPractices } from './practices/on-file/practices.ts';
import { createRecords } from './records/records.ts';
import type { SuperbillService } from './service/service.ts';
import { createDefaultService } from './start/default-service.ts';
import { noStore } from './start/live-store.ts';
import { createLog, type Log } from './start/log.ts';
import { shippedFolder } from './start/shipped-folder.ts';
import type { Store } from './store/store.ts';

/** Parts that the server shares, or that a test replaces. */
export interface AppParts {
	readonly service?: SuperbillService;
	readonly library?: LiveLibrary;
	/** The store; without one, nothing can be issued. */
	readonly store?: () => Store;
	/** The first damage that was found in its database. */
	readonly damage?: () => Refusal | undefined;
	readonly access?: Access;
	readonly log?: Log;
	readonly pressure?: PressureLimits;
	/** The memory for uploads. */
	readonly room?: UploadRoom;
	/** True if the drawing threads would refuse a document of a caller after `more` others. */
	readonly isFull?: ((caller: string, more: number) => boolean) | undefined;
	/** Adds hooks before all others, so that they see every request from its start. */
	readonly watch?: (app: FastifyInstance) => void;
}

/** Bytes of the request line and all headers. */
const MAX_HEADER_SIZE = 16 * 1024;

/** Builds the HTTP service without listening. A request passes through its parts in the order below. */
export async function buildApp(config: Config, parts: AppParts = {}): Promise<FastifyInstance> {
	const log = parts.log ?? createLog(config.logLevel);
	const library =
		parts.library ?? (await openLibrary(codesFolder(config.dataDir), shippedFolder('codes/'), log.failure));
	const service = parts.service ?? createDefaultService(config, library.current).service;
	const store = parts.store ?? noStore;
	const access = parts.access ?? createAccess(config, store);
	const onFailure = (error: unknown, requestId?: string) => log.failure(error, requestId);
	const records = createRecords({
		store,
		service,
		timeZone: config.timeZone,
		onDamage: onFailure,
	});
	const batches = createBatches({ store, timeZone: config.timeZone, onError: onFailure });
	const uploads = createUploadReader({ onError: onFailure });
	const practices = createPractices({ store, service, checkImage: checkUploadedImage });
	const identify = identifyOnce(access);

	const app = Fastify({
		logger: false,
		genReqId: requestId,
		trustProxy: false,
		bodyLimit: config.bodyLimit,
		connectionTimeout: 30_000,
		requestTimeout: LONGEST_MS,
		keepAliveTimeout: 10_000,
		http: { headersTimeout: 10_000, maxHeaderSize: MAX_HEADER_SIZE, requireHostHeader: false },
		rewriteUrl: readablePath,
		// Fastify would refuse a longer one without its hooks.
		routerOptions: { maxParamLength: MAX_HEADER_SIZE },
		// While the service shuts down, open connections still get their answers, with Connection: close.
		return503OnClosing: false,
		clientErrorHandler: answerMalformed,
	});
	// Node would answer 417, but an unknown expectation may be ignored (RFC 9110, 10.1.1).
	app.server.on('checkExpectation', app.routing);

	app.addHook('onClose', async () => {
		library.close();
		await uploads.stop();
	});
	logRequests(app, log);
	answerServerTiming(app);
	parts.watch?.(app);
	limitArrival(app);
	answerSilence(app);
	makeDrainable(app);
	answerProblems(app, log);
	answerHeaders(app, config);
	guardHost(app, access, config.publicUrl);
	await limitRequests(app, config, identify, parts.pressure);
	refuseUnknownPaths(app);

	await describeRoutes(app);
	await app.register(
		async (v1) => {
			requireKey(v1, access, identify);
			auditRefusedAttempts(v1, store, log);
			refuseStrayParameters(v1);
			limitBodies(v1, config);
			const turns = createTurns();
			readJsonBodies(v1, turns);
			takeTurns(v1, turns, parts.isFull ?? (() => false));
			superbillRoutes(v1, service, records);
			recordRoutes(v1, records);
			paymentRoutes(v1, records);
			siblingRoutes(v1, records);
			batchRoutes(v1, {
				batches,
				records,
				service,
				uploads,
				room: parts.room ?? new UploadRoom(),
				onFailure,
			});
			practiceRoutes(v1, practices);
			findingRoutes(v1, records);
			codeSetRoutes(v1, library.current, config.timeZone);
			ruleRoutes(v1, service);
			templateRoutes(v1, service);
			const keys = createKeys(store);
			apiKeyRoutes(v1, keys);
			auditRoutes(v1, createAuditLog(store), keys);
		},
		{ prefix: '/v1' },
	);
	healthRoutes(app, parts.damage ?? (() => undefined));
	openapiRoute(app);
	errorPageRoutes(app);
	pageRoutes(app);
	return app;
}

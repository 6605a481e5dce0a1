import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Access, createAccess } from './access/access.ts';
import { buildApp } from './app.ts';
import { SYSTEM } from './calls/actor.ts';
import { OperatorError } from './calls/operator-error.ts';
import { type Config, isLoopback } from './config.ts';
import { createObservers } from './http/observe/observers.ts';
import type { DrawingParts } from './start/drawing.ts';
import { greetingText } from './start/greeting.ts';
import { startHousekeeping } from './start/housekeeping.ts';
import { openRuntime, type Runtime } from './start/runtime.ts';
import { stopOnSignal } from './start/shutdown.ts';
import { batchesOf } from './store/batches/batches.ts';

/** Requests are still accepted for this long after SIGTERM, until load balancers have noticed that readiness fails. */
const DRAIN_MS = 2_000;

/**
 * Starts the service. On SIGTERM or SIGINT, readiness fails, requests in flight are answered, and the process exits.
 * @param drawing the drawing threads, if they have been started
 * @returns the address that it listens on, like `http://127.0.0.1:3000`
 * @throws OperatorError for settings, files or an address that cannot be used
 */
export async function startServer(config: Config, drawing?: DrawingParts): Promise<string> {
	const runtime = await openRuntime(config, drawing);
	const access = createAccess(config, runtime.store.current);
	const server = await compose(config, runtime, access).catch(async (error: unknown) => {
		await runtime.close();
		throw error;
	});
	try {
		await refuseToBeOpenToOthers(access, config);
		await runtime.pool?.ready;
		await server.listen();
	} catch (error) {
		// The open parts would keep the process alive.
		await server.close();
		throw error;
	}
	const { log, service } = runtime;
	stopOnSignal(runtime, async (signal) => {
		server.app.drain();
		if (signal === 'SIGTERM') await sleep(DRAIN_MS);
		await server.close();
	});
	log.event('listening');
	runtime.remindOfCodes();
	const { lowered } = service.severities;
	for (const rule of lowered) log.event('rule-lowered', { rule });
	const address = config.publicUrl?.replace(/\/$/, '') ?? addressOf(server.app, config.host);
	const metrics = server.metricsApp && `${addressOf(server.metricsApp, config.host)}/metrics`;
	process.stdout.write(greetingText({ address, metrics, isOpen: await isKnownOpen(access), lowered }));
	return address;
}

interface Server {
	readonly app: FastifyInstance;
	readonly metricsApp: FastifyInstance | undefined;
	listen(): Promise<void>;
	/** Answers requests in flight, then closes everything. */
	close(): Promise<void>;
}

async function compose(config: Config, runtime: Runtime, access: Access): Promise<Server> {
	const { log, pool, library, service, store } = runtime;
	const observers = await createObservers(config, access, log);
	const { metrics, metricsApp } = observers;
	if (pool) metrics?.watchQueue(pool.waiting);
	metrics?.watchBacklog(async () => batchesOf(store.current().db, SYSTEM).backlog());
	const app = await buildApp(config, {
		log,
		library,
		service,
		store: store.current,
		damage: store.damage,
		access,
		watch: observers.watch,
		isFull: pool?.isFull,
	});
	const stopHousekeeping = startHousekeeping({
		store: store.current,
		retentionDays: config.retentionDays,
		onPurged: (count) => log.event('purged', { count }),
		onFailure: log.failure,
	});
	const runner = config.work ? runtime.runBatches() : undefined;
	return {
		app,
		metricsApp,
		async listen() {
			await listen(app, config.host, 'PORT', config.port);
			if (metricsApp) await listen(metricsApp, config.host, 'METRICS_PORT', config.metricsPort as number);
		},
		async close() {
			await app.close();
			await Promise.all([stopHousekeeping(), runner?.stop()]);
			await runtime.close();
			await observers.stop();
		},
	};
}

/** Refuses to listen beyond this machine unless an API key is known to exist. */
async function refuseToBeOpenToOthers({ isOpen }: Access, { host }: Config): Promise<void> {
	if (isLoopback(host)) return;
	const reason = await isOpen().then(
		(open) => (open ? 'there is no API key' : undefined),
		() => 'API_KEY is not set and the store, which may hold other keys, cannot be reached',
	);
	if (reason === undefined) return;
	throw new OperatorError(
		`HOST must be 127.0.0.1, ::1 or localhost, because ${reason}: anyone could make superbills and read the answers. Set API_KEY, make a key with "superbill keys create", or leave HOST out.`,
	);
}

/** False if the store cannot be reached, because then nobody is answered. */
function isKnownOpen({ isOpen }: Access): Promise<boolean> {
	return isOpen().catch(() => false);
}

async function listen(app: FastifyInstance, host: string, variable: string, port: number): Promise<void> {
	try {
		await app.listen({ host, port });
	} catch (error) {
		const reason = LISTEN_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];
		throw reason ? new OperatorError(reason(variable)) : error;
	}
}

const NO_SUCH_ADDRESS = () => 'HOST must be an address of this machine, like 127.0.0.1 or 0.0.0.0.';

/** Remedies by error code, worded for the variable that names the port. */
const LISTEN_ERRORS: Readonly<Record<string, (variable: string) => string>> = {
	EADDRINUSE: (variable) =>
		`${variable} is already in use by another program. Stop that program, or choose another ${variable}.`,
	EACCES: (variable) => `${variable} must be a port that this user may open: choose 1024 or higher.`,
	EADDRNOTAVAIL: NO_SUCH_ADDRESS,
	ENOTFOUND: NO_SUCH_ADDRESS,
	EAI_AGAIN: NO_SUCH_ADDRESS,
};

function addressOf(app: FastifyInstance, host: string): string {
	const { port } = app.server.address() as AddressInfo;
	const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
	return `http://${name}:${port}`;
}

import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { type Access, createAccess } from './access/access.ts';
import { buildApp } from './app.ts';
import { runBatches } from './batches/runner.ts';
import { openLibrary } from './codes/library/live.ts';
import { codesFolder } from './codes/library/manifest.ts';
import { type Config, ConfigError, isLoopback, readConfig } from './config.ts';
import { createObservers } from './http/observe/observers.ts';
import { createDrawingPool, type DrawingPool } from './service/drawing/pool.ts';
import { createDefaultService } from './start/default-service.ts';
import { keepHouse } from './start/housekeeping.ts';
import { createLog, type Log } from './start/log.ts';
import { closeStore, onFailure, openConfiguredStore } from './start/open-store.ts';
import { reloadOnHangup } from './start/reload.ts';
import { backlog } from './store/batches.ts';
import { ROOT } from './version.ts';

/** For this long after SIGTERM requests are still taken, while readiness is red and a balancer turns elsewhere. */
const DRAIN_MS = 2_000;

/** All of it together ends before Docker's ten seconds do, after which a process is killed. */
const STOP_MS = 9_000;

/**
 * Starts the service; reads its templates again on SIGHUP; stops it gracefully on SIGTERM or SIGINT: readiness turns red, requests in flight are
 * answered, then the process exits with 0, or with 1 when time runs out.
 * @returns the address that it listens on, like `http://127.0.0.1:3000`.
 * @throws ConfigError when the environment, or the address in it, cannot be used, or TemplateError when a template
 * cannot; their messages are for the operator.
 */
export async function startServer(env: NodeJS.ProcessEnv): Promise<string> {
	const config = readConfig(env);
	const log = createLog(config.logLevel);
	// First of all: threads start while this one reads templates and opens the store.
	const pool =
		config.renderThreads === 0
			? undefined
			: createDrawingPool({ threads: config.renderThreads, onError: (error) => log.failure(error) });
	try {
		return await serve(config, log, pool);
	} catch (error) {
		await pool?.stop();
		throw error;
	}
}

async function serve(config: Config, log: Log, pool: DrawingPool | undefined): Promise<string> {
	const library = openLibrary(codesFolder(config.dataDir), (error) => log.failure(error));
	const own = createDefaultService(config, library.current, pool?.draw);
	const { service } = own;
	pool?.use(service.templates());
	const store = await openConfiguredStore(config, log);
	const access = createAccess(config, store.current);
	const observers = await createObservers(config, access, log);
	if (pool) observers.metrics?.watchQueue(pool.waiting);
	observers.metrics?.watchBacklog(async () => backlog(store.current().db));
	const app = await buildApp(config, {
		log,
		library,
		service,
		store: store.current,
		access,
		watch: observers.watch,
		isFull: pool?.isFull,
	});
	const stopHousekeeping = keepHouse({
		store: store.current,
		retentionDays: config.retentionDays,
		onPurged: (count) => log.event('purged', { count }),
		onFailure: onFailure(log),
	});
	const runner = config.work
		? runBatches({ store: store.current, service, onFailure: onFailure(log) })
		: undefined;
	app.addHook('onClose', async () => {
		await Promise.all([stopHousekeeping(), runner?.stop()]);
		await Promise.all([closeStore(store), pool?.stop()]);
	});
	try {
		await refuseToBeOpenToOthers(access, config);
		await pool?.ready;
		await listen(app, config.host, 'PORT', config.port);
		if (observers.metricsApp) {
			await listen(observers.metricsApp, config.host, 'METRICS_PORT', config.metricsPort as number);
		}
	} catch (error) {
		// What is still open would keep the process from ending.
		await Promise.all([app.close(), observers.stop()]);
		throw error;
	}

	reloadOnHangup(own, pool, log);
	const onTimeout = () => log.event('stopped-late');
	closeWithGrace({ delay: STOP_MS, logger: false, skip: ['SIGHUP'], onTimeout }, async ({ signal, err }) => {
		if (err) log.failure(err);
		log.event('draining', { signal });
		app.drain();
		if (signal === 'SIGTERM') await sleep(DRAIN_MS);
		await app.close();
		await observers.stop();
		log.event('stopped');
	});

	log.event('listening');
	const { lowered } = service.severities;
	for (const rule of lowered) log.event('rule-lowered', { rule });
	const address = config.publicUrl?.replace(/\/$/, '') ?? addressOf(app, config.host);
	const metrics = observers.metricsApp && `${addressOf(observers.metricsApp, config.host)}/metrics`;
	process.stdout.write(greeting(address, await isKnownOpen(access), lowered, metrics));
	return address;
}

/** Who listens where others can call must know that there is a key. */
async function refuseToBeOpenToOthers({ isOpen }: Access, { host }: Config): Promise<void> {
	if (isLoopback(host)) return;
	const why = await isOpen().then(
		(open) => (open ? 'there is no API key' : undefined),
		() => 'no API_KEY is set and the store cannot be asked for other keys',
	);
	if (why === undefined) return;
	throw new ConfigError([
		`HOST must be 127.0.0.1, ::1 or localhost as long as ${why}: others could make superbills and read answers. Set API_KEY, make a key with "superbill keys create", or leave HOST out.`,
	]);
}

/** False where it cannot be told: nobody is answered then. */
function isKnownOpen({ isOpen }: Access): Promise<boolean> {
	return isOpen().catch(() => false);
}

async function listen(app: FastifyInstance, host: string, variable: string, port: number): Promise<void> {
	try {
		await app.listen({ host, port });
	} catch (error) {
		const reason = LISTEN_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];
		throw reason ? new ConfigError([reason(variable)]) : error;
	}
}

const NO_SUCH_ADDRESS = () => 'HOST must be an address of this machine, like 127.0.0.1 or 0.0.0.0.';

/** What to do, by the variable that names the port. */
const LISTEN_ERRORS: Readonly<Record<string, (variable: string) => string>> = {
	EADDRINUSE: (variable) =>
		`${variable} must be free: something else listens there already. Stop it, or choose another ${variable}.`,
	EACCES: (variable) => `${variable} must be one that this user may open: choose 1024 or more.`,
	EADDRNOTAVAIL: NO_SUCH_ADDRESS,
	ENOTFOUND: NO_SUCH_ADDRESS,
};

function addressOf(app: FastifyInstance, host: string): string {
	const { port } = app.server.address() as AddressInfo;
	const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
	return `http://${name}:${port}`;
}

const EXAMPLE = new URL('openapi/examples/iv-ketamine-visit.json', ROOT);

/** What someone who just started it wants to know; on standard output, the log being on standard error. */
function greeting(
	address: string,
	open: boolean,
	lowered: readonly string[],
	metrics: string | undefined,
): string {
	const key = open ? '' : ' -H "Authorization: Bearer $API_KEY"';
	const example = relative(process.cwd(), fileURLToPath(EXAMPLE));
	// An image holds no examples.
	const terminal = existsSync(EXAMPLE)
		? `
  On a terminal   curl -fsS ${address}/v1/superbills/render${key} -H "Content-Type: application/json" --data-binary "@${example}" -o superbill.pdf`
		: '';
	return `Superbill is listening on ${address}

  In a browser    ${address}/docs${terminal}${
		metrics === undefined
			? ''
			: `
  Metrics         ${metrics}`
	}

  ${
		open
			? 'There is no API key, so only this machine may call, as localhost, 127.0.0.1 or [::1].'
			: 'Callers need an API key.'
	}
${lowered.length === 0 ? '' : `\n  RULES_FILE lets superbills pass that would be refused:\n${lowered.map((rule) => `    ${rule}\n`).join('')}`}`;
}

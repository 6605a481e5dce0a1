import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { type Access, createAccess } from './access/access.ts';
import { buildApp } from './app.ts';
import { openLibrary } from './code-store/live.ts';
import { codesFolder } from './code-store/manifest.ts';
import { type Config, ConfigError, isLoopback, readConfig } from './config.ts';
import { createLog, type Log } from './http/log.ts';
import { createDefaultService } from './start.ts';
import { type LiveStore, openLive } from './store/live.ts';
import { AlreadyServed } from './store/sqlite.ts';
import { openStore, type Store } from './store/store.ts';
import { TemplateError } from './templates/load.ts';
import { keyringOf } from './vault/keyring.ts';
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
	const library = openLibrary(codesFolder(config.dataDir), (error) => log.failure(error));
	const { service, reloadTemplates } = createDefaultService(config, library.current);
	const store = openLive(
		() => openConfiguredStore(config, log),
		(error) => log.storeUnavailable(error),
	);
	await refuseToShare(store);
	const access = createAccess(config, store.current);
	const app = await buildApp(config, { log, library, service, store: store.current, access });
	app.addHook('onClose', () => store.close());
	try {
		await refuseToBeOpenToOthers(access, config);
		await listen(app, config);
	} catch (error) {
		// What is still open would keep the process from ending.
		await app.close();
		throw error;
	}

	process.on('SIGHUP', () => {
		try {
			reloadTemplates();
			log.templates({ count: service.templates().length });
		} catch (error) {
			if (error instanceof TemplateError) log.templates({ mistakes: error.mistakes });
			else log.failure(error);
		}
	});

	const onTimeout = () => log.event('stopped-late');
	closeWithGrace({ delay: STOP_MS, logger: false, skip: ['SIGHUP'], onTimeout }, async ({ signal, err }) => {
		if (err) log.failure(err);
		log.event('draining', { signal });
		app.drain();
		if (signal === 'SIGTERM') await sleep(DRAIN_MS);
		await app.close();
		log.event('stopped');
	});

	log.event('listening');
	const { lowered } = service.settings;
	for (const rule of lowered) log.event('rule-lowered', { rule });
	const address = addressOf(app, config);
	process.stdout.write(greeting(address, await isKnownOpen(access), lowered));
	return address;
}

function openConfiguredStore(config: Config, log: Log): Promise<Store> {
	return openStore(config, keyringOf(config), { exclusive: true, onError: (error) => log.failure(error) });
}

async function refuseToShare(store: LiveStore): Promise<void> {
	try {
		await store.opened;
	} catch (error) {
		throw error instanceof AlreadyServed ? new ConfigError([error.message]) : error;
	}
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

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
	try {
		await app.listen({ host, port });
	} catch (error) {
		const reason = LISTEN_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];
		throw reason ? new ConfigError([reason]) : error;
	}
}

const LISTEN_ERRORS: Readonly<Record<string, string>> = {
	EADDRINUSE: 'PORT must be free: something else listens there already. Stop it, or choose another PORT.',
	EACCES: 'PORT must be one that this user may open: choose 1024 or more.',
	EADDRNOTAVAIL: 'HOST must be an address of this machine, like 127.0.0.1 or 0.0.0.0.',
	ENOTFOUND: 'HOST must be an address of this machine, like 127.0.0.1 or 0.0.0.0.',
};

function addressOf(app: FastifyInstance, { host, publicUrl }: Config): string {
	const { port } = app.server.address() as AddressInfo;
	if (publicUrl !== undefined) return publicUrl.replace(/\/$/, '');
	const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
	return `http://${name}:${port}`;
}

const EXAMPLE = new URL('openapi/examples/iv-ketamine-visit.json', ROOT);

/** What someone who just started it wants to know; on standard output, the log being on standard error. */
function greeting(address: string, open: boolean, lowered: readonly string[]): string {
	const key = open ? '' : ' -H "Authorization: Bearer $API_KEY"';
	const example = relative(process.cwd(), fileURLToPath(EXAMPLE));
	// An image holds no examples.
	const terminal = existsSync(EXAMPLE)
		? `
  On a terminal   curl -fsS ${address}/v1/superbills/render${key} -H "Content-Type: application/json" --data-binary "@${example}" -o superbill.pdf`
		: '';
	return `Superbill is listening on ${address}

  In a browser    ${address}/docs${terminal}

  ${
		open
			? 'There is no API key, so only this machine may call, as localhost, 127.0.0.1 or [::1].'
			: 'Callers need an API key.'
	}
${lowered.length === 0 ? '' : `\n  RULES_FILE lets superbills pass that would be refused:\n${lowered.map((rule) => `    ${rule}\n`).join('')}`}`;
}

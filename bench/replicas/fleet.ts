import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../src/version.ts';
import { proxyConfig } from '../../test/all/haproxy-config.ts';
import { freePort, type PostgresCluster } from '../../test/all/postgres-cluster.ts';
import { type Program, startProgram } from './program.ts';

/** The bundled program of this version. */
export const SHIPPED = fileURLToPath(new URL('dist/app/main.js', ROOT));

/** Servers and workers with one database, and a proxy in front of the servers. */
export interface Fleet {
	readonly databaseUrl: string;
	/** Origin of the proxy. */
	readonly origin: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly env: NodeJS.ProcessEnv;
	/** Origin of the server at a place of the proxy's configuration. */
	direct(place: number): string;
	/** Starts a server at a place of the proxy's configuration, and waits until the proxy can use it. */
	startServer(place: number, main?: string): Promise<Program>;
	startWorker(main?: string): Promise<Program>;
	/** All started programs, including the proxy. */
	readonly programs: readonly Program[];
	stop(): Promise<void>;
}

/** Sets up a fleet as in `deploy`: all processes share secrets, and only workers work on batches. Each has one drawing thread. */
export async function startFleet(cluster: PostgresCluster, places: number): Promise<Fleet> {
	const folder = mkdtempSync(join(tmpdir(), 'superbill-replicas-'));
	const databaseUrl = await cluster.createDatabase();
	const ports: number[] = [];
	for (let i = 0; i < places; i++) ports.push(await freePort());
	const proxyPort = await freePort();
	const apiKey = randomBytes(32).toString('hex');
	const headers = { authorization: `Bearer ${apiKey}` };
	const env = {
		DATA_KEY: randomBytes(32).toString('base64'),
		DATA_DIR: folder,
		TIME_ZONE: 'America/Denver',
		RENDER_THREADS: '1',
	};
	const programs: Program[] = [];

	/** @param name also names the connections to PostgreSQL */
	const started = (name: string, command: string, main: string, more: NodeJS.ProcessEnv = {}) => {
		const own = { DATABASE_URL: `${databaseUrl}?application_name=${name}`, ...env, ...more };
		const program = startProgram(name, folder, [process.execPath, main, command], own);
		programs.push(program);
		return program;
	};

	const config = join(folder, 'haproxy.cfg');
	writeFileSync(config, proxyConfig(proxyPort, ports));
	programs.push(startProgram('proxy', folder, ['haproxy', '-db', '-f', config], {}));

	let count = 0;
	return {
		databaseUrl,
		origin: `http://127.0.0.1:${proxyPort}`,
		headers,
		env,
		direct: (place) => `http://127.0.0.1:${ports[place]}`,
		async startServer(place, main = SHIPPED) {
			const server = started(`server-${++count}`, 'serve', main, {
				PORT: `${ports[place]}`,
				HOST: '127.0.0.1',
				API_KEY: apiKey,
				RATE_LIMIT: '1000000',
				WORK: 'off',
			});
			await ready(server, `http://127.0.0.1:${ports[place]}`);
			await ready(server, `http://127.0.0.1:${proxyPort}`);
			return server;
		},
		async startWorker(main = SHIPPED) {
			const worker = started(`worker-${++count}`, 'work', main);
			while (!worker.log().includes('is processing batches')) await sleep(20);
			return worker;
		},
		programs,
		async stop() {
			for (const program of programs) program.kill('SIGKILL');
			rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
		},
	};
}

const READY_MS = 20_000;

async function ready(server: Program, origin: string): Promise<void> {
	for (const since = performance.now(); performance.now() - since < READY_MS; await sleep(50)) {
		const status = await fetch(`${origin}/health/ready`).then(
			({ status }) => status,
			() => 0,
		);
		if (status === 200) return;
	}
	throw new Error(`${server.name} did not become ready:\n${server.log().slice(-2_000)}`);
}

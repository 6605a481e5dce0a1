import { type ExecFileOptions, execFile, execFileSync, spawnSync } from 'node:child_process';
import {
	appendFileSync,
	chownSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A PostgreSQL server for one test. It uses nothing outside its folder and leaves nothing behind. */
export interface PostgresCluster {
	/** Makes an empty database. @returns its URL. */
	createDatabase(): Promise<string>;
	/** Breaks all connections. `immediate` is like a power failure. */
	stop(mode?: 'fast' | 'immediate'): Promise<void>;
	/** Starts on the same port as before. Returns when it accepts connections. */
	start(): Promise<void>;
	/** Reads the server's log. */
	log(): string;
	/** Stops the server, and removes its folder with all databases. */
	remove(): void;
}

/**
 * Finds the folder of `initdb` and `pg_ctl`. Debian keeps them out of PATH, in a folder for each version: takes the newest.
 * @returns undefined if PostgreSQL's server is not installed.
 */
export function postgresPrograms(): string | undefined {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).map(Number) : [];
	const folders = [
		...versions.sort((a, b) => b - a).map((version) => join(debian, String(version), 'bin')),
		...(process.env['PATH'] ?? '').split(':'),
	];
	return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

/**
 * Makes a cluster and starts it. Its commits are durable (`fsync` stays on), and it sorts text by language and not by
 * bytes, like most clusters in use.
 * @param settings for `postgresql.conf`, besides the address.
 */
export async function startCluster(
	settings: Readonly<Record<string, string>> = {},
): Promise<PostgresCluster> {
	const programs = postgresPrograms();
	if (programs === undefined) throw new Error('These tests need PostgreSQL: apt-get install postgresql');
	const folder = mkdtempSync(join(tmpdir(), 'superbill-postgres-'));
	const user = unprivileged();
	if (user) chownSync(folder, user.uid, user.gid);
	const data = join(folder, 'data');
	const log = join(folder, 'log');
	const options: ExecFileOptions = { ...user, cwd: folder };
	const program = (name: string, ...args: string[]) => run(join(programs, name), args, options);
	// On a busy disk, the last checkpoint has taken more than the minute that pg_ctl waits by default.
	const patience = ['--wait', '--timeout=240'];
	const stopping = (mode: string) => ['stop', `--pgdata=${data}`, `--mode=${mode}`, ...patience];

	const remove = () => {
		process.off('exit', remove);
		spawnSync(join(programs, 'pg_ctl'), stopping('immediate'), { ...user, cwd: folder, stdio: 'ignore' });
		// The server's last processes may still write while the folder is removed.
		rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
	};
	// Also runs if a test ends early.
	process.on('exit', remove);

	const start = async () => {
		await program('pg_ctl', 'start', `--pgdata=${data}`, `--log=${log}`, ...patience).catch(() => {
			throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`);
		});
	};
	const port = await freePort();
	const url = (database: string) => `postgres://superbill@127.0.0.1:${port}/${database}`;
	try {
		const sorting = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'];
		// A power failure may lose an empty database: it is simply made again.
		await program(
			'initdb',
			`--pgdata=${data}`,
			'--username=superbill',
			'--auth=trust',
			'--no-sync',
			...sorting,
		);
		const listening = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: folder };
		appendFileSync(
			join(data, 'postgresql.conf'),
			Object.entries({ ...listening, ...settings })
				.map(([name, value]) => `${name} = '${value}'\n`)
				.join(''),
		);
		await start();
	} catch (error) {
		remove();
		throw error;
	}

	let databases = 0;
	return {
		async createDatabase() {
			const name = `test_${++databases}`;
			const client = new pg.Client({ connectionString: url('postgres') });
			await client.connect();
			try {
				await client.query(`create database ${name}`);
			} finally {
				await client.end();
			}
			return url(name);
		},
		async stop(mode = 'fast') {
			await program('pg_ctl', ...stopping(mode));
		},
		start,
		log: () => readFileSync(log, 'utf8'),
		remove,
	};
}

/** Chooses a user, because PostgreSQL refuses to run as root: the one that Debian's package makes, or nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = (which: '-u' | '-g') => {
		const { status, stdout } = spawnSync('id', [which, 'postgres'], { encoding: 'utf8' });
		return Number(status === 0 ? stdout : execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
	};
	return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Finds a port that nobody listens on. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});
}

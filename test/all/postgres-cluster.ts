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

/** A PostgreSQL server of a test's own: nothing outside its folder is used, and nothing of it stays behind. */
export interface PostgresCluster {
	/** Makes an empty database. @returns its URL. */
	createDatabase(): Promise<string>;
	/** Breaks off all connections. `immediate` is as if the machine had lost power. */
	stop(mode?: 'fast' | 'immediate'): Promise<void>;
	/** On the same port as before; returns when it takes connections. */
	start(): Promise<void>;
	/** All that the server has logged. */
	log(): string;
	/** Stops the server, and removes its folder with all databases. */
	remove(): void;
}

/**
 * Where `initdb` and `pg_ctl` are. Debian keeps them out of PATH, a folder for every version: the newest is taken.
 * None where PostgreSQL's server is not installed.
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
 * Makes a cluster and starts it. Its commits are as durable as those of any other (`fsync` stays on), and it sorts text
 * as people do and not by bytes, as most clusters that are in use.
 * @param settings for `postgresql.conf`, beside where it listens.
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
	// On a busy disk the last checkpoint has been seen to take more than the minute that pg_ctl waits of itself.
	const patience = ['--wait', '--timeout=240'];
	const stopping = (mode: string) => ['stop', `--pgdata=${data}`, `--mode=${mode}`, ...patience];

	const remove = () => {
		process.off('exit', remove);
		spawnSync(join(programs, 'pg_ctl'), stopping('immediate'), { ...user, cwd: folder, stdio: 'ignore' });
		// The server's last processes may still write while the folder goes.
		rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
	};
	// Also where a test ends before its time.
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
		// What is lost here with the machine's power is made again.
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

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes, or as nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = (which: '-u' | '-g') => {
		const { status, stdout } = spawnSync('id', [which, 'postgres'], { encoding: 'utf8' });
		return Number(status === 0 ? stdout : execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
	};
	return { uid: idOf('-u'), gid: idOf('-g') };
}

/** One that nobody listens on now. */
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

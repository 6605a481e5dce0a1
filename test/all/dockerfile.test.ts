import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	chownSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { heard, VISIT } from '../cli/superbill.ts';

/**
 * Tests the image without a container engine. The first stage is built in a temporary folder. What the last one copies from
 * it goes to a folder that its user cannot write to, with the volume in another folder, and its commands run there. Whatever
 * the image lacks, they lack.
 */

/** The instructions of both stages, without comments and line continuations. */
const [, buildStage = '', stage = ''] = readFileSync('Dockerfile', 'utf8')
	.replace(/^#.*\n/gm, '')
	.replaceAll('\\\n', ' ')
	.split(/^FROM .*$/m);

const instructions = (name: string) =>
	[...stage.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, rest]) => rest as string);

const execForm = (text = '') => JSON.parse(text.slice(text.indexOf('['))) as [string, ...string[]];

const command = execForm(instructions('CMD')[0]);
const healthCheck = execForm(instructions('HEALTHCHECK')[0]);
const user = Number(instructions('USER')[0]?.split(':')[0]);

const [volume] = instructions('VOLUME');
const volumeFolder = /^install -d -o (\d+) -g (\d+) -m (\d+) (\S+)$/.exec(instructions('RUN')[0] ?? '');

const image = mkdtempSync(join(tmpdir(), 'superbill-image-'));
const data = mkdtempSync(join(tmpdir(), 'superbill-volume-'));
if (volumeFolder) {
	const [, owner, group, mode = ''] = volumeFolder;
	chmodSync(data, Number.parseInt(mode, 8));
	if (process.getuid?.() === 0) chownSync(data, Number(owner), Number(group));
}

/** The variables of the image, with the path of the volume on this machine. */
const environment = instructions('ENV')
	.flatMap((variables) => variables.split(' '))
	.map((variable) => variable.replace(new RegExp(`=${volume}$`), `=${data}`));

const sources = [...buildStage.matchAll(/^COPY (.*) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '));

/** Follows the first stage as one builder would, with the packages that are installed here. */
async function build(folder: string, { umask, ...env }: { umask: string; TZ: string; LC_ALL: string }) {
	mkdirSync(folder);
	for (const source of sources) cpSync(source, join(folder, source), { recursive: true });
	symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
	const commands = [...buildStage.matchAll(/^RUN (.*)$/gm)]
		.map(([, command]) => command as string)
		.filter((command) => command !== 'npm ci');
	const script = ['exec >&2', `umask ${umask}`, ...commands].join(' && ');
	const child = spawn('sh', ['-c', script], {
		cwd: folder,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { ...env, PATH: process.env['PATH'], HOME: folder, npm_config_update_notifier: 'false' },
	});
	const [status] = await once(child, 'close');
	if (status !== 0) throw new Error(`The build in ${folder} failed.`);
}

const builds = mkdtempSync(join(tmpdir(), 'superbill-builds-'));
const built = join(builds, 'app');
t.before(async () => {
	await build(built, { umask: '077', TZ: 'UTC', LC_ALL: 'C' });
	for (const [, path = ''] of stage.matchAll(/^COPY --from=build \/app\/(\S+) \.\/$/gm)) {
		cpSync(join(built, path), image, { recursive: true });
	}
	makeReadOnly(image);
});
t.teardown(() => {
	for (const folder of [image, data, builds]) rmSync(folder, { recursive: true, force: true });
});

function makeReadOnly(folder: string): void {
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o555);
	}
	chmodSync(folder, 0o555);
}

/**
 * Runs a command in the image, as the user of the image if the tests run as root. `env -i` removes the variables that tap
 * passes to every child, because its loaders would write to the current folder.
 */
function start([program, ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
	const variables = [...environment, ...Object.entries(env).map(([key, value]) => `${key}=${value}`)];
	return spawn(
		'env',
		['-i', ...variables, program === 'node' ? process.execPath : (program as string), ...args],
		{
			cwd: image,
			...(process.getuid?.() === 0 && { uid: user, gid: user }),
		},
	);
}

async function freePort(): Promise<string> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, 'close');
	return String(port);
}

t.test('a build has everything that it copies', async (t) => {
	const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
	t.strictSame(
		sources.filter((source) => !ignored.includes(`!${source.replace('./', '')}`)),
		[],
	);
});

t.test('another builder gets the same bytes in another folder, time zone and language', async (t) => {
	const again = join(builds, 'a folder in Türkiye');
	await build(again, { umask: '022', TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' });
	const sums = readFileSync(join(built, 'dist/release/SHA256SUMS'), 'utf8');
	t.equal(sums.split('\n').length, 4, 'the archive, the SBOM and the licences');
	t.equal(readFileSync(join(again, 'dist/release/SHA256SUMS'), 'utf8'), sums);
});

t.test('the image names a user other than root by number', async (t) => {
	t.ok(user > 0);
});

t.test('data is stored in a volume that only the user of the image can read', async (t) => {
	t.match(instructions('ENV').join(' '), `DATA_DIR=${volume}`);
	t.strictSame(volumeFolder?.slice(1), [String(user), String(user), '700', volume]);
	t.ok(
		stage.indexOf('\nRUN ') < stage.indexOf('\nVOLUME '),
		'the folder is created before it becomes a volume',
	);
});

t.test('the image has everything that render needs', async (t) => {
	const child = start([...command.slice(0, -1), 'render', '-', '--out', '-']);
	child.stdin?.end(JSON.stringify(VISIT));
	const [pdf, said, [status]] = await Promise.all([
		buffer(child.stdout as NodeJS.ReadableStream),
		buffer(child.stderr as NodeJS.ReadableStream),
		once(child, 'close'),
	]);
	t.match(`${said}`, /^standard input: accepted/);
	t.equal(status, 0);
	t.equal(pdf.subarray(0, 5).toString(), '%PDF-');
});

t.test(
	'the image serves and issues, its health check confirms that, and SIGTERM stops it cleanly',
	async (t) => {
		const env = {
			HOST: '0.0.0.0',
			PORT: await freePort(),
			API_KEY: 'a-key-for-this-test-only-0123456789abcdef',
		};
		const health = async () => (await once(start(healthCheck, env), 'close'))[0];
		t.equal(await health(), 1, 'before the server starts');
		const server = start(command, env);
		t.teardown(() => server.kill('SIGKILL'));
		server.stderr?.resume();
		await heard(server.stdout as NodeJS.ReadableStream, /http:\/\//);
		t.equal(await health(), 0, 'once the server has printed its address');
		const issued = await fetch(`http://127.0.0.1:${env.PORT}/v1/superbills`, {
			method: 'POST',
			headers: { authorization: `Bearer ${env.API_KEY}`, 'content-type': 'application/json' },
			body: JSON.stringify(VISIT),
		});
		t.equal(issued.status, 201, 'the superbill is stored');
		await issued.arrayBuffer();
		const ended = once(server, 'exit');
		server.kill('SIGTERM');
		t.strictSame(await ended, [0, null]);
	},
);

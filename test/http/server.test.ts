import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { contractMistakes, KEY } from './app.ts';

const SERVER = new URL('../../src/server.js', import.meta.url).href;
const PROGRAM = `import(${JSON.stringify(SERVER)}).then((server) => server.startServer(process.env)).catch((error) => { console.error(error.message); process.exit(2); })`;

interface Running {
	readonly child: ChildProcess;
	readonly port: number;
	readonly output: { stdout: string; stderr: string };
	readonly exit: Promise<number | null>;
}

function spawnServer(t: Test, env: NodeJS.ProcessEnv) {
	const child = spawn(process.execPath, ['-e', PROGRAM], {
		env: { PATH: process.env['PATH'], ...env },
		cwd: t.testdir(),
	});
	const output = { stdout: '', stderr: '' };
	child.stdout.on('data', (chunk) => {
		output.stdout += chunk;
	});
	child.stderr.on('data', (chunk) => {
		output.stderr += chunk;
	});
	const exit = once(child, 'close').then(([code]) => code as number | null);
	t.teardown(() => child.kill('SIGKILL'));
	return { child, output, exit };
}

async function start(t: Test, env: NodeJS.ProcessEnv = {}): Promise<Running> {
	const server = spawnServer(t, { PORT: '0', ...env });
	while (!server.output.stdout.includes('curl')) {
		if (server.child.exitCode !== null) throw new Error(server.output.stderr);
		await sleep(20);
	}
	return { ...server, port: Number(/:(\d+)/.exec(server.output.stdout)?.[1]) };
}

/** Sends bytes, and gives what came back when the other side closed. */
async function exchange(port: number, bytes: string | Buffer): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	socket.on('error', () => {});
	let answer = '';
	socket.on('data', (chunk) => {
		answer += chunk;
	});
	socket.write(bytes);
	await once(socket, 'close');
	return answer;
}

/** The mistakes of a raw answer, judged as those of an unknown path are. */
function rawMistakes(answer: string, status: number): string[] {
	const [head = '', body = ''] = answer.split('\r\n\r\n');
	const [first, ...lines] = head.split('\r\n');
	const headers = Object.fromEntries(
		lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
	);
	const parsed = { statusCode: Number(first?.split(' ')[1]), headers, body, json: () => JSON.parse(body) };
	return parsed.statusCode === status
		? contractMistakes('POST', '/v1/superbills/render', parsed as never)
		: [`${first} is not ${status}`];
}

t.test('it says where the docs are and how to render an example, and what it says works', async (t) => {
	const { port, output } = await start(t);
	t.match(output.stdout, `http://127.0.0.1:${port}/docs`);
	t.match(output.stdout, 'No API_KEY is set, so only this machine may call');
	const [, url, file] = /curl -fsS (\S+) .*"@([^"]+)"/.exec(output.stdout) ?? [];
	const body = readFileSync(new URL(file as string, `file://${t.testdirName}/`));
	const answer = await fetch(url as string, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body,
	});
	t.equal(answer.status, 200);
	t.equal(answer.headers.get('content-type'), 'application/pdf');
	t.ok(output.stderr.split('\n').every((line) => line === '' || JSON.parse(line).level === 'info'));
});

t.test('with a key it says that callers need one, and where users reach it', async (t) => {
	const { output } = await start(t, {
		API_KEY: KEY,
		HOST: '0.0.0.0',
		PUBLIC_URL: 'https://clinic.example.com/',
	});
	t.match(output.stdout, 'https://clinic.example.com/docs');
	t.match(output.stdout, '-H "Authorization: Bearer $API_KEY"');
	t.match(output.stdout, 'Callers need the API key.');
	t.notMatch(output.stdout + output.stderr, KEY);
});

t.test('an environment that cannot be used is refused with the reason', async (t) => {
	const refused = spawnServer(t, { HOST: '0.0.0.0', PORT: '0' });
	t.equal(await refused.exit, 2);
	t.match(refused.output.stderr, /HOST must be 127\.0\.0\.1.*Set API_KEY/);
	t.equal(refused.output.stdout, '');
});

t.test('a port that is taken is told by its variable', async (t) => {
	const { port } = await start(t);
	const second = spawnServer(t, { PORT: String(port) });
	t.equal(await second.exit, 2);
	t.match(second.output.stderr, /PORT must be free/);
});

t.test('what is not HTTP is answered as a problem, and the service goes on', async (t) => {
	const { port, child } = await start(t);
	const post = 'POST /v1/superbills/render HTTP/1.1\r\nHost: localhost\r\n';
	const cases: [sent: string, status: number][] = [
		['GARBAGE\r\n\r\n', 400],
		['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
		[`${post}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
		[`${post}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
		[
			`${post}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
			413,
		],
		['POST /v1/superbills/render HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
		['POST /v1/superbills/render HTTP/1.0\r\n\r\n', 400],
		['POST /v1/superbills/render HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 421],
		[
			`${post}Content-Type: application/json\r\nContent-Length: 2\r\nExpect: the unexpected\r\nConnection: close\r\n\r\n{}`,
			422,
		],
	];
	for (const [sent, status] of cases) {
		t.strictSame(
			rawMistakes(await exchange(port, Buffer.from(sent, 'latin1')), status),
			[],
			sent.slice(0, 80),
		);
	}
	t.equal(child.exitCode, null);
	t.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200);
});

t.test('SIGTERM turns readiness red, lets a request in flight be answered, and ends with 0', async (t) => {
	const { child, port, output, exit } = await start(t);
	const body = JSON.stringify(EXAMPLES['iv-ketamine-visit']?.value);
	const socket = connect(port, '127.0.0.1');
	let answer = '';
	socket.on('data', (chunk) => {
		answer += chunk;
	});
	socket.write(
		`POST /v1/superbills/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 100)}`,
	);
	const ready = () => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ status }) => status);
	t.equal(await ready(), 200);
	child.kill('SIGTERM');
	while ((await ready()) !== 503) await sleep(10);
	while (
		!(await fetch(`http://127.0.0.1:${port}/health/live`).then(
			() => false,
			() => true,
		))
	)
		await sleep(20);
	t.equal(answer, '', 'it no longer listens, and still waits for the rest of the request');
	socket.write(body.slice(100));
	await once(socket, 'close');
	t.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
	t.match(answer, /\r\nconnection: close\r\n/i);
	t.match(answer, /\r\n\r\n%PDF-/);
	t.equal(await exit, 0);
	t.match(output.stderr, /"msg":"stopped"/);
});

t.test('a request that never ends does not keep it from stopping', async (t) => {
	const { child, port, exit, output } = await start(t);
	const socket = connect(port, '127.0.0.1');
	socket.on('error', () => {});
	socket.write('POST /v1/superbills/render HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
	await fetch(`http://127.0.0.1:${port}/health/live`);
	child.kill('SIGINT');
	t.equal(await exit, 1);
	t.match(output.stderr, /"msg":"stopped-late"/);
});

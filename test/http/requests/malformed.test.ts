import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import t from 'tap';
import { contractMistakes, testApp } from '../app.ts';

/** Sends bytes, and returns what came back by the time the other side closed. */
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

/** Checks a raw answer like one to an unknown path. */
function rawMistakes(answer: string, status: number): string[] {
	const [head = '', body = ''] = answer.split('\r\n\r\n');
	const [first, ...lines] = head.split('\r\n');
	const headers = Object.fromEntries(
		lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
	);
	const parsed = { statusCode: Number(first?.split(' ')[1]), headers, rawPayload: Buffer.from(body) };
	return parsed.statusCode === status
		? contractMistakes('POST', '/v1/superbills/render', parsed)
		: [`${first} is not ${status}`];
}

t.test('invalid HTTP is answered with a problem, and the service keeps running', async (t) => {
	const { app } = await testApp(t);
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;
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
	t.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200);
});

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { start } from '../http/process.ts';

// Processes start slowly on a busy machine.
t.setTimeout(120_000);

t.test('after SIGTERM readiness is red, requests in flight are answered, and the status is 0', async (t) => {
	const { child, port, output, exit } = await start(t);
	const body = JSON.stringify(EXAMPLES['iv-ketamine-visit']?.value);
	const sent = `POST /v1/superbills/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
	// At SIGTERM, the headers of the first request have arrived completely, those of the second only in part.
	const halves = [sent.length - body.length + 100, 60].map(
		(at) => [sent.slice(0, at), sent.slice(at)] as const,
	);
	const exchanges = halves.map(([first]) => {
		const socket = connect(port, '127.0.0.1');
		const answer = text(socket);
		socket.write(first);
		return { socket, answer };
	});
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
	for (const [i, { socket }] of exchanges.entries()) socket.write(halves[i]?.[1] as string);
	for (const { answer } of exchanges) {
		t.match(await answer, /^HTTP\/1\.1 200 OK\r\n/);
		t.match(await answer, /\r\nconnection: close\r\n/i);
		t.match(await answer, /\r\n\r\n%PDF-/);
	}
	t.equal(await exit, 0);
	t.match(output.stderr, /"msg":"stopped"/);
});

t.test('a body that never ends gets an answer, and does not prevent stopping', async (t) => {
	const { child, port, exit } = await start(t);
	const socket = connect(port, '127.0.0.1');
	const answer = text(socket);
	socket.write(
		'POST /v1/superbills/render HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
	);
	await fetch(`http://127.0.0.1:${port}/health/live`);
	child.kill('SIGINT');
	t.match(await answer, /^HTTP\/1\.1 408 /);
	t.equal(await exit, 0);
});

t.test('headers that never end do not prevent stopping', async (t) => {
	const { child, port, exit, output } = await start(t);
	const socket = connect(port, '127.0.0.1');
	socket.on('error', () => {});
	socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n');
	await fetch(`http://127.0.0.1:${port}/health/live`);
	child.kill('SIGINT');
	t.equal(await exit, 1);
	t.match(output.stderr, /"msg":"stopped-late"/);
});

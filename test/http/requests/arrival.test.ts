import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { answerProblems } from '../../../src/http/answers/error-handler.ts';
import { answerSilence, limitArrival } from '../../../src/http/requests/arrival.ts';
import { createLog } from '../../../src/start/log.ts';

t.test('a connection that is silent for too long gets an answer before it is closed', async (t) => {
	const app = Fastify({ connectionTimeout: 200 });
	answerProblems(app, createLog('silent'));
	answerSilence(app);
	let finish = () => {};
	const finished = new Promise<void>((resolve) => {
		finish = resolve;
	});
	app.get('/waiting', async () => {
		await finished;
		return 'late';
	});
	app.post('/unfinished', async ({ body }) => body);
	app.get('/begun', async (_request, reply) => {
		reply.hijack();
		reply.raw.write('begun');
	});
	await app.listen({ host: '127.0.0.1', port: 0 });
	t.teardown(() => app.close());
	const { port } = app.server.address() as AddressInfo;

	const waiting = await fetch(`http://127.0.0.1:${port}/waiting`);
	t.strictSame([waiting.status, waiting.headers.get('retry-after')], [503, '5']);
	finish();
	const { answer } = await begin(port, '/unfinished');
	t.match(await answer, /^HTTP\/1\.1 408 /);
	await t.rejects(fetch(`http://127.0.0.1:${port}/begun`).then((begun) => begun.text()));
});

/** A service with a route that grants bodies no time, and one that grants the usual time. */
async function serve(t: Test): Promise<number> {
	const app = Fastify();
	limitArrival(app);
	app.post('/hurried', { config: { arrivesWithin: 1 } }, async ({ body }) => body);
	app.post('/usual', async ({ body }) => body);
	await app.listen({ host: '127.0.0.1', port: 0 });
	t.teardown(() => app.close());
	return (app.server.address() as AddressInfo).port;
}

async function begin(port: number, path: string) {
	const socket = connect(port, '127.0.0.1');
	const answer = text(socket);
	await once(socket, 'connect');
	socket.write(
		`POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\ntr`,
	);
	return { socket, answer };
}

t.test('a body that takes longer than its route grants is cut off with a problem', async (t) => {
	const port = await serve(t);
	const { answer } = await begin(port, '/hurried');
	t.match(await answer, /^HTTP\/1\.1 408 [\s\S]*application\/problem\+json[\s\S]*"status":408/);
});

t.test('a body that takes less time than its route grants is read', async (t) => {
	const port = await serve(t);
	const usual = await begin(port, '/usual');
	const hurried = await begin(port, '/hurried');
	await hurried.answer;
	usual.socket.write('ue');
	t.match(await usual.answer, /^HTTP\/1\.1 200 OK[\s\S]*true$/);
});

import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import Fastify from 'fastify';
import t, { type Test } from 'tap';
import type { Actor } from '../../../src/calls/actor.ts';
import { Refusal } from '../../../src/calls/refusal.ts';
import { limitArrival } from '../../../src/http/requests/arrival.ts';
import { UploadRoom } from '../../../src/http/requests/upload-room.ts';
import { readUploads, UploadedBody } from '../../../src/http/requests/uploads.ts';

t.test('a caller has a limit and all callers have one', async (t) => {
	const room = new UploadRoom({ all: 100, each: 60 });
	room.take('a', 60);
	t.throws(() => room.take('a', 1), /Your other uploads/);
	room.take('b', 40);
	t.throws(() => room.take('c', 1), /Other uploads take all the memory/);
	room.giveBack('a', 60);
	t.throws(() => room.check('b', 30), /Your other uploads/);
	room.take('a', 60);
	t.equal(room.taken, 100);
});

/** A service that takes uploads and answers with their size. */
async function serve(t: Test, room: UploadRoom, arrivesWithin = 60_000): Promise<number> {
	const app = Fastify();
	app.decorateRequest('actor');
	app.addHook('onRequest', async (request) => {
		request.actor = { name: request.headers.host, scopes: new Set(), practice: null } as unknown as Actor;
	});
	app.setErrorHandler((error, _, reply) =>
		reply.status(400).send({ kind: error instanceof Refusal ? error.kind : String(error) }),
	);
	limitArrival(app);
	readUploads(app, room, 'csv');
	app.post('/', { config: { arrivesWithin } }, async ({ body }) => ({
		sizes: body instanceof UploadedBody && body.pieces.map(({ length }) => length),
	}));
	await app.listen({ host: '127.0.0.1', port: 0 });
	t.teardown(() => app.close());
	return (app.server.address() as AddressInfo).port;
}

const begin = (port: number, host: string, headers = {}): ClientRequest =>
	request({
		port,
		host: '127.0.0.1',
		method: 'POST',
		headers: { 'content-type': 'text/csv', host, ...headers },
	});

async function answerTo(sending: ClientRequest): Promise<unknown> {
	const [answer] = await once(sending, 'response');
	return json(answer);
}

async function until(room: UploadRoom, taken: number): Promise<void> {
	while (room.taken !== taken) await new Promise(setImmediate);
}

t.test('unfinished uploads take the room of their bytes until they are answered or end', async (t) => {
	const room = new UploadRoom({ all: 100, each: 60 });
	const port = await serve(t, room);
	const first = begin(port, 'a');
	first.write('x'.repeat(50));
	await until(room, 50);
	const second = begin(port, 'a');
	second.end('x'.repeat(11));
	t.strictSame(await answerTo(second), { kind: 'too-many-uploads' });
	const announced = begin(port, 'b', { 'content-length': 51 });
	announced.flushHeaders();
	t.strictSame(await answerTo(announced), { kind: 'overloaded' }, 'before it is sent');
	announced.destroy();
	t.equal(room.taken, 50);
	first.end();
	t.strictSame(await answerTo(first), { sizes: [50] });
	await until(room, 0);
	const lost = begin(port, 'a');
	lost.on('error', () => {});
	lost.write('x'.repeat(50));
	await until(room, 50);
	lost.destroy();
	await until(room, 0);
});

t.test('an upload that arrives too slowly gives its room back', async (t) => {
	const room = new UploadRoom({ all: 100, each: 100 });
	const port = await serve(t, room, 500);
	const slow = begin(port, 'a');
	slow.write('x'.repeat(50));
	await until(room, 50);
	const [answer] = await once(slow, 'response');
	t.equal(answer.statusCode, 408);
	await until(room, 0);
});

t.test('tiny chunks are put together', async (t) => {
	const port = await serve(t, new UploadRoom());
	const sending = begin(port, 'a');
	for (let i = 0; i < 3000; i++) sending.write('x');
	sending.end();
	const { sizes } = (await answerTo(sending)) as { readonly sizes: readonly number[] };
	t.equal(
		sizes.reduce((sum, size) => sum + size, 0),
		3000,
	);
	t.ok(sizes.length < 20, `${sizes.length} pieces`);
});

import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';

/** Told of what nobody expected, with the request. */
export type OnFailure = (error: unknown, requestId: string) => void;

/**
 * Answers with bytes as they are made, no faster than they are taken. Where making them fails after the first, the
 * connection is cut: what was sent must not pass for the whole.
 */
export function sendStream(
	request: FastifyRequest,
	reply: FastifyReply,
	chunks: AsyncIterable<Buffer | string>,
	onFailure: OnFailure,
): FastifyReply {
	if (request.method === 'HEAD') return reply.send(Readable.from([]));
	return reply.send(Readable.from(telling(chunks, request, reply, onFailure), { objectMode: false }));
}

async function* telling(
	chunks: AsyncIterable<Buffer | string>,
	{ id }: FastifyRequest,
	{ raw }: FastifyReply,
	onFailure: OnFailure,
): AsyncGenerator<Buffer | string, void, void> {
	try {
		yield* chunks;
	} catch (error) {
		// What fails before the first byte is answered as a problem, and told with it.
		if (raw.headersSent && !(error instanceof Refusal)) onFailure(error, id);
		throw error;
	}
}

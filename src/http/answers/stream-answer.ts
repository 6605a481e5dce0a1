import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';

/** Reports a defect, with the id of the request. */
export type OnFailure = (error: unknown, requestId: string) => void;

/**
 * Streams an answer as it is made, no faster than the caller reads it. A failure after the first byte cuts the
 * connection, so that the caller does not mistake a part for the whole.
 */
export function sendStream(
	request: FastifyRequest,
	reply: FastifyReply,
	chunks: AsyncIterable<Buffer | string>,
	onFailure: OnFailure,
): FastifyReply {
	if (request.method === 'HEAD') return reply.send(Readable.from([]));
	return reply.send(Readable.from(reporting(chunks, request, reply, onFailure), { objectMode: false }));
}

async function* reporting(
	chunks: AsyncIterable<Buffer | string>,
	{ id }: FastifyRequest,
	{ raw }: FastifyReply,
	onFailure: OnFailure,
): AsyncGenerator<Buffer | string, void, void> {
	try {
		yield* chunks;
	} catch (error) {
		// Before the first byte, the error handler answers and reports.
		if (raw.headersSent && !(error instanceof Refusal)) onFailure(error, id);
		throw error;
	}
}

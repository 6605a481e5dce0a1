import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';
import { LIMITS } from '../../intake/upload/limits.ts';
import type { Chunks } from '../../intake/upload/text.ts';
import { tooLarge } from '../answers/error-handler.ts';
import { usualRefusal } from '../answers/problems.ts';
import { checkEncoding, readJsonBodies } from './json-body.ts';

/** Formats that are read as they arrive, by media type. */
const STREAMED = { 'application/x-ndjson': 'ndjson', 'text/csv': 'csv' } as const;

/** Largest JSON body, in bytes. Parsing more at once would hold up all other requests. */
export const JSON_BYTES = 32 * 1024 * 1024;

/** Largest body that is read as it arrives, in bytes. */
export const STREAMED_BYTES = LIMITS.gatheredBytes;

/** A body that is read as it arrives, no faster than its items are stored. */
export class StreamedBody {
	readonly kind: (typeof STREAMED)[keyof typeof STREAMED];
	readonly chunks: Chunks;

	constructor(kind: StreamedBody['kind'], chunks: Chunks) {
		this.kind = kind;
		this.chunks = chunks;
	}
}

/** Reads JSON bodies, and passes on NDJSON and CSV as streams. */
export function readUploads(app: FastifyInstance): void {
	readJsonBodies(app, 'not-batch', Number.POSITIVE_INFINITY);
	app.addHook('onResponse', discardRest);
	for (const [type, kind] of Object.entries(STREAMED)) {
		app.addContentTypeParser(type, async ({ headers }: FastifyRequest, body: IncomingMessage) => {
			checkEncoding(headers, type, 'not-batch');
			if (Number(headers['content-length'] ?? 0) > STREAMED_BYTES) throw tooManyBytes();
			return new StreamedBody(kind, chunksOf(body));
		});
	}
	app.addContentTypeParser('*', async () => {
		throw usualRefusal('not-batch');
	});
}

async function* chunksOf(body: IncomingMessage): AsyncGenerator<Uint8Array, void, void> {
	let bytes = 0;
	try {
		// Destroying the request would close the connection before the answer.
		for await (const chunk of body.iterator({ destroyOnReturn: false })) {
			bytes += chunk.length;
			if (bytes > STREAMED_BYTES) throw tooManyBytes();
			yield chunk;
		}
	} catch (error) {
		throw error instanceof Refusal ? error : brokenOff();
	}
}

/**
 * Discards the rest of a body that was answered before its end, up to a limit. Few callers look for an answer before they
 * have sent everything.
 */
async function discardRest({ raw }: FastifyRequest): Promise<void> {
	if (raw.complete) return;
	let bytes = 0;
	// A 'readable' listener would keep the stream from flowing.
	raw.removeAllListeners('readable').on('data', (chunk: Buffer) => {
		bytes += chunk.length;
		if (bytes > STREAMED_BYTES) raw.destroy();
	});
}

function tooManyBytes(): Refusal {
	return tooLarge(STREAMED_BYTES, 'Send it as several batches, each with all visits of its patients.');
}

function brokenOff(): Refusal {
	return new Refusal(
		'invalid-request',
		'The request did not arrive completely, and none of it was used. Send it again.',
	);
}

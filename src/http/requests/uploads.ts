import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';
import { LIMITS } from '../../intake/upload/limits.ts';
import { tooManyBytes } from '../../intake/upload/text.ts';
import { usualRefusal } from '../answers/problems.ts';
import { LONGEST_MS } from './arrival.ts';
import { checkEncoding } from './json-body.ts';
import type { UploadRoom } from './upload-room.ts';

/** The formats of an upload by media type. */
const FORMATS = { 'application/json': 'json', 'application/x-ndjson': 'ndjson', 'text/csv': 'csv' } as const;

/** A body that has arrived and has not been looked at. */
export class UploadedBody {
	readonly kind: (typeof FORMATS)[keyof typeof FORMATS];
	readonly pieces: readonly Uint8Array<ArrayBuffer>[];

	constructor(kind: UploadedBody['kind'], pieces: UploadedBody['pieces']) {
		this.kind = kind;
		this.pieces = pieces;
	}
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Bytes of the body that are in memory. */
		uploadedBytes: number;
	}
}

/** Reads bodies into memory as far as there is room, and leaves their contents to the thread that reads uploads. */
export function readUploads(app: FastifyInstance, room: UploadRoom): void {
	app.removeAllContentTypeParsers();
	app.decorateRequest('uploadedBytes', 0);
	app.addHook('onRequest', async (request, reply) => {
		finished(reply.raw, () => room.giveBack(request.actor.name, request.uploadedBytes));
	});
	app.addHook('onResponse', discardRest);
	for (const [type, kind] of Object.entries(FORMATS)) {
		app.addContentTypeParser(type, async (request: FastifyRequest, body: IncomingMessage) => {
			checkEncoding(request.headers, type, 'not-batch');
			const announced = Number(request.headers['content-length'] ?? 0);
			if (announced > LIMITS.bytes) throw tooManyBytes(LIMITS.bytes);
			room.check(request.actor.name, announced);
			const pieces = await piecesOf(request, body, room);
			// The connection is silent until the answer, which may take minutes.
			// A request that is injected has no socket.
			request.raw.socket.setTimeout?.(LONGEST_MS);
			return new UploadedBody(kind, pieces);
		});
	}
	app.addContentTypeParser('*', async () => {
		throw usualRefusal('not-batch');
	});
}

/** Bytes of a piece. Tiny chunks, each an object of its own, would take a hundred times the memory of their bytes. */
const PIECE = 256 * 1024;

async function piecesOf(
	request: FastifyRequest,
	body: IncomingMessage,
	room: UploadRoom,
): Promise<Uint8Array<ArrayBuffer>[]> {
	const pieces: Uint8Array<ArrayBuffer>[] = [];
	let piece = new Uint8Array(0);
	let used = 0;
	try {
		// Destroying the request would close the connection before the answer.
		for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
			if (request.uploadedBytes + chunk.length > LIMITS.bytes) throw tooManyBytes(LIMITS.bytes);
			room.take(request.actor.name, chunk.length);
			request.uploadedBytes += chunk.length;
			for (let rest = chunk; rest.length > 0; ) {
				if (used === piece.length) {
					if (used > 0) pieces.push(piece);
					piece = new Uint8Array(Math.min(PIECE, Math.max(2 * used, chunk.length)));
					used = 0;
				}
				const part = rest.subarray(0, piece.length - used);
				piece.set(part, used);
				used += part.length;
				rest = rest.subarray(part.length);
			}
		}
	} catch (error) {
		throw error instanceof Refusal ? error : brokenOff();
	}
	return [...pieces, piece.subarray(0, used)];
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
		if (bytes > 2 * LIMITS.bytes) raw.destroy();
	});
}

function brokenOff(): Refusal {
	return new Refusal(
		'invalid-http',
		'The request did not arrive completely, and none of it was used. Send it again.',
	);
}

import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';
import { LIMITS } from '../../intake/upload/limits.ts';
import { tooManyBytes } from '../../intake/upload/text.ts';
import { LONGEST_MS } from './arrival.ts';
import { checkEncoding } from './json-body.ts';
import type { UploadRoom } from './upload-room.ts';

/** The media types of the formats of an upload. */
const TYPES = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

/** A body that has arrived and has not been looked at. */
export class UploadedBody {
	readonly pieces: readonly Uint8Array<ArrayBuffer>[];

	constructor(pieces: UploadedBody['pieces']) {
		this.pieces = pieces;
	}
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Bytes of the body that are in memory. */
		uploadedBytes: number;
	}
}

/** Reads bodies of one format into memory as far as there is room, and leaves their contents to the thread that reads uploads. */
export function readUploads(app: FastifyInstance, room: UploadRoom, format: keyof typeof TYPES): void {
	const type = TYPES[format];
	const otherwise = format === 'json' ? 'not-json' : 'not-batch';
	app.removeAllContentTypeParsers();
	app.decorateRequest('uploadedBytes', 0);
	app.addHook('onRequest', async (request, reply) => {
		finished(reply.raw, () => room.giveBack(request.actor.name, request.uploadedBytes));
	});
	app.addHook('onResponse', discardRest);
	app.addContentTypeParser(type, async (request: FastifyRequest, body: IncomingMessage) => {
		checkEncoding(request.headers, type, otherwise);
		const announced = Number(request.headers['content-length'] ?? 0);
		if (announced > LIMITS.bytes) throw tooManyBytes(LIMITS.bytes);
		room.check(request.actor.name, announced);
		const pieces = await piecesOf(request, body, room);
		// The connection is silent until the answer, which may take minutes.
		// A request that is injected has no socket.
		request.raw.socket.setTimeout?.(LONGEST_MS);
		return new UploadedBody(pieces);
	});
	app.addContentTypeParser('*', async () => {
		throw otherType(format);
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

/** A refusal of a body that this operation does not take, with the one that does. */
function otherType(format: keyof typeof TYPES): Refusal {
	const others = Object.entries(PATHS).filter(([kind]) => kind !== format);
	return new Refusal(
		format === 'json' ? 'not-json' : 'not-batch',
		`Send the body with the header "Content-Type: ${TYPES[format]}". ${others.map(([kind, path]) => `${TYPES[kind as keyof typeof TYPES]} belongs to ${path}`).join(', and ')}.`,
	);
}

const PATHS = { json: '/v1/batches', ndjson: '/v1/batches/ndjson', csv: '/v1/batches/csv' } as const;

function brokenOff(): Refusal {
	return new Refusal(
		'invalid-http',
		'The request did not arrive completely, and none of it was used. Send it again.',
	);
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';
import { string } from './fields.ts';

/** The part of a file that a request asks for: its first and last byte; `none` if the file has no such part. */
type ByteRange = readonly [first: number, last: number] | 'none';

/**
 * Reads a `Range` header (RFC 9110, 14.2). A server may ignore it: this one sends the whole file if several ranges are asked for,
 * if the header is not understood, or if the file is not the one in `If-Range` any more.
 */
function rangeIn(
	{ range, 'if-range': known }: FastifyRequest['headers'],
	etag: string,
	size: number,
): ByteRange | undefined {
	const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(range ?? '') ?? [];
	if (from === '' && to === '') return undefined;
	if (known !== undefined && known !== etag) return undefined;
	if (from === '') return to === '0' || size === 0 ? 'none' : [Math.max(0, size - Number(to)), size - 1];
	if (to !== '' && Number(to) < Number(from)) return undefined;
	if (Number(from) >= size) return 'none';
	return [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)];
}

/** Sends a file, or the part of it that is asked for. @throws Refusal if it has no such part */
export function sendPart(
	{ headers }: FastifyRequest,
	reply: FastifyReply,
	file: Uint8Array,
	etag: string,
): FastifyReply {
	const range = rangeIn(headers, etag, file.length);
	if (range === 'none') {
		// They describe the file, and a problem is sent instead.
		for (const name of ['ETag', 'Content-Disposition']) reply.removeHeader(name);
		reply.header('Content-Range', `bytes */${file.length}`);
		throw new Refusal(
			'out-of-range',
			`The file has ${file.length} bytes, so it has none of those in the header Range.`,
		);
	}
	reply.header('Accept-Ranges', 'bytes');
	if (range === undefined) return reply.send(file);
	const [first, last] = range;
	return reply
		.status(206)
		.header('Content-Range', `bytes ${first}-${last}/${file.length}`)
		.send(file.subarray(first, last + 1));
}

/** Request headers of a route that sends parts of a file. */
export const rangeHeaders = {
	Range: string(
		'For programs: the part of the file to send, such as `bytes=0-65535`. Several parts at once are not sent.',
	).optional(),
	'If-Range': string(
		'For programs: the `ETag` of the file whose part is wanted. If the file has changed, all of it is sent.',
	).optional(),
};

export const ACCEPT_RANGES = {
	'Accept-Ranges': { description: 'Parts of the file can be downloaded.', example: 'bytes' },
};

export const CONTENT_RANGE = {
	'Content-Range': {
		description: 'The part that is sent, and the size of the file.',
		example: 'bytes 0-65535/120000',
	},
};

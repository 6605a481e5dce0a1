import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { matches } from './conditions.ts';

/** A text that stays the same while the process runs, ready to be sent. */
export interface FixedText {
	readonly type: string;
	readonly plain: string;
	readonly gzipped: Buffer;
	/** Hash of the text, in quotation marks. */
	readonly tag: string;
}

/** Compresses and hashes a text once. */
export function fixedText(type: string, plain: string): FixedText {
	const tag = `"${createHash('sha256').update(plain).digest('base64url')}"`;
	return { type, plain, gzipped: gzipSync(plain, { level: 9 }), tag };
}

/**
 * Sends a fixed text, or 304 to a client that has it. `no-cache` lets clients keep it, but ask each time whether it has changed.
 * The tag is weak, because the compressed text has the same one.
 */
export function sendFixed(
	{ headers }: Pick<FastifyRequest, 'headers'>,
	reply: FastifyReply,
	{ type, plain, gzipped, tag }: FixedText,
): FastifyReply {
	reply.headers({ 'Cache-Control': 'no-cache', ETag: `W/${tag}`, Vary: 'Accept-Encoding' });
	if (matches(headers['if-none-match'], tag)) return reply.status(304).send();
	reply.type(type);
	return acceptsGzip(headers['accept-encoding'])
		? reply.header('Content-Encoding', 'gzip').send(gzipped)
		: reply.send(plain);
}

/** Only a client that names gzip gets it (RFC 9110, 12.5.3). */
export function acceptsGzip(header: string | string[] | undefined): boolean {
	return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(header ?? ''));
}

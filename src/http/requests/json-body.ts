import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal, type RefusalKind } from '../../calls/refusal.ts';
import { parseStrictJson } from '../../text/json.ts';
import { usualRefusal } from '../answers/problems.ts';

/** Kinds of refusal for a body of a media type that is not read. */
export type WrongMediaType = Extract<RefusalKind, 'not-json' | 'not-batch'>;

/**
 * Reads bodies as JSON in UTF-8 (RFC 8259), and nothing else: Fastify's text/plain parser goes, its JSON parser is
 * replaced. Ours says where JSON breaks without quoting it, refuses a name that stands twice and bytes that are not UTF-8
 * instead of printing U+FFFD, and lets `__proto__` through as a property like any other, which the request's schema then refuses by name.
 * @param otherwise the problem of a body that is something else
 */
export function readJsonBodies(app: FastifyInstance, otherwise: WrongMediaType = 'not-json'): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser(
		'application/json',
		{ parseAs: 'buffer' },
		async ({ headers }: FastifyRequest, body: Buffer) => {
			checkEncoding(headers, 'application/json', otherwise);
			return parseJson(decode(body));
		},
	);
}

/** How the body is written, which no one but us could tell: neither is ever guessed. */
export function checkEncoding(headers: IncomingHttpHeaders, type: string, otherwise: WrongMediaType): void {
	if (/^(?!identity$)/i.test(headers['content-encoding'] ?? 'identity')) {
		throw new Refusal(
			otherwise,
			'The body is compressed. Send it as it is, without the header "Content-Encoding".',
		);
	}
	const charset = /charset *= *"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
	if (!/^utf-?8$/i.test(charset)) {
		throw new Refusal(
			otherwise,
			`The body must be UTF-8. Send it so, with the header "Content-Type: ${type}".`,
		);
	}
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
	try {
		return UTF_8.decode(body);
	} catch {
		throw new Refusal(
			'invalid-request',
			'The body is not in UTF-8. Save it in that encoding and send it again.',
		);
	}
}

function parseJson(text: string): unknown {
	if (text.trim() === '') throw new Refusal('invalid-request', 'The body is empty. Send a JSON object.');
	const { value, error } = parseStrictJson(text);
	if (!error) return value;
	throw new Refusal(
		'invalid-request',
		`The body is not JSON: at line ${error.line}, column ${error.column}, expected ${error.expected}.`,
	);
}

/** Fastify lets a request pass that has neither a body nor a media type. */
export function bodyOf({ headers, body }: FastifyRequest, otherwise: WrongMediaType = 'not-json'): unknown {
	if (headers['content-type'] === undefined) throw usualRefusal(otherwise);
	return body;
}

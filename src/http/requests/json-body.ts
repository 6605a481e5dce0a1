import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal, type RefusalKind } from '../../calls/refusal.ts';
import { fieldName } from '../../superbill/finding.ts';
import { parseStrictJson } from '../../text/json.ts';
import { usualRefusal } from '../answers/problems.ts';
import type { Turns } from './turns.ts';

/** Refusals of a body whose media type is not supported. */
export type WrongMediaType = Extract<RefusalKind, 'not-json' | 'not-batch'>;

/** Longer bodies are read in a turn of their own. Ordinary requests have 3 KB, and reading them takes a tenth of a millisecond. */
const LONG_BODY = 8 * 1024;

/**
 * Reads bodies as JSON in UTF-8 (RFC 8259) and removes Fastify's own parsers. Unlike those, it says where JSON is
 * malformed without quoting it, and refuses duplicate names and invalid UTF-8. It passes `__proto__` on as an ordinary
 * property, which the schema of the request then refuses by name.
 */
export function readJsonBodies(app: FastifyInstance, turns: Turns): void {
	app.removeAllContentTypeParsers();
	// A body of DELETE has no meaning (RFC 9110, 9.3.5), and some callers send a media type without one.
	app.addHttpMethod('DELETE', { overrideExisting: true });
	app.addContentTypeParser(
		'application/json',
		{ parseAs: 'buffer' },
		async ({ headers, actor }: FastifyRequest, body: Buffer) => {
			checkEncoding(headers, 'application/json', 'not-json');
			if (body.length > LONG_BODY) await turns.take(actor.name, body.length);
			return parseJson(decode(body));
		},
	);
}

/** Refuses bodies that are compressed or not in UTF-8. */
export function checkEncoding(headers: IncomingHttpHeaders, type: string, otherwise: WrongMediaType): void {
	if (/^(?!identity$)/i.test(headers['content-encoding'] ?? 'identity')) {
		throw new Refusal(
			otherwise,
			'The body is compressed. Send it uncompressed, without the header "Content-Encoding".',
		);
	}
	const charset = /charset *= *"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
	if (!/^utf-?8$/i.test(charset)) {
		throw new Refusal(
			otherwise,
			`The body must be UTF-8. Send it in UTF-8, with the header "Content-Type: ${type}".`,
		);
	}
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
	try {
		return UTF_8.decode(body);
	} catch {
		throw new Refusal(
			'invalid-json',
			'The body is not in UTF-8. Save it in that encoding and send it again.',
		);
	}
}

function parseJson(text: string): unknown {
	if (text.trim() === '') throw new Refusal('invalid-json', 'The body is empty. Send a JSON object.');
	const { value, error } = parseStrictJson(text);
	if (!error) return value;
	const { line, column, expected, path } = error;
	const field = path && path.length > 0 ? ` (${fieldName(path)})` : '';
	throw new Refusal(
		'invalid-json',
		`The body ${path ? 'cannot be used' : 'is not JSON'}: at line ${line}, column ${column}${field}, expected ${expected}.`,
	);
}

/** The body of a request. Refuses a request with neither a body nor a media type, because Fastify does not. */
export function bodyOf({ headers, body }: FastifyRequest, otherwise: WrongMediaType = 'not-json'): unknown {
	if (headers['content-type'] === undefined) throw usualRefusal(otherwise);
	return body;
}

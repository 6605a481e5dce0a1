import type { FastifyInstance } from 'fastify';
import { findJsonError } from '../json-error.ts';
import { Problem } from './problem.ts';

/**
 * Reads bodies as JSON in UTF-8 (RFC 8259), and nothing else: Fastify's text/plain parser goes, its JSON parser is
 * replaced. Ours says where JSON breaks without quoting it, refuses bytes that are not UTF-8 instead of printing
 * U+FFFD, and lets `__proto__` through as a property like any other, which the request's schema then refuses by name.
 */
export function readJsonBodies(app: FastifyInstance): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser(
		'application/json',
		{ parseAs: 'buffer' },
		async (_request: unknown, body: Buffer) => parseJson(decode(body)),
	);
}

function decode(body: Buffer): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(body);
	} catch {
		throw new Problem('BadRequest', 'The body is not UTF-8. Save and send it in that encoding.');
	}
}

function parseJson(text: string): unknown {
	if (text.trim() === '') throw new Problem('BadRequest', 'The body is empty. Send a JSON object.');
	try {
		return JSON.parse(text);
	} catch {
		const error = findJsonError(text);
		throw new Problem(
			'BadRequest',
			error
				? `The body is not JSON: at line ${error.line}, column ${error.column}, expected ${error.expected}.`
				: 'The body is not JSON.',
		);
	}
}

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEMS, type ProblemName, problemBody } from '../answers/problems.ts';
import { requestId } from './request-id.ts';

const KINDS: Readonly<Record<string, ProblemName>> = {
	HPE_HEADER_OVERFLOW: 'HeadersTooLarge',
	HPE_CHUNK_EXTENSIONS_OVERFLOW: 'TooLarge',
	ERR_HTTP_REQUEST_TIMEOUT: 'Timeout',
};

/** Answers input that Node could not read as HTTP, and closes the connection. There is no reply object to use. */
export function answerMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
	if (error.code === 'ECONNRESET' || !socket.writable) {
		socket.destroy();
		return;
	}
	const kind = KINDS[error.code ?? ''] ?? 'BadRequest';
	const id = requestId({ headers: {} });
	const body = JSON.stringify(
		problemBody(kind, id, kind === 'BadRequest' ? 'This is not valid HTTP.' : undefined),
	);
	const { status } = PROBLEMS[kind];
	socket.end(
		[
			`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
			'Content-Type: application/problem+json',
			`Content-Length: ${Buffer.byteLength(body)}`,
			'Cache-Control: no-store',
			`X-Request-Id: ${id}`,
			'Connection: close',
			'',
			body,
		].join('\r\n'),
	);
}

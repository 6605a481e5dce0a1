import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEMS, type ProblemCode } from '../answers/problem-table.ts';
import { problemBody } from '../answers/problems.ts';
import { requestId } from './request-id.ts';

const CODES: Readonly<Record<string, ProblemCode>> = {
	HPE_HEADER_OVERFLOW: 'headers-too-large',
	HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too-large',
	ERR_HTTP_REQUEST_TIMEOUT: 'timeout',
};

/** Answers input that Node could not read as HTTP, and closes the connection. There is no reply object to use. */
export function answerMalformed(error: Error & { readonly code?: string }, socket: Socket): void {
	if (error.code === 'ECONNRESET' || !socket.writable) {
		socket.destroy();
		return;
	}
	const code = CODES[error.code ?? ''] ?? 'invalid-http';
	const id = requestId({ headers: {} });
	const body = JSON.stringify(
		problemBody(code, id, code === 'invalid-http' ? { detail: 'This is not valid HTTP.' } : {}),
	);
	const { status } = PROBLEMS[code];
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

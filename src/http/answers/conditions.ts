import type { IncomingHttpHeaders } from 'node:http';

/** Checks whether a tag is in an `If-None-Match` header, which may hold weak tags or `*` (RFC 9110, 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
	return tagsOf(header).some((tag) => ['*', etag].includes(tag.replace(/^W\//, '')));
}

/**
 * Checks whether the conditions of a request permit a change to something with this tag, or to something that does not
 * exist yet. Weak tags never match in `If-Match` (RFC 9110, 13.1.1).
 */
export function mayChange(headers: IncomingHttpHeaders, etag: string | undefined): boolean {
	const { 'if-match': wanted, 'if-none-match': unwanted } = headers;
	if (etag === undefined) return wanted === undefined;
	return (
		(wanted === undefined || tagsOf(wanted).some((tag) => ['*', etag].includes(tag))) &&
		!matches(unwanted, etag)
	);
}

function tagsOf(header: string | undefined): string[] {
	return header === undefined ? [] : header.split(',').map((tag) => tag.trim());
}

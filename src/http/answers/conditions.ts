import type { IncomingHttpHeaders } from 'node:http';

/** Tells if a list of entity tags in `If-None-Match`, weak or not, or `*`, matches a tag (RFC 9110, 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
	return tagsOf(header).some((tag) => ['*', etag].includes(tag.replace(/^W\//, '')));
}

/**
 * Tells if the conditions of a request allow to change something that has this tag, or that does not exist yet. Weak tags
 * never match in `If-Match` (RFC 9110, 13.1.1).
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

import type { IncomingHttpHeaders } from 'node:http';

/** Conditional requests (RFC 9110, 13): what a caller says of the thing as they last saw it. */

/** Whether a list of tags, weak or not, or any, has one of them (RFC 9110, 13.1.2). */
export function matches(header: string | undefined, etag: string): boolean {
	return tagsOf(header).some((tag) => ['*', etag].includes(tag.replace(/^W\//, '')));
}

/** Whether a change is still wanted of a thing with this tag, or of none. A weak tag never says so (13.1.1). */
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

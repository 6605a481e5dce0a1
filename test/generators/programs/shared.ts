import { readFileSync } from 'node:fs';

/** The service that the tests started. */
export const URL = process.env['SUPERBILL_URL'] as string;

/** A visit without a number. Its type is that of its JSON, so the generated types are checked with it. */
export { VISIT } from './visit.js';

/** The same visit twice as NDJSON, and a table with two visits. */
export const visits = {
	lines: readFileSync('visits.ndjson', 'utf8'),
	table: readFileSync('visits.csv', 'utf8'),
};

export interface Report {
	readonly rendered: unknown;
	readonly validated: unknown;
	readonly issued: unknown;
	readonly found: unknown;
	readonly batches: readonly unknown[];
	/** The status of an empty visit. */
	readonly findings: unknown;
	/** The status of a problem. */
	readonly error: unknown;
}

/** Prints what the calls gave, for the test to compare. */
export function report({ rendered, ...rest }: Report): void {
	const bytes = Buffer.from(rendered as ArrayBuffer);
	console.log(JSON.stringify({ rendered: bytes.toString('latin1', 0, 5), bytes: bytes.length, ...rest }));
}

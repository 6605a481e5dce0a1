import { z } from 'zod';
import { Refusal } from '../../calls/refusal.ts';
import { LIMIT, LIMIT_MISTAKE } from '../../records/find-requests.ts';

/** Text that every store can search for; PostgreSQL has no NUL. */
export const printable = z.string().regex(/^[\x20-\x7e]*$/);

/** The query parameter that limits the length of a page. */
export function limit(things: string, usual: number) {
	return z
		.string()
		.refine(
			(text) => /^[1-9]\d*$/.test(text) && Number(text) >= LIMIT.min && Number(text) <= LIMIT.max,
			LIMIT_MISTAKE,
		)
		.default(String(usual))
		.transform(Number)
		.meta({
			type: 'integer',
			minimum: LIMIT.min,
			maximum: LIMIT.max,
			default: usual,
			description: `The most ${things} to answer with, from ${LIMIT.min} to ${LIMIT.max}.`,
			example: usual,
		});
}

/** The query parameters of a page of a list. */
export const pageQuery = {
	limit: limit('entries', LIMIT.default),
	cursor: z
		.string()
		.max(500, 'must be the nextCursor of the answer before')
		.optional()
		.meta({ description: 'The `nextCursor` of the previous page. Leave it out to get the first page.' }),
};

/** What a page begins after, as it was put into the cursor. @throws Refusal where it was not made here */
export function readCursor<T extends z.ZodType>(
	schema: T,
	cursor: string | undefined,
): z.output<T> | undefined {
	if (cursor === undefined) return undefined;
	try {
		return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
	} catch {
		throw new Refusal('wrong-cursor', 'cursor must be the nextCursor of the answer before.');
	}
}

/** A page of what was looked up, with one entry more than it holds where there is another page. */
export function pageOf<T>(
	found: readonly T[],
	limit: number,
	cursorOf: (last: T) => unknown,
): { items: T[]; nextCursor: string | null } {
	const items = found.slice(0, limit);
	const last = items.at(-1);
	const more = found.length > limit && last !== undefined;
	return {
		items,
		nextCursor: more ? Buffer.from(JSON.stringify(cursorOf(last))).toString('base64url') : null,
	};
}

import { z } from 'zod';
import { Problem } from '../answers/problem.ts';

/** The query of a request as a schema has it. @throws Problem that names the parameters at fault */
export function readQuery<T extends z.ZodType>(schema: T, query: unknown): z.output<T> {
	const { data, error } = schema.safeParse(query);
	if (!error) return data;
	const reasons = error.issues.map((issue) =>
		issue.code === 'unrecognized_keys'
			? 'There is a query parameter that this operation does not have.'
			: `${issue.path.join('.')} ${issue.message}.`,
	);
	throw new Problem('BadRequest', reasons.join(' '));
}

/** Text that a store can look for: PostgreSQL knows no NUL. */
export const printable = z.string().regex(/^[\x20-\x7e]*$/);

/** How much of a list is asked for at once. */
export const pageQuery = {
	limit: z
		.string()
		.regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
		.default('50')
		.meta({ description: 'Most entries of an answer, from 1 to 100.', example: '50' }),
	cursor: z
		.string()
		.max(500, 'must be the nextCursor of the answer before')
		.optional()
		.meta({ description: 'Where to go on: `nextCursor` of the answer before.' }),
};

/** What a page begins after, as it was put into the cursor. @throws Problem where it was not made here */
export function readCursor<T extends z.ZodType>(
	schema: T,
	cursor: string | undefined,
): z.output<T> | undefined {
	if (cursor === undefined) return undefined;
	try {
		return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
	} catch {
		throw new Problem('BadRequest', 'cursor must be the nextCursor of the answer before.');
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

import { z } from 'zod';
import { cursorField } from '../../calls/page.ts';
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

/** How much of a list is asked for at once. */
export const pageQuery = {
	limit: z
		.string()
		.regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
		.default('50')
		.meta({ description: 'Most entries of an answer, from 1 to 100.', example: '50' }),
	cursor: cursorField.optional(),
};

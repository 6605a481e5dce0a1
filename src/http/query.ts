import type { z } from 'zod';
import { Problem } from './problem.ts';

/** Reads what stands behind the question mark. @throws Problem which says everything that is wrong with it. */
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

import { z } from 'zod';

/** True if a value may be left out, so that it is missing or a default takes its place. */
export function isOptional(schema: z.ZodType): schema is z.ZodOptional | z.ZodDefault {
	return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
}

/** The schema of a value that is given. */
export function unwrapped(schema: z.ZodType): z.ZodType {
	return isOptional(schema) ? unwrapped(schema.unwrap() as z.ZodType) : schema;
}

/** The schema at a path; any step leads into the entries of a list. `undefined` if there is none. */
export function fieldAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
	let at: z.ZodType | undefined = schema;
	for (const step of path) {
		const holder: z.ZodType | undefined = at && unwrapped(at);
		if (holder instanceof z.ZodObject) at = holder.shape[String(step)];
		else if (holder instanceof z.ZodArray) at = holder.element as z.ZodType;
		else return undefined;
	}
	return at;
}

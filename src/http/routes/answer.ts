import type { z } from 'zod';

/** A JSON answer as a route's schema takes it. */
export function json<T extends z.ZodType>(description: string, schema: T) {
	return { description, content: { 'application/json': { schema } } };
}

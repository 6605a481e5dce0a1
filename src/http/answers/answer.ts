import { z } from 'zod';

/** A JSON answer as a route's schema takes it. */
export function json<T extends z.ZodType>(description: string, schema: T) {
	return { description, content: { 'application/json': { schema } } };
}

/** An answer that is a PDF. */
export function pdfAnswer(description: string) {
	return fileAnswer('application/pdf', description);
}

/** An answer that is a file. */
export function fileAnswer(type: string, description: string) {
	return { description, content: { [type]: { schema: z.string().meta({ format: 'binary' }) } } };
}

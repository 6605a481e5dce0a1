import { z } from 'zod';

/** Documents a JSON answer in a route's schema. */
export function json<T extends z.ZodType>(description: string, schema: T) {
	return { description, content: { 'application/json': { schema } } };
}

/** Documents an answer that is a PDF. */
export function pdfAnswer(description: string) {
	return fileAnswer('application/pdf', description);
}

/** Documents an answer that is a file. */
export function fileAnswer(type: string, description: string) {
	return { description, content: { [type]: { schema: z.string().meta({ format: 'binary' }) } } };
}

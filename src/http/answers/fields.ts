import { z } from 'zod';

/** Fields of answers with their documentation in the OpenAPI document. */

const docs = (description: string, example?: unknown) => ({
	description,
	...(example !== undefined && { examples: [example] }),
});

export const string = (description: string, example?: string) => z.string().meta(docs(description, example));

export const stringOrNull = (description: string, example?: string) =>
	z.string().nullable().meta(docs(description, example));

export const integer = (description: string, example?: number) => z.int().meta(docs(description, example));

export const integerOrNull = (description: string, example?: number) =>
	z.int().nullable().meta(docs(description, example));

export const hash = (description: string) =>
	z.string().meta({ pattern: '^[0-9a-f]{64}$', ...docs(description, '0'.repeat(64)) });

export const uuid = (description: string, example: string) =>
	z.string().meta({ format: 'uuid', ...docs(description, example) });

/** The same words in the languages of a document. */
export const words = (description: string) =>
	z.strictObject({ en: string('In English.'), es: string('In Spanish.') }).describe(description);

/** A path of this API. */
export const path = (description: string, example: string) =>
	z.string().meta({ format: 'uri-reference', ...docs(description, example) });

export const moment = (description: string) =>
	z.string().meta({ format: 'date-time', description, examples: ['2026-11-23T09:30:00.000Z'] });

export const nextCursor = z.string().nullable().meta({
	description:
		'Send it as `cursor`, with all other parameters unchanged, to get the next page. Null on the last page.',
});

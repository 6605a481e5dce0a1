import { z } from 'zod';
import { cursorField } from '../../calls/page.ts';
import { LIMIT, LIMIT_MISTAKE } from '../../records/requests.ts';

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
			description: `The most ${things} to return, from ${LIMIT.min} to ${LIMIT.max}.`,
		});
}

/** A query parameter that is true or false, without a default, so that Swagger UI does not send one. */
export function flag(description: string) {
	return z
		.string()
		.refine((text) => text === 'true' || text === 'false', 'must be true or false')
		.transform((text) => text === 'true')
		.optional()
		.meta({ type: 'boolean', description });
}

/** The query parameters of a page of a list. */
export const pageQuery = {
	limit: limit('entries', LIMIT.default),
	cursor: cursorField.optional(),
};

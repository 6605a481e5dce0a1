import { z } from 'zod';

export const moment = (description: string) =>
	z.string().meta({ format: 'date-time', description, examples: ['2026-11-23T09:30:00.000Z'] });

export const nextCursor = z.string().nullable().meta({
	description:
		'Send it as `cursor`, with all other parameters unchanged, to get the next page. Null on the last page.',
});

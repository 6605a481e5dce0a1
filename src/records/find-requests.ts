import { z } from 'zod';
import { RECORD_STATES } from '../store/tables.ts';
import { date, identifier, oneOf, pattern, text } from '../superbill/fields.ts';
import { words } from './search-terms.ts';

/** What superbills are listed by: nothing of a patient. */
export const listFields = {
	issuedFrom: date({ description: 'Issued on this day or later.', example: '2026-10-01' }).optional(),
	issuedTo: date({ description: 'Issued on this day or earlier.', example: '2026-10-31' }).optional(),
	status: oneOf(RECORD_STATES, {
		description: 'Where it stands: a `replaced` one was corrected by another, a `void` one does not count.',
		example: 'issued',
	}).optional(),
	number: text(60, {
		description: 'The number that is printed, all of it.',
		example: 'SB-2026-000101',
	}).optional(),
	practice: identifier(
		'Id of the practice whose superbills are wanted. Left out, those of all that the key may see.',
		'harbor',
	).optional(),
	cursor: pattern(
		/^[\w-]{1,100}$/,
		'is not a cursor of this list. Send nextCursor of the previous answer, unchanged',
		{
			description: '`nextCursor` of the answer before, to go on from there with everything else as it was.',
			example: 'AAAAAAAAQACAAAAAAAABAf3kqzqbS3bWmUoOj0mQxPM',
		},
	).optional(),
};

export const LIMIT = { min: 1, max: 100, default: 50 };
export const LIMIT_MISTAKE = `must be a whole number from ${LIMIT.min} to ${LIMIT.max}`;

/** Lets an object through whose day `last` is not before its day `first`. */
export function inOrder<Field extends string>(
	first: Field,
	last: Field,
): [(days: { readonly [K in Field]?: string | undefined }) => boolean, { path: Field[]; error: string }] {
	return [
		({ [first]: from, [last]: to }) => from === undefined || to === undefined || from <= to,
		{ path: [last], error: `must not be before ${first}` },
	];
}

function name(description: string, example: string) {
	return text(100, { description, example }).refine((name) => words(name).length > 0, {
		error: 'must have a letter or a digit',
	});
}

/** What is sent to find superbills. */
export const SearchRequest = z
	.strictObject({
		lastName: name(
			'Family name of the patient, or some of its words, each of them whole. Capitals, accents, apostrophes and hyphens do not matter.',
			'Fakenham',
		).optional(),
		firstName: name('Given, middle or preferred name of the patient, in the same way.', 'Marlow').optional(),
		birthDate: date({
			description: 'Date of birth of the patient.',
			example: '1984-02-29',
		}).optional(),
		accountNumber: text(50, {
			description: 'The account number of the patient, all of it.',
			example: 'FICT-0101',
		}).optional(),
		serviceFrom: date({
			description: 'With a service on this day or later.',
			example: '2026-10-01',
		}).optional(),
		serviceTo: date({
			description: 'With a service on this day or earlier. With both, one service must fall between the two.',
			example: '2026-10-31',
		}).optional(),
		...listFields,
		limit: z
			.number()
			.refine((limit) => Number.isInteger(limit) && limit >= LIMIT.min && limit <= LIMIT.max, {
				error: LIMIT_MISTAKE,
			})
			.default(LIMIT.default)
			.meta({
				type: 'integer',
				minimum: LIMIT.min,
				maximum: LIMIT.max,
				description: 'Most superbills of an answer.',
				examples: [LIMIT.default],
			}),
	})
	.refine(...inOrder('serviceFrom', 'serviceTo'))
	.refine(...inOrder('issuedFrom', 'issuedTo'))
	.meta({
		id: 'SearchRequest',
		description: 'What superbills are looked for by. All of it must fit; without any, all are found.',
	});

export type SearchRequest = z.output<typeof SearchRequest>;

/** What superbills are listed by, the mistakes sorted out. */
export type ListRequest = Pick<SearchRequest, keyof typeof listFields | 'limit'>;

import { z } from 'zod';
import { cursorField, momentField } from '../calls/page.ts';
import { RECORD_STATES } from '../store/tables.ts';
import { date, identifier, object, oneOf, pattern, text } from '../superbill/fields.ts';
import { Metadata } from '../superbill/metadata.ts';
import { Payment } from '../superbill/money-rows.ts';
import { words } from './search-terms.ts';

/** Criteria for lists. They appear in web addresses, so none is about a patient. */
export const listFields = {
	issuedFrom: date('Issued on this day or later.', '2026-10-01').optional(),
	issuedTo: date('Issued on this day or earlier.', '2026-10-31').optional(),
	updatedSince: momentField(
		'Issued, replaced, voided, paid, held, released or purged at this time or later. To miss nothing that was being stored at that time, ask from a minute before your last call.',
	).optional(),
	status: oneOf(
		RECORD_STATES,
		'Status. A `replaced` superbill was corrected by another one; a `void` superbill does not count.',
		'issued',
	).optional(),
	number: text(
		60,
		'The number as printed, or its end: `2026-000101`, `2026-101` or just `101`. Capitals, leading zeros and the characters in between do not matter.',
		'SB-2026-000101',
	).optional(),
	practice: identifier(
		'Id of a practice. If left out, the answer covers every practice that your key can see.',
		'harbor',
	).optional(),
	cursor: cursorField.meta({ examples: ['ZmljdGl0aW91cyBjdXJzb3IuIjAwMDAwMDAwIg'] }).optional(),
};

export const LIMIT = { min: 1, max: 100, default: 50 };
export const LIMIT_MISTAKE = `must be a whole number from ${LIMIT.min} to ${LIMIT.max}`;

/** Requires that an object's day `last` is not before its day `first`. */
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
	return text(100, description, example).refine((name) => words(name).length > 0, {
		error: 'must have a letter or a digit',
	});
}

export const SearchRequest = z
	.strictObject({
		name: name(
			'Beginnings of the first or last names of the patient, in any order: `fak`, or `mar fakenham`. Three letters or more of a word are enough, and at most eight are compared; a shorter word must be a whole name. Capitals, accents, apostrophes and hyphens do not matter.',
			'fak',
		).optional(),
		lastName: name(
			'Last name of the patient, or some of its words in full. Capitals, accents, apostrophes and hyphens do not matter.',
			'Fakenham',
		).optional(),
		firstName: name(
			'First, middle or preferred name of the patient. It matches in the same way.',
			'Marlow',
		).optional(),
		birthDate: date('Date of birth of the patient.', '1984-02-29').optional(),
		accountNumber: text(50, 'The whole account number of the patient.', 'FICT-0101').optional(),
		serviceFrom: date('With a service on this day or later.', '2026-10-01').optional(),
		serviceTo: date(
			'With a service on this day or earlier. If both are given, at least one service must be in between.',
			'2026-10-31',
		).optional(),
		metadata: Metadata.describe('Pairs of metadata. Each must be exactly as it was sent.').optional(),
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
				description: 'The most superbills to return.',
				examples: [LIMIT.default],
			}),
	})
	.refine(...inOrder('serviceFrom', 'serviceTo'))
	.refine(...inOrder('issuedFrom', 'issuedTo'))
	.meta({
		id: 'SearchRequest',
		description:
			'Criteria of a search. A superbill must meet all of them. Without criteria, every superbill is returned.',
	});

export type SearchRequest = z.output<typeof SearchRequest>;

/** Checked criteria of a list. */
export type ListRequest = Pick<SearchRequest, keyof typeof listFields | 'limit'>;

export const VoidRequest = object('VoidRequest', 'Why a superbill is void.', {
	reason: text(
		500,
		'Why, in plain words. Stored in the record. Do not enter clinical text.',
		'Issued for a visit that did not take place',
	),
});

export const LegalHoldRequest = object('LegalHoldRequest', 'What a legal hold is for.', {
	reason: text(
		500,
		'What the hold is for, in plain words. Stored in the record until the hold ends.',
		'Letter from the insurer, 2026-11-02: preserve all records',
	),
});

/** The checks read `superbill`, because their findings say more. */
export const ReplacementRequest = z.strictObject({
	reason: text(
		200,
		'What was wrong, in plain words. Printed on the new superbill.',
		'Wrong place of service on one line',
	),
	payerClaimNumber: pattern(
		/^.{1,50}$/,
		'has more than 50 characters. Shorten it',
		"The payer's number for the first claim, if the payer processed it (box 22). Printed on the new superbill.",
		'FICTCLM0001',
	).optional(),
	superbill: z.unknown(),
});

/** The payment has no id of its own, because there are no findings about it in a list. */
export const PaymentRequest = Payment.omit({ id: true })
	.describe('A payment received after the superbill was issued.')
	.meta({ id: 'PaymentRequest' });

export type PaymentRequest = z.output<typeof PaymentRequest>;

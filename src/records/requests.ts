import { z } from 'zod';
import { object, pattern, text } from '../superbill/fields.ts';

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

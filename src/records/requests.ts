import { z } from 'zod';
import { pattern, text } from '../superbill/fields.ts';

export const VoidRequest = z
	.strictObject({
		reason: text(500, {
			description: 'Why, in plain words. Stored in the record. Do not enter clinical text.',
			example: 'Issued for a visit that did not take place',
		}),
	})
	.meta({ id: 'VoidRequest', description: 'Why a superbill is void.' });

export const LegalHoldRequest = z
	.strictObject({
		reason: text(500, {
			description: 'What the hold is for, in plain words. Stored in the record until the hold ends.',
			example: 'Letter from the insurer, 2026-11-02: preserve all records',
		}),
	})
	.meta({ id: 'LegalHoldRequest', description: 'What a legal hold is for.' });

/** The checks read `superbill`, because their findings say more. */
export const ReplacementRequest = z.strictObject({
	reason: text(200, {
		description: 'What was wrong, in plain words. Printed on the new superbill.',
		example: 'Wrong place of service on one line',
	}),
	payerClaimNumber: pattern(/^.{1,50}$/, 'has more than 50 characters. Shorten it', {
		description:
			"The payer's number for the first claim, if the payer processed it (box 22). Printed on the new superbill.",
		example: 'FICTCLM0001',
	}).optional(),
	superbill: z.unknown(),
});

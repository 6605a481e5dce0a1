import { z } from 'zod';
import { pattern, text } from '../superbill/fields.ts';

/** What is sent to void a superbill. */
export const VoidRequest = z
	.strictObject({
		reason: text(500, {
			description: 'Why, in plain words. Kept in the record; not for clinical text.',
			example: 'Issued for a visit that did not take place',
		}),
	})
	.meta({ id: 'VoidRequest', description: 'Why a superbill is void.' });

/** What is sent to keep a superbill from being purged. */
export const LegalHoldRequest = z
	.strictObject({
		reason: text(500, {
			description: 'What the hold is for, in plain words. Kept in the record until the hold ends.',
			example: 'Letter of the insurer of 2026-11-02: records to be preserved',
		}),
	})
	.meta({ id: 'LegalHoldRequest', description: 'What a legal hold is for.' });

/** What is sent to correct a superbill. Its `superbill` is read by the checks, which say more. */
export const ReplacementRequest = z.strictObject({
	reason: text(200, {
		description: 'What was wrong, in plain words: it is printed.',
		example: 'Wrong place of service on one line',
	}),
	payerClaimNumber: pattern(/^.{1,50}$/, 'has more than 50 characters. Shorten it', {
		description: "The payer's claim number of the first claim, if it was processed (box 22). Printed.",
		example: 'FICTCLM0001',
	}).optional(),
	superbill: z.unknown(),
});

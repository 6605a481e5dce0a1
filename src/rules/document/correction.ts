import type { Rule } from '../rule.ts';

/** Corrected superbills (CMS-1500 box 22). */

export const replacesItself: Rule = {
	id: 'replaces-itself',
	severity: 'error',
	requirement: 'A corrected superbill has another number than the one it replaces.',
	why: 'Two papers with one number cannot be told apart by the patient or the payer (CMS-1500 boxes 22 and 26).',
	fix: 'Give the corrected superbill a number of its own.',
	*check({ request: { number, replaces } }) {
		if (number === undefined || replaces?.number !== number) return;
		yield {
			at: ['replaces', 'number'],
			message: `Superbill ${number} replaces itself.`,
			help: 'Give the corrected superbill a number of its own.',
		};
	},
};

export const payerClaimNumber: Rule = {
	id: 'payer-claim-number',
	severity: 'info',
	requirement: "A corrected superbill names the payer's claim number.",
	why: 'A payer that has processed the first claim finds it by its own number (CMS-1500 box 22 with code 7, 837P REF*F8) and denies a correction without it as a duplicate.',
	fix: "Add the claim number from the payer's explanation of benefits, if the first superbill was processed.",
	*check({ request: { replaces } }) {
		if (!replaces || replaces.payerClaimNumber !== undefined) return;
		yield {
			at: ['replaces'],
			message: "This corrected superbill does not name the payer's claim number.",
			help: "Add payerClaimNumber from the payer's explanation of benefits, if the first one was processed.",
		};
	},
};

import type { Rule } from '../rule.ts';

/** Rules on corrected superbills (CMS-1500 box 22). */

export const replacesItself: Rule = {
	id: 'replaces-itself',
	severity: 'error',
	requirement: 'A corrected superbill has a different number from the one that it replaces.',
	why: 'Neither the patient nor the payer can tell two superbills with the same number apart (CMS-1500 boxes 22 and 26).',
	fix: 'Give the corrected superbill a new number.',
	*check({ request: { number, replaces } }) {
		if (number === undefined || replaces?.number !== number) return;
		yield {
			at: ['replaces', 'number'],
			message: `Superbill ${number} says that it replaces itself.`,
			help: 'Give the corrected superbill a new number.',
		};
	},
};

export const payerClaimNumber: Rule = {
	id: 'payer-claim-number',
	severity: 'info',
	requirement: "A corrected superbill gives the payer's claim number.",
	why: 'A payer finds a processed claim by the number that it assigned (CMS-1500 box 22 with code 7, 837P REF*F8), and denies a correction without it as a duplicate.',
	fix: "If the original claim was processed, copy its number from the payer's explanation of benefits.",
	*check({ request: { replaces } }) {
		if (!replaces || replaces.payerClaimNumber !== undefined) return;
		yield {
			at: ['replaces'],
			message: "This corrected superbill does not give the payer's claim number.",
			help: 'If the original claim was processed, add "payerClaimNumber" from the explanation of benefits.',
		};
	},
};

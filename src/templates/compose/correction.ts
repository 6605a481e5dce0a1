import type { Block } from '../../page/content.ts';
import { definitions, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { strong } from './spans.ts';

/** The superbill that a corrected one replaces, and the reason (claim frequency code 7; CMS-1500 box 22). */
export function correction({ superbill: { replaces }, label, date }: Composition): Block[] {
	if (!replaces) return [];
	return [
		heading(label('corrected')),
		definitions(label, [
			['replaces', strong(replaces.number)],
			['originallyIssued', date(replaces.issuedOn)],
			['reason', replaces.reason],
			['payerClaimNumber', replaces.payerClaimNumber],
			['claimFrequency', label('replacementOfPriorClaim')],
		]),
	];
}

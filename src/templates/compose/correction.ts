import type { Block } from '../../page/content.ts';
import { body, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, strong } from './spans.ts';

/** The superbill that a corrected one replaces, and the reason (claim frequency code 7; CMS-1500 box 22). */
export function correction({ superbill: { replaces }, label, date }: Composition): Block[] {
	if (!replaces) return [];
	const { number, issuedOn, reason, payerClaimNumber } = replaces;
	return [
		heading(label('corrected')),
		body(
			joined(
				[
					joined([label('replaces'), strong(number)], ' '),
					joined([label('originallyIssued'), strong(date(issuedOn))], ' '),
					payerClaimNumber && joined([label('payerClaimNumber'), strong(payerClaimNumber)], ' '),
					joined([label('claimFrequency'), label('replacementOfPriorClaim')], ' '),
				],
				DOT,
			),
		),
		body(joined([label('reason'), reason], ': ')),
	];
}

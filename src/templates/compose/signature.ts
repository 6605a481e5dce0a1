import type { Block } from '../../page/content.ts';
import { clinicianName } from '../../superbill/person.ts';
import type { Composition } from './composition.ts';
import { DOT, joined } from './spans.ts';

/** The rendering provider's signature, by hand or typed (CMS-1500 box 31). */
export function signature({ superbill, template, label, date, fill }: Composition): Block[] {
	const { style, statement } = template.signature;
	if (style === 'none') return [];
	const name = clinicianName(superbill.renderingProvider);
	const signer =
		style === 'line'
			? joined([label('signatureOf'), name], ' ')
			: joined([joined([label('signedBy'), name], ' '), date(superbill.issuedOn)], DOT);
	return [
		{
			kind: 'signature',
			text: joined([signer, joined(fill(statement), ' / ')], ': '),
			...(style === 'line' && { dateLabel: label('date') }),
		},
	];
}

import type { Block } from '../../page/content.ts';
import { clinicianName } from '../../superbill/person.ts';
import type { Composition } from './composition.ts';
import { DOT, joined } from './spans.ts';

/** The rendering provider's signature, by hand or typed (CMS-1500 box 31). */
export function signature({ superbill, template, label, date, fill }: Composition): Block[] {
	const { style, statement } = template.signature;
	if (style === 'none') return [];
	const name = clinicianName(superbill.renderingProvider);
	return [
		{
			kind: 'signature',
			statement: fill(statement),
			signer: joined([label('signatureOf'), name], ' '),
			dateLabel: label('date'),
			style:
				style === 'line'
					? 'line'
					: { typed: joined([joined([label('signedBy'), name], ' '), date(superbill.issuedOn)], DOT) },
		},
	];
}

import type { Block, Text } from '../../page/content.ts';
import { qrFormOf } from '../../qr/from-superbill.ts';
import { qrText } from '../../qr/write.ts';
import { addressLines, fullName } from '../../superbill/person.ts';
import { pageNumber } from '../labels.ts';
import { fine } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, plainText, strong } from './spans.ts';

/** The practice, the kind of document, its number and issue date and, for a window envelope, the recipient. */
export function letterhead(composition: Composition, mark: 'SAMPLE' | undefined): Block[] {
	const { superbill, template, logo, label, date, language } = composition;
	const { billingProvider: practice, number, issuedOn } = superbill;
	const end = (text: Text): Block => ({ kind: 'paragraph', text, align: 'end' });
	const lines: (Text | undefined)[] = [
		practice.doingBusinessAs && joined([label('doingBusinessAs'), practice.doingBusinessAs], ' '),
		addressLines(practice.address).join(', '),
		joined([practice.phone, practice.fax && joined([label('fax'), practice.fax], ' '), practice.email], DOT),
		practice.website,
		practice.payToAddress && joined([label('payTo'), addressLines(practice.payToAddress).join(', ')], ': '),
	];
	const practiceBlocks: Block[] = [
		{ kind: 'paragraph', size: 'title', text: practice.name },
		...lines.flatMap((text) => (text === undefined || text.length === 0 ? [] : [fine(text)])),
	];
	const documentBlocks: Block[] = [
		{ kind: 'heading', level: 1, text: label('superbill'), align: 'end' },
		...(mark === undefined ? [] : [end(strong(label(`mark.${mark}`)))]),
		end(number === undefined ? strong(label('draft')) : joined([label('number'), strong(number)], ' ')),
		end(joined([label('issued'), strong(date(issuedOn))], ' ')),
		{ kind: 'page-number', text: pageNumber(language) },
	];
	const code = qrCode(composition);
	return [
		{
			kind: 'columns',
			keep: true,
			widths: [
				...(logo ? (['fit'] as const) : []),
				1,
				'need',
				...(code.length > 0 ? (['fit'] as const) : []),
			],
			columns: [
				...(logo ? [[{ kind: 'figure', ...logo } as const]] : []),
				practiceBlocks,
				documentBlocks,
				...(code.length > 0 ? [code] : []),
			],
		},
		{ kind: 'divider' },
		...(template.recipient === 'window' ? [recipient(composition)] : []),
	];
}

function qrCode({ superbill, template, label }: Composition): Block[] {
	if (!(superbill.qrCode ?? template.qrCode)) return [];
	return [{ kind: 'qr-code', text: qrText(qrFormOf(superbill)), alt: plainText(label('qrCode')) }];
}

function recipient({ superbill: { guarantor, patient } }: Composition): Block {
	const person = guarantor ?? patient;
	return { kind: 'recipient', lines: [fullName(person), ...addressLines(person.address)] };
}

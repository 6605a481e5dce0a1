import type { Block, Text } from '../../page/content.ts';
import type { QrKind } from '../../qr/form.ts';
import { type QrPart, qrFormOf } from '../../qr/from-superbill.ts';
import { qrText } from '../../qr/write.ts';
import { addressLines, fullName } from '../../superbill/person.ts';
import type { DocumentName } from '../../superbill/sibling.ts';
import { pageNumber } from '../labels.ts';
import { fine } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, plainText, strong } from './spans.ts';

/** The practice, the kind of document, its number and issue date and, for a window envelope, the recipient. */
export function letterhead(composition: Composition, mark: 'SAMPLE' | undefined): Block[] {
	const { superbill, sibling, template, logo, label, date, language } = composition;
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
	const [title = '', ...translations] = label.each(sibling?.name ?? 'superbill');
	const documentBlocks: Block[] = [
		{ kind: 'heading', level: 1, text: title, align: 'end' },
		...translations.map(end),
		...(mark === undefined ? [] : [end(strong(label(`mark.${mark}`)))]),
		end(
			number === undefined
				? strong(label('draft'))
				: joined([label(sibling ? 'numberOfSuperbill' : 'number'), strong(number)], ' '),
		),
		end(joined([label('issued'), strong(date(issuedOn))], ' ')),
		...(sibling ? [end(joined([label('drawnOn'), strong(date(sibling.drawnOn))], ' '))] : []),
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
		...(template.recipient === 'window' && !sibling ? [recipient(composition)] : []),
	];
}

function qrCode({ superbill, sibling, template, label }: Composition): Block[] {
	if (!(superbill.qrCode ?? template.qrCode)) return [];
	const [kind, leftOut] = QR_FORMS[sibling?.name ?? 'superbill'];
	const text = qrText(qrFormOf(superbill, kind, leftOut));
	return [{ kind: 'qr-code', text, alt: plainText(label('qrCode')) }];
}

/** The form of a QR code, and the parts that the page does not print. */
const QR_FORMS: Readonly<Record<DocumentName, readonly [QrKind, readonly QrPart[]]>> = {
	superbill: ['superbill', []],
	'proof-of-payment': ['proof-of-payment', ['diagnoses']],
	'hsa-receipt': ['hsa-receipt', ['diagnoses', 'services']],
	'how-to-submit': ['superbill', []],
};

function recipient({ superbill: { guarantor, patient } }: Composition): Block {
	const person = guarantor ?? patient;
	return { kind: 'recipient', lines: [fullName(person), ...addressLines(person.address)] };
}

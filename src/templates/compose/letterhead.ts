import type { Block, Span, Text } from '../../page/content.ts';
import { qrFormOf } from '../../qr/from-superbill.ts';
import { qrText } from '../../qr/write.ts';
import { addressLines, fullName } from '../../superbill/person.ts';
import { fine } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, plainText, strong } from './spans.ts';

/** The practice, the kind of document, its number and issue date and, for a window envelope, the recipient. */
export function letterhead(composition: Composition, mark: 'SAMPLE' | undefined): Block[] {
	const { superbill, template, logo, label, date } = composition;
	const { billingProvider: practice, number, issuedOn } = superbill;
	const end = (text: Text): Block => ({ kind: 'paragraph', text, align: 'end' });
	const practiceBlocks: Block[] = [
		{ kind: 'paragraph', size: 'title', text: practice.name },
		...(practice.doingBusinessAs === undefined
			? []
			: [fine(joined([label('doingBusinessAs'), practice.doingBusinessAs], ' '))]),
		fine(addressLines(practice.address).join(', ')),
		...ifAny(
			joined(
				[
					practice.phone,
					practice.fax && joined([label('fax'), practice.fax], ' '),
					practice.email,
					practice.website,
				],
				DOT,
			),
		),
	];
	const documentBlocks: Block[] = [
		{ kind: 'heading', level: 1, text: label('superbill'), align: 'end' },
		...(mark === undefined ? [] : [end(strong(label(`mark.${mark}`)))]),
		end(number === undefined ? strong(label('draft')) : joined([label('number'), strong(number)], ' ')),
		end(joined([label('issued'), strong(date(issuedOn))], ' ')),
	];
	const code = qrCode(composition);
	return [
		{
			kind: 'columns',
			keep: true,
			widths: [...(logo ? (['fit'] as const) : []), 64, 36, ...(code.length > 0 ? (['fit'] as const) : [])],
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

/** A practice need not have a phone, a fax, an email address or a website. */
function ifAny(text: Span[]): Block[] {
	return text.length === 0 ? [] : [fine(text)];
}

function qrCode({ superbill, template, label }: Composition): Block[] {
	if (!(superbill.qrCode ?? template.qrCode)) return [];
	return [{ kind: 'qr-code', text: qrText(qrFormOf(superbill)), alt: plainText(label('qrCode')) }];
}

function recipient({ superbill: { guarantor, patient } }: Composition): Block {
	const person = guarantor ?? patient;
	return { kind: 'recipient', lines: [fullName(person), ...addressLines(person.address)] };
}

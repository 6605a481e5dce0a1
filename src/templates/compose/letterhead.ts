import type { Block, Text } from '../../page/content.ts';
import { addressLines, fullName } from '../../superbill/person.ts';
import { pageNumber } from '../labels.ts';
import { fine } from './blocks.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, strong } from './spans.ts';

/** Side of the square for the code for machines, 28 mm in points. */
const CODE_SIZE = 79.4;

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
	return [
		{
			kind: 'columns',
			keep: true,
			widths: [...(logo ? (['fit'] as const) : []), 1, 'need', ...(sibling ? [] : (['fit'] as const))],
			columns: [
				...(logo ? [[{ kind: 'figure', ...logo } as const]] : []),
				practiceBlocks,
				documentBlocks,
				...(sibling ? [] : [[{ kind: 'space', width: CODE_SIZE, height: CODE_SIZE } as const]]),
			],
		},
		{ kind: 'divider' },
		...(template.recipient === 'window' && !sibling ? [recipient(composition)] : []),
	];
}

function recipient({ superbill: { guarantor, patient } }: Composition): Block {
	const person = guarantor ?? patient;
	return { kind: 'recipient', lines: [fullName(person), ...addressLines(person.address)] };
}

import type { Block, PageColumns } from '../../page/content.ts';
import { fine, heading } from './blocks.ts';
import type { Composition } from './composition.ts';
import { ledger } from './ledger.ts';
import { shortNotices } from './notices.ts';
import { otherItems } from './services.ts';

/** Notices and the note on the left, payments under the charges on the right. */
export function totals(composition: Composition): PageColumns[] {
	const { superbill, label } = composition;
	const note: Block[] =
		superbill.note === undefined ? [] : [heading(label('note')), { ...fine(superbill.note), apart: true }];
	return [
		{
			kind: 'columns',
			widths: [54, 46],
			keep: true,
			columns: [
				[heading(label('pleaseNote')), ...shortNotices(composition), ...note, ...otherItems(composition)],
				[heading(label('totals')), ...ledger(composition)],
			],
		},
	];
}

import type { Block } from '../../page/content.ts';
import { heading } from './blocks.ts';
import type { Composition } from './composition.ts';

/** The diagnoses with the letters that the service lines point to (CMS-1500 box 21). */
export function diagnoses({ superbill, label }: Composition): Block[] {
	return [
		heading(label('diagnoses')),
		{
			kind: 'list',
			numbering: 'letters',
			items: superbill.diagnoses.map(({ letter, code, description }) => ({
				label: letter,
				key: code,
				text: description,
			})),
		},
	];
}

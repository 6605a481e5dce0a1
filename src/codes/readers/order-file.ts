import { badFile } from '../index/edition.ts';
import { fiscalEdition } from './dates.ts';
import type { CodeFileFormat } from './reader.ts';

/**
 * A line of CDC's and CMS's ICD-10-CM order file. Columns: 1–5 order, 7–13 code without dot, 15 billable, 17–76 short title,
 * from 78 long title. https://www.cms.gov/medicare/coding-billing/icd-10-codes
 */
const LINE = /^\d{5} ([A-Z][0-9A-Z]{2,6}) {1,5}([01]) (.{0,60}) ?(.*)$/;

/** Lists that are rebuilt from other sources write this for a missing title. It must never be printed. */
const NO_TITLE = /^title not at hand$/i;

export const orderFile: CodeFileFormat = {
	name: 'ICD-10-CM order file',
	matches: ([first = '']) => LINE.test(first) && /^.{14}[01]/.test(first),
	edition: (file) => fiscalEdition(file),
	open(emit) {
		let number = 0;
		return {
			line(text) {
				number++;
				if (text.trim() === '') return;
				const [, code, billable, short = '', long = ''] = LINE.exec(text) ?? [];
				if (code === undefined || text[14] !== billable) {
					throw badFile(
						'this is not a line of an order file (order, code, 0 or 1, short title, long title in fixed columns).',
						number,
					);
				}
				const title = long.trim() || short.trim();
				emit('icd10cm', [code, billable as string, NO_TITLE.test(title) ? '' : title, '', '']);
			},
			end() {},
		};
	},
};

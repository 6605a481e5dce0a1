import { BadFile } from '../edition.ts';
import { readDate } from './dates.ts';
import { columnsOf, delimitedReader } from './delimited.ts';
import { emitHcpcs, hcpcsEdition } from './hcpcs-text.ts';
import type { Format } from './reader.ts';

const SETS: Readonly<Record<string, string>> = { 3: 'hcpcs', 7: 'modifiers' };

const COLUMNS = {
	code: /^HCPC/i,
	type: /^RECID$/i,
	title: /^LONG DESC/i,
	added: /^ADD DT$/i,
	ended: /^TERM DT$/i,
} as const;

/** The same list as a workbook, which arrives here as lines of tab-separated cells: one row a code, its title whole. */
export const hcpcsSheet: Format = {
	name: 'HCPCS Level II workbook',
	matches: (head) => head.some((line) => columnsOf(line, COLUMNS) !== undefined),
	edition: hcpcsEdition,
	open: (emit) =>
		delimitedReader(COLUMNS, ({ code, type, title, added, ended }, line) => {
			const set = SETS[type];
			if (!set) throw new BadFile(`has the record type "${type}", which is neither 3 nor 7.`, line);
			if (!/^(?:[A-Z]\d{4}|[0-9A-Z]{2})$/.test(code)) {
				throw new BadFile(`"${code}" is neither a code nor a modifier of HCPCS Level II.`, line);
			}
			emitHcpcs(emit, set, code, title, [readDate(added, line), readDate(ended, line)]);
		}),
};

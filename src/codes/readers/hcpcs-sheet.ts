import { badFile } from '../index/edition.ts';
import { readDate } from './dates.ts';
import { columnsOf, delimitedReader } from './delimited.ts';
import { emitHcpcs, hcpcsEdition } from './hcpcs-text.ts';
import type { CodeFileFormat } from './reader.ts';

const SETS: Readonly<Record<string, string>> = { 3: 'hcpcs', 7: 'modifiers' };

const COLUMNS = {
	code: /^HCPC/i,
	type: /^RECID$/i,
	title: /^LONG DESC/i,
	added: /^ADD DT$/i,
	ended: /^TERM DT$/i,
} as const;

/** HCPCS Level II as a workbook, read as lines of tab-separated cells with one row per code. */
export const hcpcsSheet: CodeFileFormat = {
	name: 'HCPCS Level II workbook',
	matches: (head) => head.some((line) => columnsOf(line, COLUMNS) !== undefined),
	edition: hcpcsEdition,
	open: (emit) =>
		delimitedReader(COLUMNS, ({ code, type, title, added, ended }, line) => {
			const set = SETS[type];
			if (!set) throw badFile(`the record type must be 3 or 7, not "${type}".`, line);
			if (!/^(?:[A-Z]\d{4}|[0-9A-Z]{2})$/.test(code)) {
				throw badFile(`"${code}" is not an HCPCS Level II code or modifier.`, line);
			}
			emitHcpcs(emit, set, code, title, [readDate(added, line), readDate(ended, line)]);
		}),
};

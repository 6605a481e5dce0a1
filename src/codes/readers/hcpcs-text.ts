import { badFile, type EditionRow } from '../index/edition.ts';
import { dayInName, editionFrom, readDate, unknownEdition } from './dates.ts';
import type { CodeFileFacts, CodeFileFormat, EmitRow } from './reader.ts';

/** Record types of CMS's HCPCS file: 3 and 7 begin a code or modifier, 4 and 8 continue its long title. */
const SETS: Readonly<Record<string, string>> = { 3: 'hcpcs', 7: 'modifiers' };
const CONTINUES: Readonly<Record<string, string>> = { 4: 'hcpcs', 8: 'modifiers' };

const LINE = /^(?: {3}[0-9A-Z]{2}|[A-Z]\d{4})\d{5}[3478]/;

/**
 * CMS's "ANWEB" file of HCPCS Level II. Columns: 1–5 code (a modifier in 4–5), 6–10 sequence, 11 record type, 12–91 long
 * title, 92–119 short title, 269–276 added, 277–284 effective, 285–292 last day. Titles continue over several lines. A
 * code is valid from the day it was added; "effective" is the day of its last change.
 */
export const hcpcsText: CodeFileFormat = {
	name: 'HCPCS Level II fixed-width text',
	matches: ([first = '']) => LINE.test(first),
	edition: hcpcsEdition,
	open(emit) {
		let number = 0;
		let pending:
			| { readonly set: string; readonly code: string; title: string; readonly dates: EditionRow }
			| undefined;
		const flush = () => {
			if (pending) emitHcpcs(emit, pending.set, pending.code, pending.title, pending.dates);
		};
		return {
			line(text) {
				number++;
				if (text.trim() === '') return;
				if (!LINE.test(text)) throw badFile("this is not a line of CMS's fixed-width HCPCS file.", number);
				const code = text.slice(0, 5).trim();
				const type = text[10] as string;
				const title = text.slice(11, 91).trim();
				const set = SETS[type];
				if (set) {
					flush();
					pending = { set, code, title, dates: datesOf(text, number) };
				} else if (pending?.code === code && pending.set === CONTINUES[type]) {
					pending.title += /\S-$/.test(pending.title) ? title : ` ${title}`;
				} else {
					throw badFile(`this line continues ${code}, but the line before is about another code.`, number);
				}
			},
			end: flush,
		};
	},
};

/** Reads the dates. Those of a modifier are eight columns further right than those of a code. */
function datesOf(text: string, line: number): EditionRow {
	const shift = text.startsWith(' ') && text.slice(268, 276).trim() === '' ? 8 : 0;
	return [268, 284].map((at) => readDate(text.slice(at + shift, at + shift + 8), line));
}

export function hcpcsEdition({ name, from }: CodeFileFacts) {
	const day = from ?? dayInName(name);
	if (day === undefined) throw unknownEdition('the quarter', 'HCPC2026_APR_ANWEB.txt');
	return editionFrom(day);
}

export function emitHcpcs(
	emit: EmitRow,
	set: string,
	code: string,
	title: string,
	[from = '', to = '']: EditionRow,
): void {
	emit(set, [code, '1', title, from, to]);
}

import { TAXONOMY_CODE } from '../../superbill/code-forms.ts';
import { BadFile } from '../edition.ts';
import { bareCode, isBareCode } from '../key.ts';
import { dayInName, editionFrom, readDate, UNDATED } from './dates.ts';
import { columnsOf, delimitedReader } from './delimited.ts';
import type { FileFacts, Format } from './reader.ts';

/** Lists of codes with a header line: places of service, provider taxonomy, and a plain list of anything. */

const PLACES = {
	code: /^(?:place of service )?codes?(?:\(s\))?$/i,
	name: /^(?:place of service )?name$/i,
	note: /^effective/i,
	description: /^(?:place of service )?(?:definition|description)$/i,
} as const;

const MONTHS = 'january february march april may june july august september october november december'.split(
	' ',
);

/** "(Effective January 1, 2022)": the first day of a code. A revised description is no first day. */
function effectiveDay(text: string): string {
	const [, name = '', day = '', year] =
		/\((?:this code is )?effective(?: for use)?\s+([a-z]+)\s+(\d{1,2}),?\s+(\d{4})/i.exec(text) ?? [];
	const month = MONTHS.indexOf(name.toLowerCase()) + 1;
	return year && month > 0 ? `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}` : '';
}

export const placesOfService: Format = {
	name: 'CMS place-of-service list',
	matches: (head) => head.some((line) => columnsOf(line, PLACES, ['note']) !== undefined),
	edition: ({ from }) => (from === undefined ? UNDATED : editionFrom(from)),
	open: (emit) =>
		delimitedReader(
			PLACES,
			({ code, name, note, description }, line) => {
				// The published list names ranges that are not assigned.
				if (/unassigned/i.test(name)) return;
				if (!/^\d{1,2}$/.test(code)) throw new BadFile(`"${code}" is no place of service: two digits.`, line);
				emit('place-of-service', [code.padStart(2, '0'), '1', name, effectiveDay(note || description), '']);
			},
			{ optional: ['note'] },
		),
};

const TAXONOMY = {
	code: /^code$/i,
	grouping: /^grouping$/i,
	classification: /^classification$/i,
	specialization: /^specialization$/i,
} as const;

/** NUCC's provider taxonomy; version 25.1 is the July release of 2025, in force from October. */
export const taxonomy: Format = {
	name: 'NUCC provider taxonomy',
	matches: (head) => head.some((line) => columnsOf(line, TAXONOMY) !== undefined),
	edition({ name, from }) {
		const [, year, release] = /taxonomy[ _-]?(\d{2})[._]?([01])(?!\d)/i.exec(name) ?? [];
		if (from === undefined && year === undefined) return UNDATED;
		return editionFrom(from ?? `20${year}-${release === '0' ? '04' : '10'}-01`);
	},
	open: (emit) =>
		delimitedReader(TAXONOMY, ({ code, classification, specialization }, line) => {
			if (!TAXONOMY_CODE.test(code)) {
				throw new BadFile(`"${code}" is no taxonomy code: ten characters, the last an X.`, line);
			}
			const title = specialization ? `${classification}, ${specialization}` : classification;
			emit('taxonomy', [code, '1', title, '', '']);
		}),
};

const PLAIN = {
	code: /^code$/i,
	description: /^(?:description|title)$/i,
	from: /^from$/i,
	to: /^to$/i,
	billable: /^billable$/i,
} as const;

const OPTIONAL = ['from', 'to', 'billable'] as const;

/** What `--set` may call a list. */
export const SET_NAME = /^[a-z][a-z0-9-]{1,39}$/;

/** `code,description[,from,to][,billable]` for anything that has no layout of its own. */
export const plainList: Format = {
	name: 'plain list (code, description, from, to)',
	matches: (head) => head.some((line) => columnsOf(line, PLAIN, OPTIONAL) !== undefined),
	edition(file) {
		setOf(file);
		const day = file.from ?? dayInName(file.name);
		return day === undefined ? UNDATED : editionFrom(day);
	},
	open(emit, file) {
		const set = setOf(file);
		return delimitedReader(
			PLAIN,
			({ code, description, from, to, billable }, line) => {
				const bare = bareCode(code);
				if (!isBareCode(bare)) {
					throw new BadFile(`"${code}" is no code: at most ten letters and digits, dots aside.`, line);
				}
				const first = readDate(from, line);
				const last = readDate(to, line);
				if (first && last && last < first) throw new BadFile(`ends on ${last}, before it begins.`, line);
				emit(set, [bare, /^(?:0|no|false)$/i.test(billable) ? '0' : '1', description, first, last]);
			},
			{ optional: OPTIONAL },
		);
	},
};

function setOf({ set }: FileFacts): string {
	if (set === undefined) {
		throw new BadFile('is a plain list: say which set it belongs to, with --set NAME.');
	}
	return set;
}

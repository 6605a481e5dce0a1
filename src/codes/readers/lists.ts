import { TAXONOMY_CODE } from '../../superbill/code-forms.ts';
import { badFile } from '../index/edition.ts';
import { bareCode, isBareCode } from '../index/key.ts';
import { dayInName, editionFrom, readDate, UNDATED } from './dates.ts';
import { columnsOf, delimitedReader } from './delimited.ts';
import type { CodeFileFacts, CodeFileFormat } from './reader.ts';

const PLACES = {
	code: /^(?:place of service )?codes?(?:\(s\))?$/i,
	name: /^(?:place of service )?name$/i,
	note: /^effective/i,
	description: /^(?:place of service )?(?:definition|description)$/i,
} as const;

const MONTHS = 'january february march april may june july august september october november december'.split(
	' ',
);

/** Reads the first day of a code from "(Effective January 1, 2022)". The date of a revised description does not count. */
function effectiveDay(text: string): string {
	const [, name = '', day = '', year] =
		/\((?:this code is )?effective(?: for use)?\s+([a-z]+)\s+(\d{1,2}),?\s+(\d{4})/i.exec(text) ?? [];
	const month = MONTHS.indexOf(name.toLowerCase()) + 1;
	return year && month > 0 ? `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}` : '';
}

export const placesOfService: CodeFileFormat = {
	name: 'CMS place-of-service list',
	matches: (head) => head.some((line) => columnsOf(line, PLACES, ['note']) !== undefined),
	edition: ({ from }) => (from === undefined ? UNDATED : editionFrom(from)),
	open: (emit) =>
		delimitedReader(
			PLACES,
			({ code, name, note, description }, line) => {
				// The published list also names unassigned ranges.
				if (/unassigned/i.test(name)) return;
				if (!/^\d{1,2}$/.test(code))
					throw badFile(`"${code}" is not a place of service. Write two digits.`, line);
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

/** NUCC's provider taxonomy. Version 25.1, for example, is released in July 2025 and in force from October. */
export const taxonomy: CodeFileFormat = {
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
				throw badFile(`"${code}" is not a taxonomy code, which has ten characters and ends in X.`, line);
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

/** Names that `--set` accepts. */
export const SET_NAME = /^[a-z][a-z0-9-]{1,39}$/;

/** A table `code,description[,from,to][,billable]`, for lists without an official layout. */
export const plainList: CodeFileFormat = {
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
					throw badFile(
						`"${code}" is not a code. Use at most ten letters and digits, with or without dots.`,
						line,
					);
				}
				const first = readDate(from, line);
				const last = readDate(to, line);
				if (first && last && last < first)
					throw badFile(`the last day, ${last}, is before the first, ${first}.`, line);
				emit(set, [bare, /^(?:0|no|false)$/i.test(billable) ? '0' : '1', description, first, last]);
			},
			{ optional: OPTIONAL },
		);
	},
};

function setOf({ set }: CodeFileFacts): string {
	if (set === undefined) {
		throw badFile('this is a plain list. Name its code set with --set NAME.');
	}
	return set;
}

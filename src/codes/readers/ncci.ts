import { badFile } from '../index/edition.ts';
import { dayInName, editionFrom, readDate, unknownEdition } from './dates.ts';
import { columnsOf, delimitedReader, splitFields } from './delimited.ts';
import type { CodeFileFacts, CodeFileFormat } from './reader.ts';

/**
 * Codes in the files of the National Correct Coding Initiative, which CMS offers as tab- or comma-separated text:
 * https://www.cms.gov/national-correct-coding-initiative-ncci
 */
const CODE = /^[0-9A-Z]{5}$/;

function codeAt(code: string, line: number): string {
	if (!CODE.test(code)) throw badFile(`"${code}" is not a procedure code, which has five characters.`, line);
	return code;
}

const isPairHeader = (line: string): boolean => /^"?Column\s*1"?\s*[\t,]\s*"?Column\s*2"?/i.test(line.trim());

/**
 * Procedure-to-procedure edits: column 1, column 2, "in existence prior to 1996", first day, last day or `*`, modifier
 * indicator, rationale. The header takes several lines; the data begins at the first line with two codes.
 */
export const pairs: CodeFileFormat = {
	name: 'NCCI procedure-to-procedure edits',
	matches: (head) => head.some(isPairHeader),
	edition(file) {
		// Version 31.3 is the fourth quarter of 2025. A quarter comes in parts, f1 to f4.
		const [, version, quarter] = /v(\d{2})\.?(\d)/i.exec(file.name) ?? [];
		const named =
			version && `${1994 + Number(version)}-${String(Number(quarter) * 3 + 1).padStart(2, '0')}-01`;
		const day = file.from ?? named ?? dayInName(file.name);
		if (day === undefined) throw unknownEdition('the quarter', 'ccipra-v313r0-f1.txt');
		const part = /[_-](f\d)(?!\d)/i.exec(file.name)?.[1]?.toLowerCase();
		return editionFrom(day, part === undefined ? '' : `-${part}`);
	},
	open(emit) {
		let number = 0;
		let rows = 0;
		return {
			line(text) {
				number++;
				const fields = splitFields(text, text.includes('\t') ? '\t' : ',').map((field) => field.trim());
				const [column1 = '', column2 = '', , from = '', to = '', modifier = ''] = fields;
				if (rows === 0 && !(CODE.test(column1) && CODE.test(column2))) return;
				if (text.trim() === '') return;
				if (!/^[019]$/.test(modifier)) {
					throw badFile(`the modifier indicator must be 0, 1 or 9, not "${modifier}".`, number);
				}
				const days = [readDate(from, number), readDate(to, number)];
				emit('ncci-ptp', [codeAt(column1, number), codeAt(column2, number), ...days, modifier]);
				rows++;
			},
			end() {
				if (rows === 0) throw badFile('the file has a header but no rows.');
			},
		};
	},
};

const LIMITS = {
	code: /^HCPCS ?\/ ?CPT Code/i,
	units: /MUE Values?$/i,
	indicator: /Adjudication Indicator/i,
	rationale: /Rationale$/i,
} as const;

/** Medically unlikely edits: code, most units per day, adjudication indicator, rationale. */
export const limits: CodeFileFormat = {
	name: 'NCCI medically unlikely edits',
	matches: (head) => head.some((line) => columnsOf(line, LIMITS) !== undefined),
	edition: quarterly('MCR_MUE_PractitionerServices_Eff_01-01-2026.csv'),
	open: (emit) =>
		delimitedReader(LIMITS, ({ code, units, indicator, rationale }, line) => {
			if (!/^\d{1,6}$/.test(units)) throw badFile(`the value must be a whole number, not "${units}".`, line);
			emit('ncci-mue', [codeAt(code, line), units, indicator, rationale]);
		}),
};

const ADD_ONS = {
	code: /^(?:add-?on|AOC)(?: code)?s?$/i,
	primary: /primary(?!.*(?:date|eff|del|dt))/i,
	from: /^(?:add-?on|AOC)?(?: code)? ?(?:effective|eff)\b.*(?:date|dt)/i,
	to: /^(?:add-?on|AOC)?(?: code)? ?(?:deletion|del|end|termination)\b.*(?:date|dt)/i,
	primaryFrom: /^primary.*(?:eff).*(?:date|dt)/i,
	primaryTo: /^primary.*(?:del|end).*(?:date|dt)/i,
} as const;

/** Add-on codes with their primary codes: one primary per row, or several in one cell. */
export const addOns: CodeFileFormat = {
	name: 'NCCI add-on codes',
	matches: (head) =>
		head.some((line) => columnsOf(line, ADD_ONS, ['from', 'to', 'primaryFrom', 'primaryTo']) !== undefined),
	edition: quarterly('AOC_V2026Q1-MCR.txt'),
	open: (emit) =>
		delimitedReader(
			ADD_ONS,
			({ code, primary, from, to, primaryFrom, primaryTo }, line) => {
				const first = readDate(primaryFrom || from, line);
				const last = readDate(primaryTo, line) || readDate(to, line);
				for (const each of primaries(primary, line))
					emit('ncci-add-on', [codeAt(code, line), each, first, last]);
			},
			{ optional: ['from', 'to', 'primaryFrom', 'primaryTo'] },
		),
};

/** Reads the codes of a cell. CMS writes `CCCCC`, or nothing, if the payer decides which primaries it accepts. */
function primaries(cell: string, line: number): string[] {
	const parts = cell.split(/[\s,;]+/).filter((part) => part !== '' && part !== 'CCCCC');
	return parts.length === 0 ? [''] : parts.map((part) => codeAt(part, line));
}

function quarterly(example: string) {
	return ({ name, from }: CodeFileFacts) => {
		const day = from ?? dayInName(name);
		if (day === undefined) throw unknownEdition('the quarter', example);
		return editionFrom(day);
	};
}

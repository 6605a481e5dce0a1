import { SaxesParser } from 'saxes';
import { BadFile } from '../edition.ts';
import { bareCode } from '../key.ts';
import { MANIFESTATION, NOTE_KINDS } from '../notes.ts';
import { fiscalEdition } from './dates.ts';
import type { Format } from './reader.ts';

const SET = 'icd10cm-tabular';
const KINDS: ReadonlySet<string> = new Set(NOTE_KINDS);

/** Two kinds of title say that a code is a manifestation: never the first of a claim. */
const ELSEWHERE = /in (?:other )?(?:\w+ )*diseases classified elsewhere/i;

/** CDC's ICD-10-CM tabular list: `diag` elements nested by code, each with `name`, `desc` and notes. */
export const tabularXml: Format = {
	name: 'ICD-10-CM tabular list',
	matches: (head) => head.some((line) => line.includes('<ICD10CM.tabular')),
	edition: (file) =>
		fiscalEdition(file, Number(/<version>\s*(20\d{2})/.exec(file.head.join('\n'))?.[1]) || undefined),
	open(emit) {
		const parser = new SaxesParser();
		/** Codes of the open `diag` elements, and names of the open elements. */
		const codes: string[] = [];
		const open: string[] = [];
		let text = '';
		let rows = 0;
		parser.on('error', (error) => {
			throw new BadFile(`is not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`, parser.line);
		});
		parser.on('opentag', ({ name }) => {
			open.push(name);
			text = '';
			if (name === 'diag') codes.push('');
		});
		parser.on('text', (part) => {
			text += part;
		});
		parser.on('closetag', ({ name }) => {
			open.pop();
			const parent = open.at(-1) ?? '';
			const code = codes.at(-1) ?? '';
			if (parent === 'diag' && name === 'name') codes[codes.length - 1] = bareCode(text);
			if (parent === 'diag' && name === 'desc' && ELSEWHERE.test(text)) emit(SET, [code, MANIFESTATION, '']);
			// Notes of chapters and blocks stand outside of any diag: they belong to no code.
			if (name === 'note' && code !== '' && KINDS.has(parent)) emit(SET, [code, parent, text.trim()]);
			if (name === 'diag') {
				codes.pop();
				rows++;
			}
			text = '';
		});
		return {
			line: (line) => void parser.write(`${line}\n`),
			end() {
				parser.close();
				if (rows === 0) throw new BadFile('has no diag element: it lists no code.');
			},
		};
	},
};

import { SaxesParser } from 'saxes';
import { badFile } from '../index/edition.ts';
import { bareCode } from '../index/key.ts';
import { MANIFESTATION, NOTE_KINDS } from '../notes.ts';
import { fiscalEdition } from './dates.ts';
import type { CodeFileFormat } from './reader.ts';

const SET = 'icd10cm-tabular';
const KINDS: ReadonlySet<string> = new Set(NOTE_KINDS);

/** Titles that mark a manifestation, which is never listed first. */
const ELSEWHERE = /in (?:other )?(?:\w+ )*diseases classified elsewhere/i;

/** CDC's ICD-10-CM tabular list: `diag` elements nested by code, each with `name`, `desc` and notes. */
export const tabularXml: CodeFileFormat = {
	name: 'ICD-10-CM tabular list',
	matches: (head) => head.some((line) => line.includes('<ICD10CM.tabular')),
	edition: (file) =>
		fiscalEdition(file, Number(/<version>\s*(20\d{2})/.exec(file.head.join('\n'))?.[1]) || undefined),
	open(emit) {
		const parser = new SaxesParser();
		/** Codes of the open `diag` elements. */
		const codes: string[] = [];
		const open: string[] = [];
		let text = '';
		let rows = 0;
		parser.on('error', (error) => {
			throw badFile(
				`the file is not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`,
				parser.line,
			);
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
			// Notes outside of any diag belong to a chapter or block, not to a code.
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
				if (rows === 0) throw badFile('the file lists no code: it has no diag element.');
			},
		};
	},
};

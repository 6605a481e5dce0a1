import { EDITOR_LISTS } from '../editor-lists.ts';
import { badFile } from '../index/edition.ts';
import { bareCode, isBareCode } from '../index/key.ts';
import { dayInName, editionFrom, UNDATED } from './dates.ts';
import { columnsOf, delimitedReader } from './delimited.ts';
import type { CodeFileFormat } from './reader.ts';

const COLUMNS = { list: /^list$/i, code: /^(?:diagnosis )?code$/i } as const;

/** Lists of the Medicare Code Editor as a table `list, code`. CMS publishes them within the editor's manual and software. */
export const editorLists: CodeFileFormat = {
	name: 'Medicare Code Editor lists (list, code)',
	matches: (head) => head.some((line) => columnsOf(line, COLUMNS) !== undefined),
	edition({ name, from }) {
		const day = from ?? dayInName(name);
		return day === undefined ? UNDATED : editionFrom(day);
	},
	open: (emit) =>
		delimitedReader(COLUMNS, ({ list, code }, line) => {
			const bare = bareCode(code);
			if (!isBareCode(bare)) throw badFile(`"${code}" is not a diagnosis code.`, line);
			const known = EDITOR_LISTS.get(list);
			// The editor has more lists, such as those of inpatient claims.
			if (known !== undefined) emit('mce', [bare, known]);
		}),
};

import t from 'tap';
import { readEditorLists } from '../../../src/codes/editor-lists.ts';
import { editionOf, readText } from '../../fixtures/code-files.ts';

t.test('lists of the Medicare Code Editor are read by name; others are left out', async (t) => {
	t.strictSame(editionOf('mce', 'mce-lists.tsv').rows, [
		['F0280', 'manifestation'],
		['F0280', 'adult'],
		['P000', 'newborn'],
	]);
	const text = 'list,code\nage_adult,F0280\n';
	t.match(readText('mce-2026Q4.csv', text).get('mce'), { edition: '2026-10-01' });
	t.match(readText('mce.csv', text, { from: '2025-10-01' }).get('mce'), { from: '2025-10-01' });
	t.throws(
		() => readText('mce.csv', 'list,code\nage_adult,F 02.80\n'),
		/line 2: "F 02\.80" is not a diagnosis code/,
	);
});

t.test('the newest edition counts', async (t) => {
	t.equal(readEditorLists([]).size, 0);
	const edition = (from: string, list: string) => ({
		edition: from,
		from,
		to: null,
		rows: [['F0280', list]],
	});
	const lists = readEditorLists([edition('2026-10-01', 'adult'), edition('2025-10-01', 'newborn')]);
	t.strictSame(lists.get('F0280'), ['adult']);
});

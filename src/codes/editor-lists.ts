import type { EditorList } from './code-sets.ts';
import type { Edition } from './index/edition.ts';
import { dayNumber } from './index/key.ts';

/** Lists of the Medicare Code Editor by bare code. */
export type EditorLists = ReadonlyMap<string, readonly EditorList[]>;

/** Names of the lists in CMS's tables, and ours. */
export const EDITOR_LISTS: ReadonlyMap<string, EditorList> = new Map([
	['manifestation_not_pdx', 'manifestation'],
	['age_newborn', 'newborn'],
	['age_pediatric', 'pediatric'],
	['age_maternity', 'maternity'],
	['age_adult', 'adult'],
]);

/** Reads the newest edition. Codes are never removed from a list before they end. */
export function readEditorLists(editions: readonly Edition[]): EditorLists {
	const newest = [...editions].sort((a, b) => dayNumber(b.from) - dayNumber(a.from))[0];
	const lists = new Map<string, EditorList[]>();
	for (const [code = '', list] of newest?.rows ?? []) {
		const known = lists.get(code) ?? [];
		known.push(list as EditorList);
		lists.set(code, known);
	}
	return lists;
}

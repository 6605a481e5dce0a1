import type { TaggedPdf } from '../document.ts';
import { ATTACHMENTS } from './attachments.ts';
import type { Check } from './check.ts';
import { CONTENT } from './content.ts';
import { FILE } from './file.ts';
import { FONTS } from './fonts.ts';
import { METADATA } from './metadata.ts';
import { STRUCTURE } from './structure.ts';
import { TABLES_AND_LISTS } from './tables-and-lists.ts';

export const CHECKS: readonly Check[] = [
	...FILE,
	...METADATA,
	...ATTACHMENTS,
	...CONTENT,
	...STRUCTURE,
	...TABLES_AND_LISTS,
	...FONTS,
];

/** All flaws of a document, as `check: sentence`. */
export function flaws(pdf: TaggedPdf): string[] {
	return CHECKS.flatMap(({ id, find }) => find(pdf).map((sentence) => `${id}: ${sentence}`));
}

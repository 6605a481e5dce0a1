import { editorLists } from './editor-lists.ts';
import { hcpcsSheet } from './hcpcs-sheet.ts';
import { hcpcsText } from './hcpcs-text.ts';
import { placesOfService, plainList, taxonomy } from './lists.ts';
import { addOns, limits, pairs } from './ncci.ts';
import { orderFile } from './order-file.ts';
import type { CodeFileFormat } from './reader.ts';
import { tabularXml } from './tabular-xml.ts';

/** All layouts, the most specific first: many tables would also match a plain list. */
export const FORMATS: readonly CodeFileFormat[] = [
	orderFile,
	hcpcsText,
	tabularXml,
	hcpcsSheet,
	pairs,
	limits,
	addOns,
	taxonomy,
	placesOfService,
	editorLists,
	plainList,
];

/** Recognizes the layout of a file by its first lines; `undefined` if it is unknown. */
export function detect(head: readonly string[]): CodeFileFormat | undefined {
	return FORMATS.find((format) => format.matches(head));
}

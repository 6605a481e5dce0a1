import { hcpcsSheet } from './hcpcs-sheet.ts';
import { hcpcsText } from './hcpcs-text.ts';
import { placesOfService, plainList, taxonomy } from './lists.ts';
import { addOns, limits, pairs } from './ncci.ts';
import { orderFile } from './order-file.ts';
import type { Format } from './reader.ts';
import { tabularXml } from './tabular-xml.ts';

/** The more telling layouts first: a plain list would match many a table. */
export const FORMATS: readonly Format[] = [
	orderFile,
	hcpcsText,
	tabularXml,
	hcpcsSheet,
	pairs,
	limits,
	addOns,
	taxonomy,
	placesOfService,
	plainList,
];

/** The layout of a file by its first lines; `undefined` where it is none that is known. */
export function detect(head: readonly string[]): Format | undefined {
	return FORMATS.find((format) => format.matches(head));
}

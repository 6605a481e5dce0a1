import { SEAL_LENGTH } from './write.ts';

/** Characters of the alphanumeric mode at level Q, from version 1 (ISO/IEC 18004, table 7). */
const CHARACTERS = [
	16, 29, 47, 67, 87, 108, 125, 157, 189, 221, 259, 296, 352, 376, 426, 470, 531, 574, 644, 702,
];
/** Modules of version 1 on each side; every further version has four more. */
const SMALLEST = 21;

/** Smallest and largest side of the symbol, in millimeters, and dots of a standard fax from top to bottom, for each. */
const SIDE = { least: 25, most: 28 } as const;
const FAX_DOTS = 98 / 25.4;

/**
 * Side of the symbol of a text before it is sealed, in millimeters. If possible, each module has the height of a whole number of a
 * standard fax's dots: two readers then read all of 60 faxes, and otherwise missed some.
 */
export function symbolSide(text: string): number {
	const version = CHARACTERS.findIndex((most) => text.length + SEAL_LENGTH <= most);
	if (version < 0) return SIDE.most;
	const modules = SMALLEST + 4 * version;
	const even = (modules * Math.floor((SIDE.most * FAX_DOTS) / modules)) / FAX_DOTS;
	return even >= SIDE.least ? even : SIDE.most;
}

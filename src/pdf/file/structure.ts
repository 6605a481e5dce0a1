import type { Text } from '../../page/content.ts';

/**
 * An element of a tagged PDF's structure tree (ISO 32000-1, 14.7 and 14.8). Layout builds the tree in reading order;
 * painting adds the marked content.
 */
export interface StructNode {
	/** A standard structure type: Document, Sect, H1, P, L, LI, Lbl, LBody, Table, TR, TH, TD, … */
	readonly type: string;
	readonly kids: (StructNode | MarkedContent)[];
	readonly attributes: StructAttributes;
	/** Position of a Figure once it is painted, in points from the upper left corner of the page. */
	box?: readonly [x: number, y: number, width: number, height: number];
}

/** A marked content sequence that belongs to an element. */
export interface MarkedContent {
	/** Index of the page. */
	readonly page: number;
	readonly mcid: number;
}

export interface StructAttributes {
	/** Cells that a TH heads. */
	readonly scope?: 'Row' | 'Column';
	/** Number of columns that a TH or TD covers. */
	readonly colSpan?: number;
	/** Style of an L's printed labels. */
	readonly listNumbering?: 'UpperAlpha' | 'Decimal' | 'None';
	/** Description of a Figure. */
	readonly alt?: string;
	/** Description of a Table. */
	readonly summary?: Text;
}

/** Creates an element and appends it to its parent. */
export function structNode(
	parent: StructNode | undefined,
	type: string,
	attributes: StructAttributes = {},
): StructNode {
	const node: StructNode = { type, kids: [], attributes };
	parent?.kids.push(node);
	return node;
}

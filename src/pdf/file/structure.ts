/**
 * The structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8): built in reading order while blocks are laid out,
 * filled with marked content while they are painted.
 */
export interface StructNode {
	/** A standard structure type: Document, Sect, H1, P, L, LI, Lbl, LBody, Table, TR, TH, TD, … */
	readonly type: string;
	readonly kids: (StructNode | MarkedContent)[];
	readonly attributes: StructAttributes;
	/** Of a Figure, once it is painted: where it stands, in points from the upper left corner of the page. */
	box?: readonly [x: number, y: number, width: number, height: number];
}

/** Content of a page that belongs to a node. */
export interface MarkedContent {
	readonly page: number;
	readonly mcid: number;
}

export interface StructAttributes {
	/** For TH. */
	readonly scope?: 'Row' | 'Column';
	/** For TH and TD that cover several columns. */
	readonly colSpan?: number;
	/** For L whose labels are printed. */
	readonly listNumbering?: 'UpperAlpha' | 'Decimal' | 'None';
	/** For Figure: what it shows. */
	readonly alt?: string;
	/** For Table: what it holds. */
	readonly summary?: string;
}

export function structNode(
	parent: StructNode | undefined,
	type: string,
	attributes: StructAttributes = {},
): StructNode {
	const node: StructNode = { type, kids: [], attributes };
	parent?.kids.push(node);
	return node;
}

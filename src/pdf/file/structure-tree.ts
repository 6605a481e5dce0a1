import type { StructNode } from './structure.ts';
import { textString } from './syntax.ts';

/** Where structure elements are written: pages are given as references. */
export interface ElementWriter {
	/** A number for an object. */
	reserve(): number;
	object(id: number, syntax: string): void;
}

export interface WrittenTree {
	/** Number of the element at the top. */
	readonly top: number;
	/** Of each page: the numbers of the elements that own its marked content, by MCID. */
	readonly owners: readonly (readonly number[])[];
}

/**
 * The structure tree, by far the most objects of a document, written as text: as pdfkit's own elements they would take
 * as long as everything else together.
 *
 * @param root reference to the structure tree's root
 * @param pages references
 */
export function writeStructureTree(
	writer: ElementWriter,
	structure: StructNode,
	root: string,
	pages: readonly string[],
	pageHeight: number,
): WrittenTree {
	const owners = pages.map((): number[] => []);
	const write = (node: StructNode, parent: string): number => {
		const id = writer.reserve();
		const home = node.kids.find((kid) => 'mcid' in kid)?.page;
		let kids = '';
		for (const kid of node.kids) {
			if (!('mcid' in kid)) kids += ` ${write(kid, `${id} 0 R`)} 0 R`;
			else {
				(owners[kid.page] as number[])[kid.mcid] = id;
				kids += kid.page === home ? ` ${kid.mcid}` : `<</Type/MCR/Pg ${pages[kid.page]}/MCID ${kid.mcid}>>`;
			}
		}
		const on = home === undefined ? '' : `/Pg ${pages[home]}`;
		writer.object(id, `<</S/${node.type}/P ${parent}${on}/K[${kids}]${attributes(node, pageHeight)}>>`);
		return id;
	};
	return { top: write(structure, root), owners };
}

/** Attribute objects (ISO 32000-1, 14.8.5). */
function attributes({ attributes, box }: StructNode, pageHeight: number): string {
	const { scope, colSpan = 1, listNumbering, summary, alt } = attributes;
	if (alt !== undefined) return `/Alt ${textString(alt)}${box ? figureBox(box, pageHeight) : ''}`;
	if (listNumbering) return `/A<</O/List/ListNumbering/${listNumbering}>>`;
	const table =
		(scope ? `/Scope/${scope}` : '') +
		(colSpan > 1 ? `/ColSpan ${colSpan}` : '') +
		(summary === undefined ? '' : `/Summary ${textString(summary)}`);
	return table === '' ? '' : `/A<</O/Table${table}>>`;
}

/** In points from the lower left corner (ISO 32000-1, 14.8.5.4.3). */
function figureBox([x, y, width, height]: NonNullable<StructNode['box']>, pageHeight: number): string {
	const edges = [x, pageHeight - y - height, x + width, pageHeight - y];
	return `/A<</O/Layout/Placement/Block/BBox[${edges.map((edge) => Number(edge.toFixed(2))).join(' ')}]>>`;
}

import type { Text } from '../../page/content.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { StructNode } from './structure.ts';
import { textString } from './syntax.ts';

export interface WrittenTree {
	/** Object number of the top element. */
	readonly top: number;
	/** For each page, the object numbers of the elements that own its marked content, by MCID. */
	readonly owners: readonly (readonly number[])[];
}

/**
 * Writes the structure tree. It has far more objects than the rest of a document: written by pdfkit, they would take as
 * long as everything else together.
 *
 * @param root reference to the structure tree root
 * @param pages references
 * @param pageHeight in points
 */
export function writeStructureTree(
	file: ObjectWriter,
	structure: StructNode,
	root: string,
	pages: readonly string[],
	pageHeight: number,
): WrittenTree {
	const owners = pages.map((): number[] => []);
	const write = (node: StructNode, parent: string): number => {
		const id = file.reserve();
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
		file.object(id, `<</S/${node.type}/P ${parent}${on}/K[${kids}]${attributes(node, pageHeight)}>>`);
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
		(summary === undefined ? '' : `/Summary ${textInLanguages(summary)}`);
	return table === '' ? '' : `/A<</O/Table${table}>>`;
}

const ESCAPE = '\u001b';

/** A text string with the language of each part (ISO 32000-1, 7.9.2.2). */
function textInLanguages(text: Text): string {
	if (typeof text === 'string' || text.every(({ lang }) => lang === undefined)) {
		return textString(typeof text === 'string' ? text : text.map((span) => span.text).join(''));
	}
	const parts = text.map((span) => `${ESCAPE}${span.lang ?? 'en'}${ESCAPE}${span.text}`);
	return textString(parts.join(''));
}

/** A figure's bounding box in points from the lower left corner (ISO 32000-1, 14.8.5.4.3). */
function figureBox([x, y, width, height]: NonNullable<StructNode['box']>, pageHeight: number): string {
	const edges = [x, pageHeight - y - height, x + width, pageHeight - y];
	return `/A<</O/Layout/Placement/Block/BBox[${edges.map((edge) => Number(edge.toFixed(2))).join(' ')}]>>`;
}

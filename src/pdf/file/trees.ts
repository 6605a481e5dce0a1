import type { ObjectWriter } from './object-writer.ts';
import { textString } from './syntax.ts';

/** Most entries of a node, so that a reader searches one node and not thousands of entries. */
const NODE_SIZE = 64;

/** An entry of a name or number tree: its key in PDF syntax, and the number of the object it refers to. */
export type TreeEntry = readonly [key: string, id: number];

export const references = (ids: readonly number[]): string => ids.map((id) => `${id} 0 R`).join(' ');

/**
 * Writes a name or number tree of two levels (ISO 32000-1, 7.9.6 and 7.9.7).
 *
 * @param entries by ascending key
 * @returns the number of its root
 */
export function addTree(file: ObjectWriter, kind: 'Names' | 'Nums', entries: readonly TreeEntry[]): number {
	const leaves: number[] = [];
	for (let at = 0; at < entries.length; at += NODE_SIZE) {
		const leaf = entries.slice(at, at + NODE_SIZE);
		const limits = `${leaf[0]?.[0]} ${leaf.at(-1)?.[0]}`;
		const content = leaf.map(([key, id]) => `${key} ${id} 0 R`).join(' ');
		leaves.push(file.add(`<</Limits[${limits}]/${kind}[${content}]>>`));
	}
	return file.add(`<</Kids[${references(leaves)}]>>`);
}

/** A page tree of two levels (ISO 32000-1, 7.7.3) that grows page by page. */
export class PageTree {
	readonly #file: ObjectWriter;
	readonly #root: number;
	/** All but the last are full and written. */
	readonly #nodes: number[] = [];
	/** Pages of the last node. */
	#pages: number[] = [];
	#count = 0;

	constructor(file: ObjectWriter) {
		this.#file = file;
		this.#root = file.reserve();
	}

	/** @returns the number of the page's parent */
	add(page: number): number {
		if (this.#pages.length === NODE_SIZE) this.#writeNode();
		if (this.#pages.length === 0) this.#nodes.push(this.#file.reserve());
		this.#pages.push(page);
		this.#count++;
		return this.#nodes.at(-1) as number;
	}

	#writeNode(): void {
		const kids = `/Count ${this.#pages.length}/Kids[${references(this.#pages)}]`;
		this.#file.object(this.#nodes.at(-1) as number, `<</Type/Pages/Parent ${this.#root} 0 R${kids}>>`);
		this.#pages = [];
	}

	/** @returns the number of the root */
	end(): number {
		this.#writeNode();
		this.#file.object(this.#root, `<</Type/Pages/Count ${this.#count}/Kids[${references(this.#nodes)}]>>`);
		return this.#root;
	}
}

export interface Bookmark {
	readonly title: string;
	/** Object number of the page that it opens. */
	readonly page: number;
}

/** Writes an outline of one level (ISO 32000-1, 12.3.3). @returns its number */
export function addOutline(file: ObjectWriter, bookmarks: readonly Bookmark[]): number {
	const root = file.reserve();
	const ids = bookmarks.map(() => file.reserve());
	bookmarks.forEach(({ title, page }, i) => {
		const [previous, next] = [ids[i - 1], ids[i + 1]];
		const siblings =
			(previous === undefined ? '' : `/Prev ${previous} 0 R`) +
			(next === undefined ? '' : `/Next ${next} 0 R`);
		file.object(
			ids[i] as number,
			`<</Title ${textString(title)}/Parent ${root} 0 R${siblings}/Dest[${page} 0 R/Fit]>>`,
		);
	});
	file.object(root, `<</Type/Outlines/First ${ids[0]} 0 R/Last ${ids.at(-1)} 0 R/Count ${ids.length}>>`);
	return root;
}

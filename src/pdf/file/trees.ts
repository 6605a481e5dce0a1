import type { NumberedFile } from './numbered-file.ts';
import { textString } from './syntax.ts';

/** What a node has below it: a reader looks through one of them, not through thousands. */
const FULL = 64;

/** A key as it is written, and the number of the object under it. */
export type TreeEntry = readonly [key: string, id: number];

export const references = (ids: readonly number[]): string => ids.map((id) => `${id} 0 R`).join(' ');

/**
 * A tree of names or numbers (ISO 32000-1, 7.9.6 and 7.9.7) from entries by ascending key.
 *
 * @returns the number of its root
 */
export function addTree(file: NumberedFile, kind: 'Names' | 'Nums', entries: readonly TreeEntry[]): number {
	const leaves: number[] = [];
	for (let at = 0; at < entries.length; at += FULL) {
		const leaf = entries.slice(at, at + FULL);
		const limits = `${leaf[0]?.[0]} ${leaf.at(-1)?.[0]}`;
		const content = leaf.map(([key, id]) => `${key} ${id} 0 R`).join(' ');
		leaves.push(file.add(`<</Limits[${limits}]/${kind}[${content}]>>`));
	}
	return file.add(`<</Kids[${references(leaves)}]>>`);
}

/** A page tree of two levels (ISO 32000-1, 7.7.3) that grows page by page. */
export class PageTree {
	readonly #file: NumberedFile;
	readonly #root: number;
	/** Full ones are written. */
	readonly #nodes: number[] = [];
	/** Of the last node. */
	#pages: number[] = [];
	#count = 0;

	constructor(file: NumberedFile) {
		this.#file = file;
		this.#root = file.reserve();
	}

	/** @returns the number of the page's parent */
	add(page: number): number {
		if (this.#pages.length === FULL) this.#writeNode();
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
	/** Number of the page that it leads to. */
	readonly page: number;
}

/** Bookmarks of one level (ISO 32000-1, 12.3.3). @returns the number of the outline */
export function addOutline(file: NumberedFile, bookmarks: readonly Bookmark[]): number {
	const root = file.reserve();
	const ids = bookmarks.map(() => file.reserve());
	bookmarks.forEach(({ title, page }, i) => {
		const [before, after] = [ids[i - 1], ids[i + 1]];
		const beside =
			(before === undefined ? '' : `/Prev ${before} 0 R`) + (after === undefined ? '' : `/Next ${after} 0 R`);
		file.object(
			ids[i] as number,
			`<</Title ${textString(title)}/Parent ${root} 0 R${beside}/Dest[${page} 0 R/Fit]>>`,
		);
	});
	file.object(root, `<</Type/Outlines/First ${ids[0]} 0 R/Last ${ids.at(-1)} 0 R/Count ${ids.length}>>`);
	return root;
}

import { type Content, type Painting, readContent } from './content.ts';
import { type PdfFont, readFont } from './font.ts';
import { Dict, type Objects, readObjects, type Value } from './pdf-file.ts';

/** A tagged PDF: objects, painted content of the pages, and the structure tree. */
export interface TaggedPdf extends Objects {
	readonly contents: readonly PageContents[];
	/** The elements under the structure tree root. */
	readonly roots: readonly Element[];
	/** Every element in reading order. */
	readonly elements: readonly Element[];
	/** Values of the parent tree by the key of the page or annotation. */
	readonly parentTree: ReadonlyMap<number, ParentTreeValue>;
}

export interface PageContents extends Content {
	readonly reference: string;
	readonly dict: Dict;
	/** By resource name. */
	readonly fonts: ReadonlyMap<string, PdfFont>;
}

/** References: for a page a list by MCID, for an annotation one element. */
export type ParentTreeValue = readonly (string | undefined)[] | string;

/** A structure element (ISO 32000-1, 14.7.2). */
export interface Element {
	/** Without the slash: `TH`. */
	readonly type: string;
	readonly reference: string;
	readonly dict: Dict;
	readonly parent: Element | undefined;
	readonly kids: readonly Kid[];
}

/** `page` is an index, or −1 if the reference points to no page. */
export type Kid =
	| { readonly element: Element }
	| { readonly page: number; readonly mcid: number }
	| { readonly page: number; readonly annotation: string };

/** @throws if the file cannot be read */
export function readTaggedPdf(bytes: Uint8Array): TaggedPdf {
	const objects = readObjects(bytes);
	const fonts = new Map<string, PdfFont>();
	const contents = objects.pages.map(({ reference, dict }) => ({
		reference,
		dict,
		fonts: pageFonts(dict, fonts),
		...readContent(contentOf(dict)),
	}));
	const pageIndex = new Map(objects.pages.map(({ reference }, i) => [reference, i]));
	const tree = objects.catalog.dict('StructTreeRoot');
	const roots = tree
		? readKids(tree, undefined, pageIndex).flatMap((kid) => ('element' in kid ? [kid.element] : []))
		: [];
	return {
		...objects,
		contents,
		roots,
		elements: roots.flatMap(withDescendants),
		parentTree: new Map(tree?.dict('ParentTree') ? numberTree(tree.dict('ParentTree') as Dict) : []),
	};
}

/** Joins the content streams of a page. */
function contentOf(page: Dict): string {
	return page
		.entries('Contents')
		.map(({ value }) => (value instanceof Dict ? Buffer.from(value.bytes()).toString('latin1') : ''))
		.join('\n');
}

function pageFonts(page: Dict, known: Map<string, PdfFont>): Map<string, PdfFont> {
	const resources = page.dict('Resources')?.dict('Font');
	return new Map(
		(resources?.keys() ?? []).flatMap((name) => {
			const reference = resources?.reference(name) ?? name;
			const dict = resources?.dict(name);
			const font = known.get(reference) ?? (dict && readFont(dict));
			if (!font) return [];
			known.set(reference, font);
			return [[name, font] as const];
		}),
	);
}

function readKids(holder: Dict, parent: Element | undefined, pages: ReadonlyMap<string, number>): Kid[] {
	const pageOf = (dict: Dict | undefined): number =>
		pages.get(dict?.reference('Pg') ?? holder.reference('Pg') ?? '') ?? -1;
	return holder.entries('K').flatMap(({ reference, value }): Kid[] => {
		if (typeof value === 'number') return [{ page: pageOf(undefined), mcid: value }];
		if (!(value instanceof Dict)) return [];
		if (value.get('Type') === '/MCR') return [{ page: pageOf(value), mcid: Number(value.get('MCID')) }];
		if (value.get('Type') === '/OBJR') {
			return [{ page: pageOf(value), annotation: value.reference('Obj') ?? '' }];
		}
		const kids: Kid[] = [];
		const element = {
			type: String(value.get('S')).slice(1),
			reference: reference ?? '',
			dict: value,
			parent,
			kids,
		};
		kids.push(...readKids(value, element, pages));
		return [{ element }];
	});
}

export function withDescendants(element: Element): Element[] {
	return [element, ...children(element).flatMap(withDescendants)];
}

function numberTree(node: Dict): [number, ParentTreeValue][] {
	const numbers = node.entries('Nums');
	const own = numbers.flatMap(({ reference, value, items }, i): [number, ParentTreeValue][] => {
		const key = numbers[i - 1]?.value;
		if (i % 2 === 0 || typeof key !== 'number') return [];
		return [[key, Array.isArray(value) ? items.map((item) => item.reference) : (reference ?? '')]];
	});
	return [
		...own,
		...node.entries('Kids').flatMap(({ value }) => (value instanceof Dict ? numberTree(value) : [])),
	];
}

export function children(element: Element): Element[] {
	return element.kids.flatMap((kid) => ('element' in kid ? [kid.element] : []));
}

/** The element of each superbill: the Parts of a merged file, otherwise the Document. */
export function superbills({ roots }: Pick<TaggedPdf, 'roots'>): readonly Element[] {
	const parts = roots.flatMap(children).filter(({ type }) => type === 'Part');
	return parts.length > 0 ? parts : roots;
}

/** The value of an attribute, from any of the attribute objects (ISO 32000-1, 14.7.5). */
export function attribute(element: Element, name: string): Value | undefined {
	for (const { value } of element.dict.entries('A')) {
		const found = value instanceof Dict ? value.get(name) : null;
		if (found !== null) return found;
	}
	return undefined;
}

/** The text of a painting, and its language if it differs from the document's. */
export function textOf(
	page: PageContents,
	{ font, codes, marks }: Painting,
): { text: string; language: string | undefined } {
	const used = page.fonts.get(font ?? '');
	return {
		text: codes.map((code) => used?.unicode(code) ?? '\ufffd').join(''),
		language: marks.findLast(({ language }) => language !== undefined)?.language,
	};
}

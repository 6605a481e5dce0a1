import { type Content, type Painting, readContent } from './content.ts';
import { type PdfFont, readFont } from './font.ts';
import { Dict, type Objects, readObjects, type Value } from './pdf-file.ts';

/** A tagged PDF as the checks see it: objects, pages with what they show, and the structure tree over them. */
export interface TaggedPdf extends Objects {
	readonly contents: readonly PageContents[];
	/** The elements under the structure tree root. */
	readonly roots: readonly Element[];
	/** Every element in reading order. */
	readonly elements: readonly Element[];
	/** What the parent tree says: page or annotation key → its value. */
	readonly parentTree: ReadonlyMap<number, ParentTreeValue>;
}

export interface PageContents extends Content {
	readonly reference: string;
	readonly dict: Dict;
	/** By their names in the page's resources. */
	readonly fonts: ReadonlyMap<string, PdfFont>;
}

/** A page's value is a list by MCID, an annotation's is one element. */
export type ParentTreeValue = readonly (string | undefined)[] | string;

/** A structure element (ISO 32000-1, 14.7.2). */
export interface Element {
	/** Without its slash, as in `TH`. */
	readonly type: string;
	readonly reference: string;
	readonly dict: Dict;
	readonly parent: Element | undefined;
	readonly kids: readonly Kid[];
}

/** Pages by their index, −1 where the reference leads to none. */
export type Kid =
	| { readonly element: Element }
	| { readonly page: number; readonly mcid: number }
	| { readonly page: number; readonly annotation: string };

/** @throws where the file cannot be read at all. */
export async function readTaggedPdf(bytes: Uint8Array): Promise<TaggedPdf> {
	const objects = await readObjects(bytes);
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

/** Streams of a page are one content, whatever their number. */
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

/** The elements that are a superbill each: the parts of a merged file, else the document itself. */
export function superbills({ roots }: Pick<TaggedPdf, 'roots'>): readonly Element[] {
	const parts = roots.flatMap(children).filter(({ type }) => type === 'Part');
	return parts.length > 0 ? parts : roots;
}

/** The value of an attribute, from whichever attribute object has it (ISO 32000-1, 14.7.5). */
export function attribute(element: Element, name: string): Value | undefined {
	for (const { value } of element.dict.entries('A')) {
		const found = value instanceof Dict ? value.get(name) : null;
		if (found !== null) return found;
	}
	return undefined;
}

/** What a painting says to a reader, and in which language where it is another than the document's. */
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

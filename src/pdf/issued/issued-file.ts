import {
	type Entries,
	parseArray,
	parseDictionary,
	parseNumber,
	parseReference,
	requiredEntry,
	textString,
	UnreadablePdf,
} from '../file/syntax.ts';
import { type DrawnPage, readPages } from './drawn-file.ts';
import { readSections } from './sections.ts';
import { StoredObjects } from './stored-objects.ts';

type NonEmpty<T> = readonly [T, ...T[]];

/** A superbill's PDF as this product served it, stamped VOID or not, with the objects that its catalog refers to. */
export interface IssuedFile {
	readonly objects: StoredObjects;
	readonly pages: NonEmpty<IssuedPage>;
	/** In PDF syntax. */
	readonly language: string;
	/** References in PDF syntax. */
	readonly outputIntents: readonly string[];
	/** Structure elements, each after its parent; the first contains the whole document. */
	readonly elements: NonEmpty<IssuedElement>;
	/** The file specification of the attached data. */
	readonly attachment: Entries;
}

export interface IssuedPage extends DrawnPage {
	/** An array in PDF syntax: by MCID, a reference to the element that owns the content. */
	readonly owners: string;
}

export interface IssuedElement {
	readonly id: number;
	readonly syntax: string;
}

/** The start of the producer, as text in one byte or two per character. */
const PRODUCERS = ['(superbill ', textString('superbill ').slice(0, -1)];

/** @throws UnreadablePdf for any other file */
export function readIssuedFile(pdf: Buffer): IssuedFile {
	const text = pdf.toString('latin1');
	const sections = readSections(text);
	// The update comes last, because its objects replace the earlier ones.
	const places = new Map(sections.toReversed().flatMap((section) => [...section.places]));
	const objects = new StoredObjects(text, places);
	const trailer = sections[0]?.trailer as Entries;
	const producer = requiredEntry(objects.dictionary(requiredEntry(trailer, 'Info')), 'Producer');
	if (!PRODUCERS.some((start) => objects.resolve(producer).startsWith(start))) {
		throw new UnreadablePdf('it is not a superbill drawn by this product');
	}
	const catalog = objects.dictionary(requiredEntry(trailer, 'Root'));
	if (catalog.has('Outlines')) throw new UnreadablePdf('it is not a superbill but a file of several');
	const tree = objects.dictionary(requiredEntry(catalog, 'StructTreeRoot'));
	const owners = readOwners(objects, tree);
	const [attachment, ...more] = list(objects, requiredEntry(catalog, 'AF'));
	if (attachment === undefined || more.length > 0) {
		throw new UnreadablePdf('it does not have exactly one attached file');
	}
	return {
		objects,
		pages: nonEmpty(
			readPages(objects, catalog).map((page) => ({
				...page,
				owners: objects.resolve(requiredEntry(owners, requiredEntry(page.entries, 'StructParents'))),
			})),
		),
		language: objects.resolve(requiredEntry(catalog, 'Lang')),
		outputIntents: list(objects, requiredEntry(catalog, 'OutputIntents')),
		elements: nonEmpty(readElements(objects, requiredEntry(tree, 'K'))),
		attachment: objects.dictionary(attachment),
	};
}

function nonEmpty<T>(items: readonly T[]): NonEmpty<T> {
	if (items.length === 0) throw new UnreadablePdf('it has no pages or no structure');
	return items as NonEmpty<T>;
}

const list = (objects: StoredObjects, syntax: string): string[] => parseArray(objects.resolve(syntax));

/** Reads a parent tree of one level: owners by the page's key. */
function readOwners(objects: StoredObjects, tree: Entries): Entries {
	const parents = parseDictionary(objects.resolve(requiredEntry(tree, 'ParentTree')));
	const numbers = list(objects, requiredEntry(parents, 'Nums'));
	return new Map(
		numbers.flatMap((key, i) => (i % 2 === 0 ? [[`${parseNumber(key)}`, numbers[i + 1] as string]] : [])),
	);
}

function readElements(objects: StoredObjects, kids: string): IssuedElement[] {
	const elements = new Map<number, IssuedElement>();
	const read = (kids: string) => {
		for (const kid of parseArray(objects.resolve(kids))) {
			if (!kid.endsWith(' R')) continue;
			const id = parseReference(kid);
			if (elements.has(id)) throw new UnreadablePdf('a structure element is listed twice');
			const { syntax } = objects.get(id);
			elements.set(id, { id, syntax });
			read(requiredEntry(parseDictionary(syntax), 'K'));
		}
	};
	read(kids);
	return [...elements.values()];
}

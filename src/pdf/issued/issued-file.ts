import {
	type Entries,
	entriesOf,
	entry,
	itemsOf,
	numberOf,
	referenced,
	UnreadablePdf,
} from '../file/syntax.ts';
import { type DrawnPage, readPages } from './drawn-file.ts';
import { readSections } from './sections.ts';
import { StoredObjects } from './stored-objects.ts';

type Some<T> = readonly [T, ...T[]];

/** A superbill's PDF as this product served it, marked void or not, with what a reader finds from its catalog. */
export interface IssuedFile {
	readonly objects: StoredObjects;
	readonly pages: Some<IssuedPage>;
	/** As it is written. */
	readonly language: string;
	/** References, as they are written. */
	readonly outputIntents: readonly string[];
	/** Structure elements, each after the one it stands in; the first is all of the document. */
	readonly elements: Some<IssuedElement>;
	/** The specification of the attached file. */
	readonly attachment: Entries;
}

export interface IssuedPage extends DrawnPage {
	/** Of its marked content by MCID, the references to the elements that it belongs to: an array as it is written. */
	readonly owners: string;
}

export interface IssuedElement {
	readonly id: number;
	readonly syntax: string;
}

/** @throws UnreadablePdf for any other file */
export function readIssuedFile(pdf: Buffer): IssuedFile {
	const text = pdf.toString('latin1');
	const sections = readSections(text);
	// An update comes first and its objects count: a map keeps the last of a number.
	const objects = new StoredObjects(
		text,
		new Map(sections.toReversed().flatMap(({ places }) => [...places])),
	);
	const trailer = sections[0]?.trailer as Entries;
	const producer = entry(objects.dictionary(entry(trailer, 'Info')), 'Producer');
	if (!objects.resolve(producer).startsWith('(superbill ')) {
		throw new UnreadablePdf('it is no superbill of this product');
	}
	const catalog = objects.dictionary(entry(trailer, 'Root'));
	const tree = objects.dictionary(entry(catalog, 'StructTreeRoot'));
	const owners = readOwners(objects, tree);
	const [attachment, ...more] = list(objects, entry(catalog, 'AF'));
	if (attachment === undefined || more.length > 0) throw new UnreadablePdf('it has not one file attached');
	return {
		objects,
		pages: some(
			readPages(objects, catalog).map((page) => ({
				...page,
				owners: objects.resolve(entry(owners, entry(page.entries, 'StructParents'))),
			})),
		),
		language: objects.resolve(entry(catalog, 'Lang')),
		outputIntents: list(objects, entry(catalog, 'OutputIntents')),
		elements: some(readElements(objects, entry(tree, 'K'))),
		attachment: objects.dictionary(attachment),
	};
}

function some<T>(items: readonly T[]): Some<T> {
	if (items.length === 0) throw new UnreadablePdf('it has no pages or no structure');
	return items as Some<T>;
}

const list = (objects: StoredObjects, syntax: string): string[] => itemsOf(objects.resolve(syntax));

/** By the page's key in the parent tree, which has one level. */
function readOwners(objects: StoredObjects, tree: Entries): Entries {
	const parents = entriesOf(objects.resolve(entry(tree, 'ParentTree')));
	const numbers = list(objects, entry(parents, 'Nums'));
	return new Map(
		numbers.flatMap((key, i) => (i % 2 === 0 ? [[`${numberOf(key)}`, numbers[i + 1] as string]] : [])),
	);
}

function readElements(objects: StoredObjects, kids: string): IssuedElement[] {
	const elements = new Map<number, IssuedElement>();
	const read = (kids: string) => {
		for (const kid of itemsOf(objects.resolve(kids))) {
			if (!kid.endsWith(' R')) continue;
			const id = referenced(kid);
			if (elements.has(id)) throw new UnreadablePdf('an element of its structure stands twice');
			const { syntax } = objects.get(id);
			elements.set(id, { id, syntax });
			read(entry(entriesOf(syntax), 'K'));
		}
	};
	read(kids);
	return [...elements.values()];
}

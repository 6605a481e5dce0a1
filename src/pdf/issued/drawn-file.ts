import { type Entries, parseArray, parseReference, requiredEntry, UnreadablePdf } from '../file/syntax.ts';
import { type CrossReferenceSection, readSections } from './sections.ts';
import { StoredObjects } from './stored-objects.ts';

/** A PDF as any version of this product drew it, without an update. */
export interface DrawnFile {
	readonly section: CrossReferenceSection;
	readonly objects: StoredObjects;
	readonly catalog: Entries;
	readonly pages: readonly DrawnPage[];
}

export interface DrawnPage {
	readonly id: number;
	readonly entries: Entries;
}

/** @throws UnreadablePdf for any other file */
export function readDrawnFile(pdf: Buffer): DrawnFile {
	const text = pdf.toString('latin1');
	const [section, ...earlier] = readSections(text) as [CrossReferenceSection, ...CrossReferenceSection[]];
	if (earlier.length > 0) throw new UnreadablePdf('it was changed after it was issued');
	const objects = new StoredObjects(text, section.places);
	const catalog = objects.dictionary(requiredEntry(section.trailer, 'Root'));
	return { section, objects, catalog, pages: readPages(objects, catalog) };
}

/** The pages of a page tree of one level, in order. @throws UnreadablePdf for a deeper tree */
export function readPages(objects: StoredObjects, catalog: Entries): DrawnPage[] {
	const pages = objects.dictionary(requiredEntry(catalog, 'Pages'));
	return parseArray(requiredEntry(pages, 'Kids')).map((reference) => {
		const entries = objects.dictionary(reference);
		if (requiredEntry(entries, 'Type') !== '/Page')
			throw new UnreadablePdf('its page tree has more than one level');
		return { id: parseReference(reference), entries };
	});
}

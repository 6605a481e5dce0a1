import { type Entries, entry, itemsOf, referenced, UnreadablePdf } from '../file/syntax.ts';
import { readSections, type Section } from './sections.ts';
import { StoredObjects } from './stored-objects.ts';

/** A PDF as this product draws it, today or in an earlier version: one section, one level of pages, one generation. */
export interface DrawnFile {
	/** Where its objects are. */
	readonly section: Section;
	readonly pages: readonly DrawnPage[];
}

export interface DrawnPage {
	readonly id: number;
	readonly entries: Entries;
}

/** @throws UnreadablePdf for anything else. */
export function readDrawnFile(pdf: Buffer): DrawnFile {
	const text = pdf.toString('latin1');
	const [section, ...before] = readSections(text) as [Section, ...Section[]];
	if (before.length > 0) throw new UnreadablePdf('it was changed after it was issued');
	const objects = new StoredObjects(text, section.places);
	return { section, pages: readPages(objects, objects.dictionary(entry(section.trailer, 'Root'))) };
}

/** In order. @throws UnreadablePdf */
export function readPages(objects: StoredObjects, catalog: Entries): DrawnPage[] {
	const pages = objects.dictionary(entry(catalog, 'Pages'));
	return itemsOf(entry(pages, 'Kids')).map((reference) => {
		const entries = objects.dictionary(reference);
		if (entry(entries, 'Type') !== '/Page') throw new UnreadablePdf('its pages are not in one list');
		return { id: referenced(reference), entries };
	});
}

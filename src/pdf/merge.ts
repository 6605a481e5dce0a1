import { createHash } from 'node:crypto';
import { type FileMetadata, infoOf, xmpOf } from './file/metadata.ts';
import { NumberedFile } from './file/numbered-file.ts';
import { dictionary, type Entries, entriesOf, textString, UnreadablePdf } from './file/syntax.ts';
import { addOutline, addTree, type Bookmark, PageTree, references, type TreeEntry } from './file/trees.ts';
import { type IssuedFile, type IssuedPage, readIssuedFile } from './issued/issued-file.ts';
import { PartCopy, SharedObjects } from './issued/part-copy.ts';

/** One of the documents that become one file. */
export interface MergePart {
	/** What its bookmark says: its number. */
	readonly title: string;
	/** Of its data among the attached files, unlike that of any other part: `SB-2026-000101.json`. */
	readonly dataName: string;
	/** As this product drew it, whatever its version, marked void or not. */
	readonly pdf: Buffer;
}

/** Objects (ISO 19005-3, 6.1.13), and bytes that the offsets of a cross-reference stream have room for. */
const LIMITS = { objects: 8_388_607, bytes: 2 ** 32 - 1 };

/**
 * Many superbills as one file to print, PDF/UA-1 and PDF/A-3a as each of them is. Their pages are taken over as they are,
 * under one structure tree, where each superbill is a part in its own language that its data is attached to. What several
 * have, fonts, pictures, the colour profile, is there once. A part is written before the next is asked for. The same parts
 * give the same bytes.
 *
 * @throws UnreadablePdf where a part is no document of this product; it says which
 * @throws RangeError where there is no part, two have one name for their data, or all are more than one file can hold
 */
export async function* mergePdfs(
	parts: AsyncIterable<MergePart>,
	metadata: FileMetadata,
	limits = LIMITS,
): AsyncGenerator<Buffer, void, undefined> {
	const merged = new MergedFile(limits);
	for await (const part of parts) yield merged.add(part);
	yield merged.end(metadata);
}

class MergedFile {
	readonly #limits: typeof LIMITS;
	readonly #file = new NumberedFile();
	readonly #shared = new SharedObjects(this.#file);
	readonly #pages = new PageTree(this.#file);
	/** The element that all parts stand in. */
	readonly #document = this.#file.reserve();
	/** The element of each part. */
	readonly #parts: number[] = [];
	/** By page: a list of the elements that own its content. */
	readonly #owners: TreeEntry[] = [];
	readonly #bookmarks: Bookmark[] = [];
	/** Specifications of the attached files by their names. */
	readonly #attachments = new Map<string, number>();
	#outputIntents = '';
	/** Of all bytes, for the file identifier. */
	readonly #hash = createHash('md5');
	#bytes = 0;

	constructor(limits: typeof LIMITS) {
		this.#limits = limits;
	}

	/** @returns the bytes that it adds to the file */
	add(part: MergePart): Buffer {
		const position = this.#parts.length + 1;
		if (this.#attachments.has(part.dataName)) {
			throw new RangeError(`document ${position} has the same name for its data as one before it`);
		}
		try {
			this.#add(part, readIssuedFile(part.pdf));
		} catch (error) {
			if (!(error instanceof UnreadablePdf)) throw error;
			throw new UnreadablePdf(`document ${position} cannot be merged: ${error.message}`);
		}
		const bytes = this.#file.take();
		this.#hash.update(bytes);
		this.#bytes += bytes.length;
		if (this.#bytes > this.#limits.bytes || this.#file.last > this.#limits.objects) {
			throw new RangeError(
				`document ${position} is more than one PDF can hold; merge fewer of them at a time`,
			);
		}
		return bytes;
	}

	#add({ title, dataName }: MergePart, source: IssuedFile): void {
		const copy = new PartCopy(source.objects, this.#shared);
		const place = ({ id }: { readonly id: number }): void => copy.place(id, this.#file.reserve());
		source.pages.forEach(place);
		source.elements.forEach(place);
		for (const page of source.pages) this.#addPage(copy, page);
		const attachment = this.#addAttachment(copy, source.attachment, dataName);
		const [top, ...elements] = source.elements;
		const changes = new Map([
			['S', '/Part'],
			['P', `${this.#document} 0 R`],
			['T', textString(title)],
			['Lang', source.language],
			['AF', `[${attachment} 0 R]`],
		]);
		this.#file.object(copy.number(top.id), copy.dictionary(entriesOf(top.syntax), changes));
		for (const { id, syntax } of elements) this.#file.object(copy.number(id), copy.syntax(syntax));
		this.#parts.push(copy.number(top.id));
		this.#bookmarks.push({ title, page: copy.number(source.pages[0].id) });
		this.#outputIntents ||= copy.syntax(`[${source.outputIntents.join(' ')}]`);
	}

	#addPage(copy: PartCopy, { id, entries, owners }: IssuedPage): void {
		const here = copy.number(id);
		const key = `${this.#owners.length}`;
		const changes = new Map([
			['Parent', `${this.#pages.add(here)} 0 R`],
			['StructParents', key],
		]);
		this.#file.object(here, copy.dictionary(entries, changes));
		this.#owners.push([key, this.#file.add(copy.syntax(owners))]);
	}

	#addAttachment(copy: PartCopy, specification: Entries, name: string): number {
		const changes = new Map([
			['F', textString(name)],
			['UF', textString(name)],
		]);
		const id = this.#file.add(copy.dictionary(specification, changes));
		this.#attachments.set(name, id);
		return id;
	}

	/** @returns the rest of the file */
	end(metadata: FileMetadata): Buffer {
		if (this.#parts.length === 0) throw new RangeError('there is no document to merge');
		const xmp = xmpOf(metadata);
		const root = this.#addCatalog(metadata.language, xmp);
		const info = this.#file.add(infoOf(metadata));
		const id = this.#hash.update(xmp).digest('hex');
		return this.#file.end(
			new Map([
				['Root', `${root} 0 R`],
				['Info', `${info} 0 R`],
				['ID', `[<${id}> <${id}>]`],
			]),
		);
	}

	#addCatalog(language: string, xmp: Buffer): number {
		const names = [...this.#attachments].sort(([a], [b]) => (a < b ? -1 : 1));
		const entries: Readonly<Record<string, string>> = {
			Type: '/Catalog',
			Pages: `${this.#pages.end()} 0 R`,
			Lang: textString(language),
			MarkInfo: '<</Marked true>>',
			Metadata: `${this.#file.addStream(`<</Type/Metadata/Subtype/XML/Length ${xmp.length}>>`, xmp)} 0 R`,
			Names: `<</EmbeddedFiles ${addTree(
				this.#file,
				'Names',
				names.map(([name, id]) => [textString(name), id]),
			)} 0 R>>`,
			Outlines: `${addOutline(this.#file, this.#bookmarks)} 0 R`,
			OutputIntents: this.#outputIntents,
			PageMode: '/UseOutlines',
			StructTreeRoot: `${this.#addStructureRoot()} 0 R`,
			ViewerPreferences: '<</DisplayDocTitle true>>',
		};
		return this.#file.add(dictionary(new Map(Object.entries(entries))));
	}

	#addStructureRoot(): number {
		const root = this.#file.reserve();
		this.#file.object(this.#document, `<</S/Document/P ${root} 0 R/K[${references(this.#parts)}]>>`);
		const parents = addTree(this.#file, 'Nums', this.#owners);
		this.#file.object(
			root,
			`<</Type/StructTreeRoot/K[${this.#document} 0 R]/ParentTree ${parents} 0 R/ParentTreeNextKey ${this.#owners.length}>>`,
		);
		return root;
	}
}

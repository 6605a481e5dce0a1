import { createHash } from 'node:crypto';
import { Refusal } from '../calls/refusal.ts';
import { type FileMetadata, infoOf, xmpOf } from './file/metadata.ts';
import { ObjectWriter } from './file/object-writer.ts';
import { dictionary, type Entries, parseDictionary, textString, UnreadablePdf } from './file/syntax.ts';
import { addOutline, addTree, type Bookmark, PageTree, references, type TreeEntry } from './file/trees.ts';
import { type IssuedFile, type IssuedPage, readIssuedFile } from './issued/issued-file.ts';
import { PartCopy, SharedObjects } from './issued/part-copy.ts';

export interface MergePart {
	/** Text of its bookmark: its number. */
	readonly title: string;
	/** Name of its data among the attached files, unique in the merged file: `SB-2026-000101.json`. */
	readonly dataName: string;
	/** As any version of this product drew it, stamped VOID or not. */
	readonly pdf: Buffer;
}

/** Most objects (ISO 19005-3, 6.1.13), and most bytes that the offsets of a cross-reference stream can address. */
const LIMITS = { objects: 8_388_607, bytes: 2 ** 32 - 1 };

/**
 * Merges superbills into one PDF/UA-1 and PDF/A-3a file to print. Their pages are copied unchanged. One structure tree
 * holds them all: each superbill is a Part in its own language, with its data attached. Fonts, pictures and the colour
 * profile are written once. Each part is written before the next one is requested. The same parts give the same bytes.
 *
 * @throws UnreadablePdf if this product did not draw a part; the message says which part
 * @throws RangeError if there is no part, or if two parts have the same `dataName`
 * @throws Refusal if one file cannot hold them all
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
	readonly #file = new ObjectWriter();
	readonly #shared = new SharedObjects(this.#file);
	readonly #pages = new PageTree(this.#file);
	/** The structure element that contains all parts. */
	readonly #document = this.#file.reserve();
	/** The structure element of each part. */
	readonly #parts: number[] = [];
	/** By page, the list of the elements that own its content. */
	readonly #owners: TreeEntry[] = [];
	readonly #bookmarks: Bookmark[] = [];
	/** File specifications by name. */
	readonly #attachments = new Map<string, number>();
	#outputIntents = '';
	/** Hash of all bytes, for the file identifier. */
	readonly #hash = createHash('md5');
	#bytes = 0;

	constructor(limits: typeof LIMITS) {
		this.#limits = limits;
	}

	/** @returns the next bytes of the file */
	add(part: MergePart): Buffer {
		const position = this.#parts.length + 1;
		if (this.#attachments.has(part.dataName)) {
			throw new RangeError(`document ${position} has the same data name as an earlier one`);
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
			throw new Refusal(
				'too-large',
				`One PDF cannot hold document ${position} and those before it. Merge fewer documents at a time.`,
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
		this.#file.object(copy.number(top.id), copy.dictionary(parseDictionary(top.syntax), changes));
		for (const { id, syntax } of elements) this.#file.object(copy.number(id), copy.syntax(syntax));
		this.#parts.push(copy.number(top.id));
		this.#bookmarks.push({ title, page: copy.number(source.pages[0].id) });
		this.#outputIntents ||= copy.syntax(`[${source.outputIntents.join(' ')}]`);
	}

	#addPage(copy: PartCopy, { id, entries, owners }: IssuedPage): void {
		const merged = copy.number(id);
		const key = `${this.#owners.length}`;
		const changes = new Map([
			['Parent', `${this.#pages.add(merged)} 0 R`],
			['StructParents', key],
		]);
		this.#file.object(merged, copy.dictionary(entries, changes));
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
			Metadata: `${this.#file.addStream('/Type/Metadata/Subtype/XML', xmp)} 0 R`,
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

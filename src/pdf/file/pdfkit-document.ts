import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { DEFLATE } from './deflate.ts';
import type { FileMetadata } from './metadata.ts';
import { ObjectWriter, type Resource } from './object-writer.ts';
import { srgbProfile } from './srgb-profile.ts';
import type { StructNode } from './structure.ts';
import { writeStructureTree } from './structure-tree.ts';
import { textString } from './syntax.ts';
import { type LateContent, type PageStream, QR_STENCIL, type UnfinishedPdf } from './unfinished.ts';

/**
 * The only module that imports pdfkit. pdfkit is the container: catalog, page tree and pages. Content, fonts, pictures and
 * the structure tree arrive ready to write, and `ObjectWriter` writes everything, pdfkit's objects included. `Internals`
 * lists the undocumented members in use; because of them pdfkit is pinned to one version.
 */
export interface DocumentParts extends FileMetadata {
	readonly pages: readonly PageParts[];
	/** Points. */
	readonly size: readonly [width: number, height: number];
	readonly structure: StructNode;
	readonly attachment: { readonly name: string; readonly description: string; readonly data: string };
	/** Length of the number that the pages were laid out for; 0 for a document without a number. */
	readonly numberLength: number;
	/** Text of the QR code that a page shows. */
	readonly qrCode: string | undefined;
}

export interface PageParts {
	readonly contents: readonly PageStream[];
	/** By resource name; one name means the same font on every page. */
	readonly fonts: ReadonlyMap<string, Resource>;
	/** By resource name; one name means the same picture on every page. */
	readonly pictures: ReadonlyMap<string, Resource>;
	/** Text of the document's QR code, on the page that shows it. */
	readonly qrCode: string | undefined;
}

interface Reference {
	readonly id: number;
	data: unknown;
	compress: boolean;
	end(chunk?: Uint8Array): void;
}

interface Page {
	readonly dictionary: Reference & { data: Record<string, unknown> };
	/** Written when the page is flushed. */
	content: Pick<Reference, 'id' | 'end'>;
	readonly fonts: Record<string, Raw>;
	readonly xobjects: Record<string, Raw>;
	/** The page's key in the parent tree; reading it assigns one. */
	readonly structParentTreeKey: number;
}

/** Undocumented members of pdfkit 0.20.2 that this module uses. */
interface Internals {
	readonly page: Page;
	readonly _root: Reference & { readonly data: { AF?: Raw[]; Metadata?: Raw; OutputIntents?: Raw[] } };
	/** Only exists once the document has ended. */
	readonly _info: Reference;
	info: object;
	/** One item per object: pdfkit takes the next object number from its length. */
	_offsets: { readonly length: number; push(offset: null): void };
	/** Writes a line of text, or bytes. */
	_write(data: string | Uint8Array): void;
	/** Called when an object is written completely. */
	_refEnd(reference: Reference): void;
	/** Called once at the end, for PDF/A. */
	_addColorOutputIntent(): void;
	getStructTreeRoot(): Reference & { data: { K?: Raw } };
	getStructParentTree(): { add(key: number, owners: Raw): void };
	addNamedEmbeddedFile(name: string, file: Raw): void;
}

/** Deflated once per process instead of once per document. */
const COLOUR_PROFILE = deflateSync(srgbProfile(), { level: 9 });

/**
 * Writes a PDF/UA-1 and PDF/A-3a document, except for what depends on the number. The same parts give the same bytes.
 */
export function writeDocument(parts: DocumentParts): UnfinishedPdf {
	const doc = new SilentDocument({
		autoFirstPage: false,
		bufferPages: true,
		// Otherwise pdfkit loads Helvetica.
		font: null as unknown as string,
		pdfVersion: '1.7',
		subset: 'PDF/A-3a' as 'PDF/A-3',
		tagged: true,
		lang: parts.language,
		displayTitle: true,
	});
	const inner = doc as unknown as Internals;
	inner.info = {};
	const file = new ObjectWriter();
	redirect(inner, file);
	inner._addColorOutputIntent = () => {
		inner._root.data.OutputIntents = [addColourIntent(file)];
	};
	const fonts = new Map<string, Raw>();
	const pictures = new Map<string, Raw>();
	const contents: LateContent[] = [];
	const qrCode = parts.qrCode === undefined ? undefined : { id: file.reserve(), text: parts.qrCode };
	const pages = parts.pages.map((part) => {
		doc.addPage({ size: [...parts.size], margin: 0 });
		const { page } = inner;
		for (const [name, font] of part.fonts) page.fonts[name] = writtenOnce(fonts, name, font, file);
		for (const [name, picture] of part.pictures) {
			page.xobjects[name] = writtenOnce(pictures, name, picture, file);
		}
		if (qrCode && part.qrCode !== undefined) page.xobjects[QR_STENCIL] = reference(qrCode.id);
		setContents(page, part, file, contents);
		return page;
	});
	addStructure(inner, file, parts, pages);
	const attachment = file.reserve();
	const specification = addSpecification(file, parts.attachment, attachment);
	inner.addNamedEmbeddedFile(parts.attachment.name, specification);
	inner._root.data.AF = [specification];
	const xmp = file.reserve();
	inner._root.data.Metadata = reference(xmp);
	doc.end();
	const { title, author, language, producer, creator, created } = parts;
	return {
		head: file.take(),
		objects: file.stop(),
		numberLength: parts.numberLength,
		root: `${inner._root}`,
		info: inner._info.id,
		xmp,
		metadata: { title, author, language, producer, creator, created },
		attachment: { id: attachment, data: parts.attachment.data },
		contents,
		...(qrCode && { qrCode }),
	};
}

/**
 * pdfkit's document is a stream and pushes the file's header when it is constructed. The stream's buffer would keep the
 * whole document in memory until the event loop turns.
 */
class SilentDocument extends PDFDocument {
	override push(): boolean {
		return true;
	}

	/** pdfkit would write its XMP. */
	override endMetadata(): void {}
}

/** Makes the writer number and write pdfkit's objects. */
function redirect(doc: Internals, file: ObjectWriter): void {
	for (let assigned = doc._offsets.length; assigned > 0; assigned--) file.reserve();
	doc._offsets = {
		get length() {
			return file.last;
		},
		push: () => file.reserve(),
	};
	// pdfkit writes an object line by line: its number, its syntax, and perhaps a stream.
	let lines: (string | Uint8Array)[] = [];
	doc._write = (data) => lines.push(data);
	doc._refEnd = (ended) => {
		const { id } = ended;
		const [, syntax, , data] = lines;
		if (ended === doc._info) return;
		if (data instanceof Uint8Array) file.stream(id, syntax as string, data);
		else file.object(id, syntax as string);
		lines = [];
	};
}

/** PDF syntax that pdfkit writes unchanged. Without the tag pdfkit would serialise it as a dictionary. */
class Raw {
	readonly [Symbol.toStringTag] = 'Raw';
	readonly syntax: string;
	constructor(syntax: string) {
		this.syntax = syntax;
	}
	toString(): string {
		return this.syntax;
	}
}

const reference = (id: number): Raw => new Raw(`${id} 0 R`);

function writtenOnce(written: Map<string, Raw>, name: string, resource: Resource, file: ObjectWriter): Raw {
	let found = written.get(name);
	if (!found) {
		found = reference(resource(file));
		written.set(name, found);
	}
	return found;
}

/** Replaces the content that addPage started. Streams that depend on the number get an object number and are written later. */
function setContents(page: Page, { contents }: PageParts, file: ObjectWriter, late: LateContent[]): void {
	const ids = contents.map((content, i) => {
		const id = i === 0 ? page.content.id : file.reserve();
		if ('parts' in content) late.push({ id, parts: content.parts });
		else {
			const data = deflateSync(content.operators, DEFLATE);
			file.stream(id, `<</Filter/FlateDecode/Length ${data.length}>>`, data);
		}
		return `${id} 0 R`;
	});
	page.dictionary.data['Contents'] = new Raw(ids.length === 1 ? `${ids}` : `[${ids.join(' ')}]`);
	page.content = { id: page.content.id, end() {} };
}

/** The specification of an associated file (ISO 19005-3, 6.8). */
function addSpecification(
	file: ObjectWriter,
	{ name, description }: DocumentParts['attachment'],
	embedded: number,
): Raw {
	const text = textString(name);
	return reference(
		file.add(
			`<</Type/Filespec/AFRelationship/Source/F ${text}/UF ${text}/Desc ${textString(description)}/EF<</F ${embedded} 0 R>>>>`,
		),
	);
}

/** The sRGB output intent that PDF/A requires for RGB colours (ISO 19005-3, 6.2.3). */
function addColourIntent(file: ObjectWriter): Raw {
	const profile = file.addStream('/N 3/Filter/FlateDecode', COLOUR_PROFILE);
	const identifier = '(sRGB IEC61966-2.1)';
	return reference(
		file.add(
			`<</Type/OutputIntent/S/GTS_PDFA1/Info ${identifier}/OutputConditionIdentifier ${identifier}/DestOutputProfile ${profile} 0 R>>`,
		),
	);
}

function addStructure(
	doc: Internals,
	file: ObjectWriter,
	{ structure, size: [, height] }: DocumentParts,
	pages: readonly Page[],
): void {
	const root = doc.getStructTreeRoot();
	const { top, owners } = writeStructureTree(
		file,
		structure,
		`${root}`,
		pages.map(({ dictionary }) => `${dictionary}`),
		height,
	);
	root.data.K = new Raw(`[${top} 0 R]`);
	const parents = doc.getStructParentTree();
	pages.forEach((page, i) => {
		const elements = (owners[i] as readonly number[]).map((id) => `${id} 0 R`);
		parents.add(page.structParentTreeKey, new Raw(`[${elements.join(' ')}]`));
	});
}

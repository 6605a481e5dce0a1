import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { packagedFile } from '../version.ts';
import type { ContentStream } from './file/content-stream.ts';
import { DEFLATE } from './file/deflate.ts';
import { FileWriter } from './file/file-writer.ts';
import { type FileMetadata, languageProperty, PDF_UA_CLAIM } from './file/metadata.ts';
import type { StructNode } from './file/structure.ts';
import { writeStructureTree } from './file/structure-tree.ts';
import { textString } from './file/syntax.ts';
import type { Face } from './fonts/face.ts';
import type { Canvas } from './layout/canvas.ts';
import type { PictureStream } from './pictures/picture.ts';

/**
 * The only module that knows pdfkit. It uses pdfkit as the container, for objects, pages, metadata and the file's
 * structure, and brings content, fonts and the structure tree ready made. What it touches beyond the documented API
 * is listed in `Internals`, held by contract tests, and the reason why pdfkit is pinned exactly.
 */
export interface DocumentParts extends FileMetadata {
	readonly pages: readonly Canvas[];
	/** Points. */
	readonly size: readonly [width: number, height: number];
	readonly structure: StructNode;
	readonly attachment: { readonly name: string; readonly description: string; readonly data: Buffer };
}

interface Reference {
	readonly id: number;
	data: unknown;
	compress: boolean;
	end(chunk?: Uint8Array): void;
}

interface Page {
	readonly dictionary: Reference;
	readonly content: Reference & { data: Record<string, unknown>; buffer: Uint8Array[] };
	readonly fonts: Record<string, Raw>;
	readonly xobjects: Record<string, Raw>;
	/** Number of the page in the parent tree; reading it reserves one. */
	readonly structParentTreeKey: number;
}

/** Undocumented members of pdfkit 0.20.2 that this module relies on. */
interface Internals {
	readonly page: Page;
	readonly _root: Reference & { readonly data: { AF?: Raw[]; OutputIntents?: Raw[] } };
	readonly _info: Reference;
	readonly _id: Uint8Array;
	/** Its length is the last object's number. */
	readonly _offsets: (number | null)[];
	/** Takes a line of text, or bytes. */
	_write(data: string | Uint8Array): void;
	/** Called when all of an object is written. */
	_refEnd(reference: Reference): void;
	/** Called once at the end, to write the cross-reference table. */
	_finalize(): void;
	/** Called once at the end for PDF/A. */
	_addColorOutputIntent(): void;
	getStructTreeRoot(): Reference & { data: { K?: Raw } };
	getStructParentTree(): { add(key: number, owners: Raw): void };
	appendXML(xml: string): void;
	addNamedEmbeddedFile(name: string, file: Raw): void;
}

const COLOUR_PROFILE = deflateSync(readFileSync(packagedFile('sRGB_IEC61966_2_1.icc')), { level: 9 });

const md5 = (data: Buffer): string => createHash('md5').update(data).digest('hex');

/** The file's bytes. The same parts give the same bytes. */
export function writeDocument(parts: DocumentParts): Buffer {
	const doc = new QuietDocument({
		autoFirstPage: false,
		bufferPages: true,
		// Without this pdfkit loads Helvetica.
		font: null as unknown as string,
		pdfVersion: '1.7',
		subset: 'PDF/A-3a' as 'PDF/A-3',
		tagged: true,
		lang: parts.language,
		displayTitle: true,
		info: {
			Title: new XmlSafe(parts.title) as string,
			Author: new XmlSafe(parts.author) as string,
			Producer: parts.producer,
			Creator: parts.creator,
			CreationDate: parts.created,
		},
	});
	const inner = doc as unknown as Internals;
	const file = collect(inner, Buffer.concat(doc.header));
	inner._addColorOutputIntent = () => addColourIntent(inner, file);
	inner.appendXML(PDF_UA_CLAIM);
	inner.appendXML(languageProperty(parts.language));
	const fonts = new Map<string, Raw>();
	const pictures = new Map<string, Raw>();
	const pages = parts.pages.map((canvas) => {
		doc.addPage({ size: [...parts.size], margin: 0 });
		const { page } = inner;
		for (const [name, { face, shard }] of canvas.fonts) {
			let font = fonts.get(name);
			if (!font) {
				font = embed(inner, file, face, shard);
				fonts.set(name, font);
			}
			page.fonts[name] = font;
		}
		for (const [name, { stream }] of canvas.pictures) {
			let picture = pictures.get(name);
			if (!picture) {
				picture = writePicture(inner, file, stream);
				pictures.set(name, picture);
			}
			page.xobjects[name] = picture;
		}
		setContent(page, canvas.content);
		return page;
	});
	writeStructure(inner, file, parts, pages);
	attach(inner, file, parts);
	doc.end();
	const id = Buffer.from(inner._id).toString('hex');
	return file.end(
		inner._offsets.length,
		new Map([
			['Root', `${inner._root}`],
			['Info', `${inner._info}`],
			['ID', `[<${id}> <${id}>]`],
		]),
	);
}

/**
 * pdfkit's document is a stream, and writes the file's header when it is made. As a stream would, that would keep the
 * whole document until the event loop turns, and a loop over many documents all of them.
 */
class QuietDocument extends PDFDocument {
	declare header: Uint8Array[];

	override push(chunk: Uint8Array): boolean {
		// Called by the constructor it inherits, before it has a field.
		this.header = [...(this.header ?? []), chunk];
		return true;
	}
}

/**
 * Takes over what pdfkit would push through a stream, chunk by chunk and asynchronously: it writes an object in parts,
 * its number, its syntax, maybe a stream, and then tells that it ended.
 */
function collect(doc: Internals, header: Buffer): FileWriter {
	const file = new FileWriter(header);
	let parts: (string | Uint8Array)[] = [];
	const refEnd = doc._refEnd;
	doc._write = (data) => parts.push(data);
	doc._refEnd = (reference) => {
		const [, syntax, , data] = parts;
		if (data instanceof Uint8Array) file.stream(reference.id, syntax as string, data);
		else file.object(reference.id, syntax as string);
		parts = [];
		refEnd.call(doc, reference);
	};
	doc._finalize = () => {};
	return file;
}

/** The next object's number. */
function reserve(doc: Internals): number {
	return doc._offsets.push(null);
}

/** pdfkit writes its info both as PDF strings, which take any character, and into XML, which does not. */
class XmlSafe extends String {
	override toString(): string {
		return super.toString().replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
	}
}

/** The page's content, deflated here; it takes the place of what addPage put there. */
function setContent({ content }: Page, { bytes }: ContentStream): void {
	const data = deflateSync(bytes, DEFLATE);
	content.data = { Filter: 'FlateDecode', Length: data.length };
	content.buffer = [data];
	content.compress = false;
}

/** An object already in PDF syntax. Its tag keeps pdfkit from taking it for a dictionary to serialise. */
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

/** An object of one's own beside pdfkit's. */
function object(doc: Internals, file: FileWriter, syntax: string): Raw {
	const id = reserve(doc);
	file.object(id, syntax);
	return new Raw(`${id} 0 R`);
}

function stream(doc: Internals, file: FileWriter, entries: string, data: Uint8Array): Raw {
	const id = reserve(doc);
	file.stream(id, `<<${entries}/Length ${data.length}>>`, data);
	return new Raw(`${id} 0 R`);
}

const deflated = (doc: Internals, file: FileWriter, data: Uint8Array, entries = ''): Raw =>
	stream(doc, file, `${entries}/Filter/FlateDecode`, data);

/** Embeds a shard as a composite font (ISO 32000-1, 9.7): codes and CIDs are code points. */
function embed(doc: Internals, file: FileWriter, face: Face, key: number): Raw {
	const shard = face.shard(key);
	const { ascent, descent, capHeight, xHeight, bbox } = face.metrics;
	const name = `/${shard.tag}+${face.name}`;
	const program = deflated(doc, file, shard.program, `/Length1 ${shard.programLength}`);
	const descriptor = object(
		doc,
		file,
		`<</Type/FontDescriptor/FontName${name}/Flags 4/FontBBox[${bbox.join(' ')}]/ItalicAngle 0/Ascent ${ascent}` +
			`/Descent ${descent}/CapHeight ${capHeight}/XHeight ${xHeight}/StemV 0/FontFile2 ${program}>>`,
	);
	const descendant = object(
		doc,
		file,
		`<</Type/Font/Subtype/CIDFontType2/BaseFont${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>` +
			`/FontDescriptor ${descriptor}/CIDToGIDMap ${deflated(doc, file, shard.glyphMap)}/W[${shard.widths}]>>`,
	);
	return object(
		doc,
		file,
		`<</Type/Font/Subtype/Type0/BaseFont${name}/Encoding/Identity-H/DescendantFonts[${descendant}]` +
			`/ToUnicode ${deflated(doc, file, shard.toUnicode)}>>`,
	);
}

/** The picture's own bytes, deflated when it was decoded. */
function writePicture(doc: Internals, file: FileWriter, { entries, data, mask }: PictureStream): Raw {
	const soft = mask ? `/SMask ${writePicture(doc, file, mask)}` : '';
	return stream(doc, file, `${entries}${soft}`, data);
}

/** An associated file (ISO 19005-3, 6.8) with the date that PDF/A asks for. */
function attach(
	doc: Internals,
	file: FileWriter,
	{ attachment: { name, description, data }, created }: DocumentParts,
): void {
	const date = `(D:${created.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z)`;
	const embedded = deflated(
		doc,
		file,
		deflateSync(data, DEFLATE),
		`/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size ${data.length}/CreationDate ${date}/ModDate ${date}/CheckSum <${md5(data)}>>>`,
	);
	const text = textString(name);
	const specification = object(
		doc,
		file,
		`<</Type/Filespec/AFRelationship/Source/F ${text}/UF ${text}/Desc ${textString(description)}/EF<</F ${embedded}>>>>`,
	);
	doc.addNamedEmbeddedFile(name, specification);
	doc._root.data.AF = [specification];
}

/** The colours are sRGB: pdfkit's own profile, deflated once instead of for every document. */
function addColourIntent(doc: Internals, file: FileWriter): void {
	const profile = deflated(doc, file, COLOUR_PROFILE, '/N 3');
	const identifier = '(sRGB IEC61966-2.1)';
	doc._root.data.OutputIntents = [
		object(
			doc,
			file,
			`<</Type/OutputIntent/S/GTS_PDFA1/Info ${identifier}/OutputConditionIdentifier ${identifier}/DestOutputProfile ${profile}>>`,
		),
	];
}

function writeStructure(
	doc: Internals,
	file: FileWriter,
	{ structure, size: [, height] }: DocumentParts,
	pages: readonly Page[],
): void {
	const root = doc.getStructTreeRoot();
	const { top, owners } = writeStructureTree(
		{ reserve: () => reserve(doc), object: (id, syntax) => file.object(id, syntax) },
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

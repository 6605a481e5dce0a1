import {
	decodePDFRawStream,
	PDFArray,
	PDFBool,
	PDFDict,
	PDFDocument,
	PDFHexString,
	PDFName,
	PDFNumber,
	type PDFObject,
	PDFRawStream,
	PDFRef,
	PDFString,
} from '@cantoo/pdf-lib';

/**
 * Reads a PDF as plain objects (ISO 32000-1, 7.3) with a library that this product does not use. Names are strings with
 * their slash: `/Link`. References are followed.
 */
export type Value = null | boolean | number | string | PdfText | Dict | readonly Value[];

/** A string object. */
export class PdfText {
	readonly bytes: Uint8Array;
	readonly text: string;

	constructor(bytes: Uint8Array, text: string) {
		this.bytes = bytes;
		this.text = text;
	}
}

/** A dictionary, or a stream with its dictionary. */
export class Dict {
	readonly #source: PDFDict;
	readonly #stream: PDFRawStream | undefined;

	constructor(source: PDFDict, stream?: PDFRawStream) {
		this.#source = source;
		this.#stream = stream;
	}

	get(key: string): Value {
		return read(this.#source.lookup(PDFName.of(key)));
	}

	dict(key: string): Dict | undefined {
		const value = this.get(key);
		return value instanceof Dict ? value : undefined;
	}

	list(key: string): readonly Value[] {
		const value = this.get(key);
		return Array.isArray(value) ? value : [];
	}

	text(key: string): string | undefined {
		const value = this.get(key);
		return value instanceof PdfText ? value.text : undefined;
	}

	/** The reference `12 0 R`, if the value is one. */
	reference(key: string): string | undefined {
		const value = this.#source.get(PDFName.of(key));
		return value instanceof PDFRef ? value.toString() : undefined;
	}

	/** The items of an array with their references, or any other value as the only item. */
	entries(key: string): readonly Entry[] {
		const value = this.#source.lookup(PDFName.of(key));
		if (value === undefined) return [];
		return value instanceof PDFArray ? itemsOf(value) : [entryOf(this.#source.get(PDFName.of(key)), value)];
	}

	keys(): string[] {
		return this.#source.keys().map((key) => key.decodeText());
	}

	get isStream(): boolean {
		return this.#stream !== undefined;
	}

	/** The stream's data, decoded. */
	bytes(): Uint8Array {
		return this.#stream === undefined ? new Uint8Array() : decodePDFRawStream(this.#stream).decode();
	}

	/** The stream's data, still encoded. */
	encoded(): Uint8Array {
		return this.#stream?.getContents() ?? new Uint8Array();
	}
}

export interface Entry {
	readonly reference: string | undefined;
	readonly value: Value;
	/** The items of an array. */
	readonly items: readonly Entry[];
}

function entryOf(item: PDFObject | undefined, value: PDFObject | undefined): Entry {
	return {
		reference: item instanceof PDFRef ? item.toString() : undefined,
		value: read(value),
		items: value instanceof PDFArray ? itemsOf(value) : [],
	};
}

function itemsOf(array: PDFArray): Entry[] {
	return array.asArray().map((item, i) => entryOf(item, array.lookup(i)));
}

export function read(object: PDFObject | undefined): Value {
	if (object instanceof PDFName) return `/${object.decodeText()}`;
	if (object instanceof PDFNumber) return object.asNumber();
	if (object instanceof PDFBool) return object.asBoolean();
	if (object instanceof PDFString || object instanceof PDFHexString) {
		return new PdfText(object.asBytes(), object.decodeText());
	}
	if (object instanceof PDFArray) return object.asArray().map((_, i) => read(object.lookup(i)));
	if (object instanceof PDFDict) return new Dict(object);
	if (object instanceof PDFRawStream) return new Dict(object.dict, object);
	return null;
}

export interface Objects {
	readonly bytes: Uint8Array;
	/** `/ID`, `/Info`, `/Encrypt` and `/Root`. */
	readonly trailer: ReadonlyMap<string, Value>;
	readonly catalog: Dict;
	readonly catalogReference: string;
	readonly pages: readonly { readonly reference: string; readonly dict: Dict }[];
	/** Every numbered object by its reference. */
	readonly numbered: ReadonlyMap<string, Value>;
	readonly document: PDFDocument;
}

/** @throws if the file is not a PDF */
export async function readObjects(bytes: Uint8Array): Promise<Objects> {
	const document = await PDFDocument.load(bytes, {
		updateMetadata: false,
		throwOnInvalidObject: true,
		ignoreEncryption: true,
	});
	const { context } = document;
	return {
		bytes,
		trailer: new Map(
			Object.entries(context.trailerInfo).map(([key, value]) => [key, read(context.lookup(value))]),
		),
		catalog: new Dict(document.catalog),
		catalogReference: String(context.trailerInfo.Root),
		pages: document.getPages().map(({ ref, node }) => ({ reference: ref.toString(), dict: new Dict(node) })),
		numbered: new Map(
			context.enumerateIndirectObjects().map(([ref, object]) => [ref.toString(), read(object)]),
		),
		document,
	};
}

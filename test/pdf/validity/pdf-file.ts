import { type Entries, type PdfObject, PdfObjects, PdfText, Ref, Stream } from './objects.ts';

/** Reads a PDF as plain objects (ISO 32000-1, 7.3). References are followed. */
export type Value = null | boolean | number | string | PdfText | Dict | readonly Value[];

export { PdfText };

/** A dictionary, or a stream with its dictionary. */
export class Dict {
	readonly #file: PdfObjects;
	readonly #entries: Entries;
	readonly #stream: Stream | undefined;

	constructor(file: PdfObjects, object: Entries | Stream) {
		this.#file = file;
		this.#stream = object instanceof Stream ? object : undefined;
		this.#entries = object instanceof Stream ? object.dict : object;
	}

	get(key: string): Value {
		return read(this.#file, this.#entries.get(key));
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
		return referenceOf(this.#entries.get(key));
	}

	/** The items of an array with their references, or any other value as the only item. */
	entries(key: string): readonly Entry[] {
		const object = this.#entries.get(key);
		if (object === undefined) return [];
		const value = this.#file.resolve(object);
		return Array.isArray(value) ? itemsOf(this.#file, value) : [entryOf(this.#file, object)];
	}

	keys(): string[] {
		return [...this.#entries.keys()];
	}

	get isStream(): boolean {
		return this.#stream !== undefined;
	}

	/** The stream's data, decoded. */
	bytes(): Uint8Array {
		return this.#stream?.decoded() ?? new Uint8Array();
	}

	/** The stream's data, still encoded. */
	encoded(): Uint8Array {
		return this.#stream?.data ?? new Uint8Array();
	}
}

export interface Entry {
	readonly reference: string | undefined;
	readonly value: Value;
	/** The items of an array. */
	readonly items: readonly Entry[];
}

const referenceOf = (object: PdfObject | undefined): string | undefined =>
	object instanceof Ref ? String(object) : undefined;

function entryOf(file: PdfObjects, object: PdfObject): Entry {
	const value = file.resolve(object);
	return {
		reference: referenceOf(object),
		value: read(file, value),
		items: Array.isArray(value) ? itemsOf(file, value) : [],
	};
}

const itemsOf = (file: PdfObjects, array: readonly PdfObject[]): Entry[] =>
	array.map((item) => entryOf(file, item));

function read(file: PdfObjects, object: PdfObject | undefined): Value {
	const value = file.resolve(object);
	if (Array.isArray(value)) return value.map((item) => read(file, item));
	if (value instanceof Map || value instanceof Stream) return new Dict(file, value);
	return value instanceof Ref ? null : value;
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
}

/** @throws if the file is not a PDF */
export function readObjects(bytes: Uint8Array): Objects {
	const file = new PdfObjects(bytes);
	const trailer = new Dict(file, file.trailer);
	const catalog = trailer.dict('Root') as Dict;
	return {
		bytes,
		trailer: new Map(['ID', 'Info', 'Encrypt', 'Root'].map((key) => [key, trailer.get(key)])),
		catalog,
		catalogReference: String(trailer.reference('Root')),
		pages: catalog.entries('Pages').flatMap(pagesUnder),
		numbered: new Map(Array.from(file.numbered, ([id, object]) => [String(new Ref(id)), read(file, object)])),
	};
}

function pagesUnder({ reference = '', value }: Entry): { reference: string; dict: Dict }[] {
	const dict = value as Dict;
	return dict.get('Type') === '/Page' ? [{ reference, dict }] : dict.entries('Kids').flatMap(pagesUnder);
}

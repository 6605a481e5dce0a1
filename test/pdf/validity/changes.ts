import { type Entries, type PdfObject, PdfObjects, PdfText, Ref, Stream, writePdf } from './objects.ts';

/** A value to write. Strings are names without the slash. */
type Given = PdfObject | Given[] | { readonly [key: string]: Given };

/** A document whose objects can be changed. */
export class Changes {
	readonly #file: PdfObjects;

	private constructor(file: PdfObjects) {
		this.#file = file;
	}

	/** Changes a document. @returns the rewritten file */
	static of(bytes: Uint8Array, change: (changes: Changes) => void): Buffer {
		const file = new PdfObjects(bytes);
		change(new Changes(file));
		return writePdf(file.numbered, file.trailer);
	}

	get trailer(): Entries {
		return this.#file.trailer;
	}

	get catalog(): Entries {
		return this.within(this.trailer, 'Root');
	}

	/** The first page. */
	get page(): Entries {
		return this.find('Type', 'Page');
	}

	get parentTree(): PdfObject[] {
		return this.array(this.within(this.catalog, 'StructTreeRoot', 'ParentTree'), 'Nums');
	}

	/** The first page's entry in the parent tree. */
	get owners(): PdfObject[] {
		return this.#file.resolve(this.parentTree[1]) as PdfObject[];
	}

	array(dict: Entries, key: string): PdfObject[] {
		return this.#file.resolve(dict.get(key)) as PdfObject[];
	}

	/** The first font of the first page. */
	get font(): Entries {
		const fonts = this.within(this.page, 'Resources', 'Font');
		return this.within(fonts, [...fonts.keys()][0] as string);
	}

	get descendant(): Entries {
		return this.#file.resolve(this.array(this.font, 'DescendantFonts')[0]) as Entries;
	}

	/** The nth dictionary, including those of streams, with a name as the value of a key. */
	find(key: string, name: string, n = 0): Entries {
		const found = [...this.#file.numbered.values()]
			.map(dictOf)
			.filter((object) => object instanceof Map && object.get(key) === `/${name}`);
		return found[n] as Entries;
	}

	/** The nth structure element of a type. */
	element(type: string, n = 0): Entries {
		return this.find('S', type, n);
	}

	/** The dictionary, or that of the stream, at a path of keys. */
	within(dict: Entries, ...keys: readonly string[]): Entries {
		return keys.reduce((holder, key) => dictOf(this.#file.resolve(holder.get(key))) as Entries, dict);
	}

	set(dict: Entries, key: string, value: Given): void {
		dict.set(key, objectOf(value));
	}

	remove(dict: Entries, key: string): void {
		if (!dict.delete(key)) throw new RangeError(`${key} is missing already`);
	}

	string(text: string): PdfText {
		return new PdfText(Buffer.from(text, 'latin1'));
	}

	stream(text: string, entries: Readonly<Record<string, Given>> = {}): Ref {
		return this.#number(new Stream(objectOf(entries) as Entries, Buffer.from(text, 'latin1')));
	}

	add(value: Given): Ref {
		return this.#number(objectOf(value));
	}

	#number(object: PdfObject): Ref {
		const id = Math.max(...this.#file.numbered.keys()) + 1;
		this.#file.numbered.set(id, object);
		return new Ref(id);
	}

	reference(object: PdfObject): Ref {
		const [id] = [...this.#file.numbered].find(([, numbered]) => numbered === object) as [number, PdfObject];
		return new Ref(id);
	}

	/** Changes the text of a stream, or of several, which become one without a filter. @throws RangeError if the text does not change */
	rewrite(holder: Entries, key: string, change: (text: string) => string): void {
		const streams = [this.#file.resolve(holder.get(key))]
			.flat()
			.map((object) => this.#file.resolve(object)) as [Stream, ...Stream[]];
		const [stream] = streams;
		const before = streams.map((each) => each.decoded().toString('latin1')).join('\n');
		const after = change(before);
		if (after === before) throw new RangeError(`${key} does not change`);
		const dict = new Map([...stream.dict].filter(([name]) => name !== 'Filter'));
		holder.set(key, this.#number(new Stream(dict, Buffer.from(after, 'latin1'))));
	}

	content(change: (text: string) => string): void {
		this.rewrite(this.page, 'Contents', change);
	}

	metadata(change: (text: string) => string): void {
		this.rewrite(this.catalog, 'Metadata', change);
	}

	/** Appends an element to another. */
	addTo(holder: Entries, entries: Readonly<Record<string, Given>>): Ref {
		const element = this.add({ P: this.reference(holder), ...entries });
		this.array(holder, 'K').push(element);
		return element;
	}

	/** Turns the first paragraph into a Figure with these entries. */
	addFigure(entries: Readonly<Record<string, Given>>): void {
		const paragraph = this.element('P');
		this.set(paragraph, 'S', 'Figure');
		for (const [key, value] of Object.entries(entries)) this.set(paragraph, key, value);
		this.content((text) => text.replace('/P <<', '/Figure <<'));
	}

	/** Adds a link annotation with these entries to the first page. */
	addLink(annotation: Readonly<Record<string, Given>>, type = 'Link'): void {
		const key = 1000;
		const link = this.add({
			Type: 'Annot',
			Subtype: 'Link',
			Rect: [40, 40, 90, 60],
			StructParent: key,
			...annotation,
		});
		this.set(this.page, 'Annots', [link]);
		const element = this.addTo(this.element('Document'), {
			S: type,
			Pg: this.reference(this.page),
			K: [{ Type: 'OBJR', Obj: link }],
		});
		this.parentTree.push(key, element);
	}
}

const dictOf = (object: PdfObject): PdfObject => (object instanceof Stream ? object.dict : object);

function objectOf(value: Given): PdfObject {
	if (typeof value === 'string') return `/${value}`;
	if (Array.isArray(value)) return value.map(objectOf);
	const isObject =
		value instanceof Map || value instanceof PdfText || value instanceof Ref || value instanceof Stream;
	if (value === null || typeof value !== 'object' || isObject) return value;
	return new Map(Object.entries(value).map(([key, item]) => [key, objectOf(item)]));
}

import {
	decodePDFRawStream,
	PDFArray,
	type PDFContext,
	PDFDict,
	PDFDocument,
	PDFName,
	PDFObject,
	PDFRawStream,
	type PDFRef,
	PDFString,
} from '@cantoo/pdf-lib';

type Given = PDFObject | string | number | boolean | Given[] | { readonly [key: string]: Given };

/** A document whose objects can be changed. Names are strings without the slash. */
export class Changes {
	readonly #document: PDFDocument;

	private constructor(document: PDFDocument) {
		this.#document = document;
	}

	/** Changes a document. @returns the rewritten file */
	static async of(bytes: Uint8Array, change: (changes: Changes) => void): Promise<Uint8Array> {
		const document = await PDFDocument.load(bytes, { updateMetadata: false });
		change(new Changes(document));
		return document.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
	}

	get #context(): PDFContext {
		return this.#document.context;
	}

	get catalog(): PDFDict {
		return this.#document.catalog;
	}

	get trailer(): PDFContext['trailerInfo'] {
		return this.#context.trailerInfo;
	}

	get page(): PDFDict {
		return this.#document.getPage(0).node;
	}

	get parentTree(): PDFArray {
		return this.array(this.within(this.catalog, 'StructTreeRoot', 'ParentTree'), 'Nums');
	}

	/** The first page's entry in the parent tree. */
	get owners(): PDFArray {
		return this.parentTree.lookup(1, PDFArray);
	}

	array(dict: PDFDict, key: string): PDFArray {
		return dict.lookup(PDFName.of(key), PDFArray);
	}

	/** The first font of the first page. */
	get font(): PDFDict {
		const fonts = this.within(this.page, 'Resources', 'Font');
		return fonts.lookup(fonts.keys()[0] as PDFName, PDFDict);
	}

	get descendant(): PDFDict {
		return this.array(this.font, 'DescendantFonts').lookup(0, PDFDict);
	}

	/** The nth dictionary, including those of streams, with a name as the value of a key. */
	find(key: string, name: string, n = 0): PDFDict {
		const found = this.#context
			.enumerateIndirectObjects()
			.map(([, object]) => (object instanceof PDFRawStream ? object.dict : object))
			.filter((object) => object instanceof PDFDict && object.get(PDFName.of(key)) === PDFName.of(name));
		return found[n] as PDFDict;
	}

	/** The nth structure element of a type. */
	element(type: string, n = 0): PDFDict {
		return this.find('S', type, n);
	}

	/** The dictionary, or that of the stream, at a path of keys. */
	within(dict: PDFDict, ...keys: readonly string[]): PDFDict {
		return keys.reduce((holder, key) => {
			const value = holder.lookup(PDFName.of(key));
			return value instanceof PDFRawStream ? value.dict : (value as PDFDict);
		}, dict);
	}

	set(dict: PDFDict, key: string, value: Given): void {
		dict.set(PDFName.of(key), this.object(value));
	}

	remove(dict: PDFDict, key: string): void {
		if (!dict.delete(PDFName.of(key))) throw new RangeError(`${key} is missing already`);
	}

	/** Converts a value to a PDF object. Strings become names. */
	object(value: Given): PDFObject {
		if (value instanceof PDFObject) return value;
		if (Array.isArray(value)) return this.#context.obj(value.map((item) => this.object(item)));
		if (typeof value !== 'object') return this.#context.obj(value as never);
		return this.#context.obj(
			Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.object(item)])),
		);
	}

	string(text: string): PDFString {
		return PDFString.of(text);
	}

	stream(text: string, entries: Readonly<Record<string, Given>> = {}): PDFRef {
		const dict = Object.fromEntries(Object.entries(entries).map(([key, item]) => [key, this.object(item)]));
		return this.#context.register(this.#context.stream(Buffer.from(text, 'latin1'), dict));
	}

	add(value: Given): PDFRef {
		return this.#context.register(this.object(value));
	}

	reference(object: PDFObject): PDFRef {
		return this.#context.getObjectRef(object) as PDFRef;
	}

	/** Changes the text of a stream and removes its filter. @throws RangeError if the text does not change */
	rewrite(holder: PDFDict, key: string, change: (text: string) => string): void {
		const { before, dict } = this.#text(holder, key);
		const after = change(before);
		if (after === before) throw new RangeError(`${key} does not change`);
		const kept = dict.entries().filter(([name]) => !['Filter', 'Length'].includes(name.decodeText()));
		this.set(
			holder,
			key,
			this.stream(after, Object.fromEntries(kept.map(([name, value]) => [name.decodeText(), value]))),
		);
	}

	#text(holder: PDFDict, key: string): { before: string; dict: PDFDict } {
		const value = holder.lookup(PDFName.of(key));
		const stream = (value instanceof PDFArray ? value.lookup(0) : value) as PDFRawStream;
		return { before: Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1'), dict: stream.dict };
	}

	content(change: (text: string) => string): void {
		this.rewrite(this.page, 'Contents', change);
	}

	metadata(change: (text: string) => string): void {
		this.rewrite(this.catalog, 'Metadata', change);
	}

	/** Appends an element to another. */
	addTo(holder: PDFDict, entries: Readonly<Record<string, Given>>): PDFRef {
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
		this.parentTree.push(this.object(key));
		this.parentTree.push(element);
	}
}

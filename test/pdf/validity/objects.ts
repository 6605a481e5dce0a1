/**
 * Reads and writes the objects of a PDF (ISO 32000-1, 7.2 to 7.5) without using this product's own code. Files of other
 * programs can be read too.
 */
import { inflateSync } from 'node:zlib';

/** Names are strings with their slash: `/Link`. */
export type PdfObject = null | boolean | number | string | PdfText | Ref | PdfObject[] | Entries | Stream;

/** The entries of a dictionary by their keys without the slash. */
export type Entries = Map<string, PdfObject>;

/** A string object. */
export class PdfText {
	readonly bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	get text(): string {
		const bytes = Buffer.from(this.bytes);
		const isUtf16 = bytes[0] === 0xfe && bytes[1] === 0xff;
		return isUtf16 ? bytes.subarray(2).swap16().toString('utf16le') : bytes.toString('latin1');
	}
}

export class Ref {
	readonly id: number;

	constructor(id: number) {
		this.id = id;
	}

	toString(): string {
		return `${this.id} 0 R`;
	}
}

export class Stream {
	readonly dict: Entries;
	/** Still encoded. */
	readonly data: Uint8Array;

	constructor(dict: Entries, data: Uint8Array) {
		this.dict = dict;
		this.data = data;
	}

	/** @throws RangeError for a filter other than FlateDecode */
	decoded(): Buffer {
		const filter = [this.dict.get('Filter') ?? []].flat();
		if (filter.length === 0) return Buffer.from(this.data);
		if (filter.length > 1 || filter[0] !== '/FlateDecode') throw new RangeError(`filter ${filter.join(' ')}`);
		const parameters = this.dict.get('DecodeParms');
		const bytes = inflateSync(this.data);
		return parameters instanceof Map ? unpredicted(bytes, parameters) : bytes;
	}
}

/** Reverses the PNG predictors None and Up, which cross-reference streams use. */
function unpredicted(bytes: Buffer, parameters: Entries): Buffer {
	if (Number(parameters.get('Predictor') ?? 1) < 10) return bytes;
	const columns = Number(parameters.get('Columns'));
	const rows: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += columns + 1) {
		const above = rows.at(-1);
		const row = bytes.subarray(at + 1, at + 1 + columns);
		if (bytes[at] === 2) rows.push(row.map((byte, i) => byte + (above?.[i] ?? 0)) as Buffer);
		else if (bytes[at] === 0) rows.push(row);
		else throw new RangeError(`predictor ${bytes[at]}`);
	}
	return Buffer.concat(rows);
}

const TOKEN =
	/(?:[\0\s]|%[^\r\n]*)*(?:(?<name>\/[^\0\s()<>[\]{}/%]*)|(?<mark><<|>>|[[\]])|<(?<hex>[0-9A-Fa-f\s]*)>|\((?<literal>(?:[^\\()]|\\[\s\S]|\((?:[^\\()]|\\[\s\S])*\))*)\)|(?<ref>\d+) \d+ R\b|(?<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?<word>true|false|null))/y;

const WORDS: Readonly<Record<string, PdfObject>> = { true: true, false: false, null: null };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Reads objects one after another. */
class Parser {
	readonly #text: string;
	at: number;

	constructor(text: string, at: number) {
		this.#text = text;
		this.at = at;
	}

	/** @throws SyntaxError if there is no object */
	object(): PdfObject {
		const object = this.#next();
		if (object === undefined) throw new SyntaxError(`no object before ${this.at}`);
		return object;
	}

	/** The next object, or undefined at the end of an array or dictionary. */
	#next(): PdfObject | undefined {
		TOKEN.lastIndex = this.at;
		const groups = TOKEN.exec(this.#text)?.groups;
		if (!groups) throw new SyntaxError(`unreadable at ${this.at}`);
		this.at = TOKEN.lastIndex;
		const { name, mark, hex, literal, ref, number, word = '' } = groups;
		if (name !== undefined) return nameOf(name);
		if (mark === '[') return this.#items();
		if (mark === '<<') return entriesOf(this.#items());
		if (mark !== undefined) return undefined;
		if (hex !== undefined) return new PdfText(bytesOfHex(hex.replace(/\s/g, '')));
		if (literal !== undefined) return new PdfText(Buffer.from(unescaped(literal), 'latin1'));
		if (ref !== undefined) return new Ref(Number(ref));
		return number === undefined ? (WORDS[word] as PdfObject) : Number(number);
	}

	#items(): PdfObject[] {
		const items: PdfObject[] = [];
		for (let item = this.#next(); item !== undefined; item = this.#next()) items.push(item);
		return items;
	}
}

const nameOf = (syntax: string): string =>
	syntax.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const bytesOfHex = (hex: string): Buffer =>
	Buffer.from(hex.padEnd(hex.length + (hex.length % 2), '0'), 'hex');

const unescaped = (literal: string): string =>
	literal.replace(/\\(?:([0-7]{1,3})|(\r\n|[\s\S]))/g, (_, octal?: string, other = '') => {
		if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
		return /[\r\n]/.test(other) ? '' : (ESCAPES[other] ?? other);
	});

const entriesOf = (items: readonly PdfObject[]): Entries =>
	new Map(
		Array.from({ length: items.length / 2 }, (_, i) => [
			String(items[2 * i]).slice(1),
			items[2 * i + 1] as PdfObject,
		]),
	);

/** An object's offset in the file, or its place in an object stream. */
type Place = { readonly offset: number } | { readonly stream: number; readonly index: number };

/** The numbered objects of a file and its trailer. Object streams and cross-reference streams are not among them. */
export class PdfObjects {
	readonly numbered = new Map<number, PdfObject>();
	readonly trailer: Entries;
	readonly #text: string;
	/** The latest place of each object. */
	readonly #places = new Map<number, Place | 'free'>();
	readonly #streams = new Map<number, Parser[]>();

	/** @throws if the file is not a PDF */
	constructor(bytes: Uint8Array) {
		this.#text = Buffer.from(bytes).toString('latin1');
		const startxref = /startxref\s+(\d+)/.exec(this.#text.slice(this.#text.lastIndexOf('startxref')))?.[1];
		if (startxref === undefined) throw new SyntaxError('no startxref');
		this.trailer = this.#readSection(Number(startxref));
		for (let prev = this.trailer.get('Prev'); prev !== undefined; ) {
			prev = this.#readSection(prev as number).get('Prev');
		}
		for (const id of [...this.#places.keys()].sort((a, b) => a - b)) {
			const object = this.#read(id);
			const type = object instanceof Stream ? object.dict.get('Type') : undefined;
			if (object !== undefined && type !== '/ObjStm' && type !== '/XRef') this.numbered.set(id, object);
		}
	}

	/** The object that a reference points to; any other object is returned as it is. */
	resolve(object: PdfObject | undefined): PdfObject {
		if (!(object instanceof Ref)) return object ?? null;
		return this.numbered.get(object.id) ?? this.#read(object.id) ?? null;
	}

	/** Reads a cross-reference section. @returns its trailer */
	#readSection(startxref: number): Entries {
		if (!this.#text.startsWith('xref', startxref)) return this.#readSectionStream(startxref);
		const end = this.#text.indexOf('trailer', startxref);
		const [, ...numbers] = this.#text.slice(startxref, end).trim().split(/\s+/);
		while (numbers.length > 0) {
			const [start = 0, count = 0] = numbers.splice(0, 2).map(Number);
			for (let i = 0; i < count; i++) {
				const [offset, , kind] = numbers.splice(0, 3);
				this.#place(start + i, kind === 'n' ? { offset: Number(offset) } : 'free');
			}
		}
		return new Parser(this.#text, end + 'trailer'.length).object() as Entries;
	}

	#readSectionStream(startxref: number): Entries {
		const section = this.#objectAt(startxref) as Stream;
		const rows = section.decoded();
		const widths = section.dict.get('W') as number[];
		const index = (section.dict.get('Index') ?? [0, section.dict.get('Size')]) as number[];
		let at = 0;
		for (let run = 0; run < index.length; run += 2) {
			const [start = 0, count = 0] = index.slice(run, run + 2);
			for (let i = 0; i < count; i++) {
				const [kind = 1, second = 0, third = 0] = widths.map((width) => {
					at += width;
					return width === 0 ? undefined : rows.readUIntBE(at - width, width);
				});
				const inFile = kind === 1 ? { offset: second } : { stream: second, index: third };
				this.#place(start + i, kind === 0 ? 'free' : inFile);
			}
		}
		return section.dict;
	}

	/** Later sections are read first. */
	#place(id: number, place: Place | 'free'): void {
		if (!this.#places.has(id)) this.#places.set(id, place);
	}

	#read(id: number): PdfObject | undefined {
		const place = this.#places.get(id);
		if (place === undefined || place === 'free') return undefined;
		return 'offset' in place
			? this.#objectAt(place.offset, id)
			: this.#packed(place.stream)[place.index]?.object();
	}

	#objectAt(offset: number, id?: number): PdfObject {
		const head = /^\s*(\d+) \d+ obj/.exec(this.#text.slice(offset, offset + 40));
		if (!head || (id !== undefined && Number(head[1]) !== id))
			throw new SyntaxError(`object ${id} is elsewhere`);
		const parser = new Parser(this.#text, offset + head[0].length);
		const object = parser.object();
		const keyword = /^\s*stream\r?\n/.exec(this.#text.slice(parser.at, parser.at + 40))?.[0];
		if (keyword === undefined || !(object instanceof Map)) return object;
		const start = parser.at + keyword.length;
		const end = start + Number(this.resolve(object.get('Length')));
		if (!/^\s*endstream/.test(this.#text.slice(end, end + 20)))
			throw new SyntaxError(`stream ${id} has another length`);
		return new Stream(object, Buffer.from(this.#text.slice(start, end), 'latin1'));
	}

	/** A parser at each object of an object stream. */
	#packed(id: number): Parser[] {
		let parsers = this.#streams.get(id);
		if (!parsers) {
			const stream = this.#read(id) as Stream;
			const text = stream.decoded().toString('latin1');
			const numbers = text
				.slice(0, stream.dict.get('First') as number)
				.trim()
				.split(/\s+/)
				.map(Number);
			const first = stream.dict.get('First') as number;
			parsers = numbers.flatMap((offset, i) => (i % 2 === 1 ? [new Parser(text, first + offset)] : []));
			this.#streams.set(id, parsers);
		}
		return parsers;
	}
}

/** Writes a file with a cross-reference table and without object streams. */
export function writePdf(numbered: ReadonlyMap<number, PdfObject>, trailer: Entries): Buffer {
	const pieces: Buffer[] = [];
	let length = 0;
	const write = (text: string | Uint8Array): void => {
		const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : Buffer.from(text);
		pieces.push(bytes);
		length += bytes.length;
	};
	const size = Math.max(...numbered.keys()) + 1;
	const table = Array.from({ length: size }, () => '0000000000 65535 f ');
	write('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
	for (const [id, object] of numbered) {
		table[id] = `${`${length}`.padStart(10, '0')} 00000 n `;
		write(`${id} 0 obj\n`);
		if (object instanceof Stream) {
			write(`${syntaxOf(new Map([...object.dict, ['Length', object.data.length]]))}\nstream\n`);
			write(object.data);
			write('\nendstream');
		} else write(syntaxOf(object));
		write('\nendobj\n');
	}
	const kept = [...trailer].filter(([key]) => ['Root', 'Info', 'ID', 'Encrypt'].includes(key));
	const end = `xref\n0 ${size}\n${table.join('\n')}\ntrailer\n${syntaxOf(new Map([...kept, ['Size', size]]))}\n`;
	write(`${end}startxref\n${length}\n%%EOF\n`);
	return Buffer.concat(pieces);
}

function syntaxOf(object: PdfObject): string {
	if (object instanceof PdfText) return `<${Buffer.from(object.bytes).toString('hex')}>`;
	if (object instanceof Stream) throw new RangeError('a stream must be a numbered object');
	if (Array.isArray(object)) return `[${object.map(syntaxOf).join(' ')}]`;
	if (object instanceof Map) {
		return `<<${Array.from(object, ([key, value]) => `${nameSyntax(`/${key}`)} ${syntaxOf(value)}`).join('')}>>`;
	}
	return typeof object === 'string' ? nameSyntax(object) : String(object);
}

const nameSyntax = (name: string): string =>
	`/${name.slice(1).replace(/[^!-~]|[#()<>[\]{}/%]/g, (odd) => `#${odd.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;

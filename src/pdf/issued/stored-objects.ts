import { inflateSync } from 'node:zlib';
import type { ObjectPlace } from '../file/cross-reference.ts';
import {
	type Entries,
	matchAt,
	objectAt,
	parseArray,
	parseDictionary,
	parseNumber,
	parseReference,
	requiredEntry,
	UnreadablePdf,
} from '../file/syntax.ts';

/** An object in PDF syntax. */
export interface StoredObject {
	/** For a stream, its dictionary. */
	readonly syntax: string;
	/** A stream's bytes, still encoded. */
	readonly data?: Buffer;
}

/** The objects of a file by number. */
export class StoredObjects {
	readonly #text: string;
	readonly #places: ReadonlyMap<number, ObjectPlace>;
	/** Object streams read so far, by number. */
	readonly #streams = new Map<number, ObjectStream>();

	/** @param text the file as Latin-1 */
	constructor(text: string, places: ReadonlyMap<number, ObjectPlace>) {
		this.#text = text;
		this.#places = places;
	}

	/** @throws UnreadablePdf if there is no object with this number */
	get(id: number): StoredObject {
		const place = this.#places.get(id);
		if (place === undefined || place === 'free') throw new UnreadablePdf(NO_OBJECT);
		if ('offset' in place) return storedAt(this.#text, place.offset, id);
		const { text, starts } = this.#stream(place.stream);
		return { syntax: objectAt(text, starts[place.index] ?? text.length).syntax };
	}

	/** The object that a reference points to; any other object is returned as it is. */
	resolve(syntax: string): string {
		return syntax.endsWith(' R') ? this.get(parseReference(syntax)).syntax : syntax;
	}

	/** The dictionary that a reference points to. */
	dictionary(reference: string): Entries {
		return parseDictionary(this.get(parseReference(reference)).syntax);
	}

	#stream(id: number): ObjectStream {
		let stream = this.#streams.get(id);
		if (!stream) {
			const place = this.#places.get(id);
			if (!place || place === 'free' || 'stream' in place) throw new UnreadablePdf(NO_OBJECT);
			stream = readObjectStream(storedAt(this.#text, place.offset));
			this.#streams.set(id, stream);
		}
		return stream;
	}
}

const NO_OBJECT = 'a reference points to no object';
const OBJECT = /(\d+) 0 obj\n/y;
const STREAM = /\nstream\n/y;

/** The object at an offset. @throws UnreadablePdf if there is none, or one with another number */
export function storedAt(text: string, offset: number, id?: number): StoredObject {
	const number = matchAt(OBJECT, text, offset)?.[1];
	if (number === undefined || (id !== undefined && Number(number) !== id)) {
		throw new UnreadablePdf('an object is not at its offset');
	}
	const { syntax, end } = objectAt(text, OBJECT.lastIndex);
	if (!matchAt(STREAM, text, end)) return { syntax };
	const start = STREAM.lastIndex;
	const length = parseNumber(requiredEntry(parseDictionary(syntax), 'Length'));
	return { syntax, data: Buffer.from(text.slice(start, start + length), 'latin1') };
}

/** The content of a deflated stream. @throws UnreadablePdf for any other object */
export function inflated({ syntax, data }: StoredObject): Buffer {
	if (!data || parseDictionary(syntax).get('Filter') !== '/FlateDecode') {
		throw new UnreadablePdf('a deflated stream was expected');
	}
	try {
		return inflateSync(data);
	} catch {
		throw new UnreadablePdf('a stream cannot be inflated');
	}
}

interface ObjectStream {
	readonly text: string;
	/** Position of each object in the text, by index. */
	readonly starts: readonly number[];
}

/** Reads the objects' numbers and positions, which precede the objects (ISO 32000-1, 7.5.7). */
function readObjectStream(stream: StoredObject): ObjectStream {
	const text = inflated(stream).toString('latin1');
	const first = parseNumber(requiredEntry(parseDictionary(stream.syntax), 'First'));
	const header = parseArray(`[${text.slice(0, first)}]`).map(parseNumber);
	return { text, starts: header.filter((_, i) => i % 2 === 1).map((offset) => first + offset) };
}

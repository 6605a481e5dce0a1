import { inflateSync } from 'node:zlib';
import type { Place } from '../file/cross-reference.ts';
import {
	type Entries,
	entriesOf,
	entry,
	itemsOf,
	match,
	numberOf,
	objectAt,
	referenced,
	UnreadablePdf,
} from '../file/syntax.ts';

/** An object as a file has it. */
export interface Stored {
	readonly syntax: string;
	/** Of a stream: its bytes, still encoded. */
	readonly data?: Buffer;
}

/** The objects of a file by their numbers. */
export class StoredObjects {
	readonly #text: string;
	readonly #places: ReadonlyMap<number, Place>;
	/** Of the object streams that were read. */
	readonly #streams = new Map<number, ObjectStream>();

	/** @param text the file as Latin-1 */
	constructor(text: string, places: ReadonlyMap<number, Place>) {
		this.#text = text;
		this.#places = places;
	}

	/** @throws UnreadablePdf where there is none */
	get(id: number): Stored {
		const place = this.#places.get(id);
		if (place === undefined || place === 'free') throw new UnreadablePdf('a reference leads nowhere');
		if ('offset' in place) return storedAt(this.#text, place.offset, id);
		const { text, starts } = this.#stream(place.stream);
		return { syntax: objectAt(text, starts[place.index] ?? text.length).syntax };
	}

	/** An object where it is wanted, or what a reference to it leads to. */
	resolve(syntax: string): string {
		return syntax.endsWith(' R') ? this.get(referenced(syntax)).syntax : syntax;
	}

	/** The dictionary that a reference leads to. */
	dictionary(reference: string): Entries {
		return entriesOf(this.get(referenced(reference)).syntax);
	}

	#stream(id: number): ObjectStream {
		let stream = this.#streams.get(id);
		if (!stream) {
			const place = this.#places.get(id);
			if (!place || place === 'free' || 'stream' in place)
				throw new UnreadablePdf('a reference leads nowhere');
			stream = readObjectStream(storedAt(this.#text, place.offset));
			this.#streams.set(id, stream);
		}
		return stream;
	}
}

const OBJECT = /(\d+) 0 obj\n/y;
const STREAM = /\nstream\n/y;

/** The object that begins at an offset. @throws UnreadablePdf where there is none, or one of another number */
export function storedAt(text: string, offset: number, id?: number): Stored {
	const number = match(OBJECT, text, offset)?.[1];
	if (number === undefined || (id !== undefined && Number(number) !== id)) {
		throw new UnreadablePdf('there is no object where one should be');
	}
	const { syntax, end } = objectAt(text, OBJECT.lastIndex);
	if (!match(STREAM, text, end)) return { syntax };
	const start = STREAM.lastIndex;
	const length = numberOf(entry(entriesOf(syntax), 'Length'));
	return { syntax, data: Buffer.from(text.slice(start, start + length), 'latin1') };
}

/** What is in a deflated stream. */
export function inflated({ syntax, data }: Stored): Buffer {
	if (!data || entriesOf(syntax).get('Filter') !== '/FlateDecode') {
		throw new UnreadablePdf('there is no stream where one should be');
	}
	try {
		return inflateSync(data);
	} catch {
		throw new UnreadablePdf('a stream cannot be inflated');
	}
}

interface ObjectStream {
	readonly text: string;
	/** Where in the text each object begins. */
	readonly starts: readonly number[];
}

/** ISO 32000-1, 7.5.7: numbers and offsets of the objects, then the objects. */
function readObjectStream(stream: Stored): ObjectStream {
	const text = inflated(stream).toString('latin1');
	const first = numberOf(entry(entriesOf(stream.syntax), 'First'));
	const header = itemsOf(`[${text.slice(0, first)}]`).map(numberOf);
	return { text, starts: header.filter((_, i) => i % 2 === 1).map((offset) => first + offset) };
}

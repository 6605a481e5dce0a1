import { deflateSync } from 'node:zlib';
import { crossReferenceStream, type Place } from './cross-reference.ts';
import { DEFLATE } from './deflate.ts';
import type { Entries } from './syntax.ts';

/**
 * Puts a file together (ISO 32000-1, 7.5) from objects whose numbers are given: streams where they come, everything
 * else in one object stream, where hundreds of structure elements take as much as a page's content.
 */
export class FileWriter {
	readonly #chunks: Uint8Array[];
	#length: number;
	readonly #places: Place[] = ['free'];
	/** What goes into the object stream, by number. */
	readonly #objects: string[] = [];

	constructor(header: Uint8Array) {
		this.#chunks = [header];
		this.#length = header.length;
	}

	/** An object that is no stream. */
	object(id: number, syntax: string): void {
		this.#objects[id] = syntax;
	}

	/** A stream, its dictionary with its length. */
	stream(id: number, dictionary: string, data: Uint8Array): void {
		this.#places[id] = { offset: this.#length };
		this.#write(`${id} 0 obj\n${dictionary}\nstream\n`);
		this.#write(data);
		this.#write('\nendstream\nendobj\n');
	}

	#write(data: string | Uint8Array): void {
		const chunk = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
		this.#chunks.push(chunk);
		this.#length += chunk.length;
	}

	/**
	 * The file's bytes, in memory of their own: they can be moved to another thread and nothing else goes with them.
	 *
	 * @param last the highest number that was given to an object
	 * @throws RangeError when one of the numbers has no object, which readers would take for null
	 */
	end(last: number, trailer: Entries): Buffer {
		this.#writeObjectStream(last + 1);
		const [id, start] = [last + 2, this.#length];
		this.#places[id] = { offset: start };
		for (let number = 0; number <= id; number++) {
			if (this.#places[number] === undefined) throw new RangeError(`object ${number} was never written`);
		}
		const entries = new Map([['Size', `${id + 1}`], ...trailer]);
		this.#write(crossReferenceStream(id, new Map(this.#places.entries()), entries));
		this.#write(`startxref\n${start}\n%%EOF\n`);
		const file = Buffer.allocUnsafeSlow(this.#length);
		let at = 0;
		for (const chunk of this.#chunks) {
			file.set(chunk, at);
			at += chunk.length;
		}
		return file;
	}

	/** ISO 32000-1, 7.5.7. Ascending numbers and a parent before its kids make it small. */
	#writeObjectStream(id: number): void {
		let [header, body, index] = ['', '', 0];
		this.#objects.forEach((syntax, number) => {
			this.#places[number] = { stream: id, index: index++ };
			header += `${number} ${body.length} `;
			body += `${syntax}\n`;
		});
		const data = deflateSync(Buffer.from(header + body, 'latin1'), DEFLATE);
		this.stream(
			id,
			`<</Type/ObjStm/N ${index}/First ${header.length}/Filter/FlateDecode/Length ${data.length}>>`,
			data,
		);
	}
}

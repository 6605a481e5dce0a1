import { deflateSync } from 'node:zlib';
import { crossReferenceStream, type Place, ROW, writeRow } from './cross-reference.ts';
import { DEFLATE } from './deflate.ts';
import type { Entries } from './syntax.ts';

/**
 * Puts a file together (ISO 32000-1, 7.5) from objects whose numbers are given: streams where they come, everything
 * else in object streams, where hundreds of structure elements take as much as a page's content. What was written can be
 * taken at any time: of a file that is taken piece by piece only the places of its objects are kept.
 */
export class FileWriter {
	#chunks: Uint8Array[] = [];
	/** Bytes in the chunks, and bytes that were taken before them. */
	#length = 0;
	#taken = 0;
	/** Rows of the cross-reference stream by number. */
	#rows = Buffer.alloc(ROW * 256);
	/** What goes into the next object stream, by number. */
	#objects = new Map<number, string>();

	constructor(header: Uint8Array) {
		this.#write(header);
		this.#place(0, 'free');
	}

	/** An object that is no stream. */
	object(id: number, syntax: string): void {
		this.#objects.set(id, syntax);
	}

	/** A stream, its dictionary with its length. */
	stream(id: number, dictionary: string, data: Uint8Array): void {
		this.#place(id, { offset: this.#taken + this.#length });
		this.#write(`${id} 0 obj\n${dictionary}\nstream\n`);
		this.#write(data);
		this.#write('\nendstream\nendobj\n');
	}

	#write(data: string | Uint8Array): void {
		const chunk = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
		this.#chunks.push(chunk);
		this.#length += chunk.length;
	}

	#place(id: number, place: Place): void {
		const at = ROW * id;
		if (at >= this.#rows.length) {
			const rows = Buffer.alloc(2 * at);
			this.#rows.copy(rows);
			this.#rows = rows;
		}
		writeRow(this.#rows, at, place);
	}

	/** Writes the objects that came since the last time as object stream `id`. */
	flush(id: number): void {
		// Ascending numbers and a parent before its kids make it small.
		const objects = [...this.#objects].sort(([a], [b]) => a - b);
		let [header, body] = ['', ''];
		objects.forEach(([number, syntax], index) => {
			this.#place(number, { stream: id, index });
			header += `${number} ${body.length} `;
			body += `${syntax}\n`;
		});
		this.#objects.clear();
		const data = deflateSync(Buffer.from(header + body, 'latin1'), DEFLATE);
		this.stream(
			id,
			`<</Type/ObjStm/N ${objects.length}/First ${header.length}/Filter/FlateDecode/Length ${data.length}>>`,
			data,
		);
	}

	/** The bytes since the last time, in memory of their own: they can be moved to another thread and nothing else goes with them. */
	take(): Buffer {
		const bytes = Buffer.allocUnsafeSlow(this.#length);
		let at = 0;
		for (const chunk of this.#chunks) {
			bytes.set(chunk, at);
			at += chunk.length;
		}
		this.#taken += this.#length;
		[this.#chunks, this.#length] = [[], 0];
		return bytes;
	}

	/**
	 * The rest of the file, or all of it.
	 *
	 * @param last the highest number that was given to an object
	 * @throws RangeError when one of the numbers has no object, which readers would take for null
	 */
	end(last: number, trailer: Entries): Buffer {
		this.flush(last + 1);
		const [id, start] = [last + 2, this.#taken + this.#length];
		this.#place(id, { offset: start });
		for (let number = 1; number <= id; number++) {
			if (this.#rows[ROW * number] === 0) throw new RangeError(`object ${number} was never written`);
		}
		const run = { start: 0, count: id + 1 };
		const entries = new Map([['Size', `${run.count}`], ...trailer]);
		this.#write(crossReferenceStream(id, [run], this.#rows.subarray(0, ROW * run.count), entries));
		this.#write(`startxref\n${start}\n%%EOF\n`);
		return this.take();
	}
}

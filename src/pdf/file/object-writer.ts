import { deflateSync } from 'node:zlib';
import {
	crossReferenceStream,
	crossReferenceTable,
	type ObjectPlace,
	ROW_LENGTH,
	type Run,
	writeRow,
} from './cross-reference.ts';
import { DEFLATE } from './deflate.ts';
import type { Entries } from './syntax.ts';

const HEADER = Buffer.from('%PDF-1.7\n%\xff\xff\xff\xff\n', 'latin1');

/** An existing file that an update is appended to. */
export interface UpdatedFile {
	/** Bytes. */
	readonly length: number;
	/** The highest object number in use. */
	readonly lastObject: number;
}

/** Where a writer stopped, as plain data: another one can go on in another thread. */
export interface WrittenObjects {
	/** Bytes of the file. */
	readonly length: number;
	readonly lastObject: number;
	/** Rows of the cross-reference stream. */
	readonly rows: Uint8Array;
}

/** The most objects in one object stream: an index in it has two bytes. */
const MAX_COLLECTED = 0x1_0000;

/** Writes a font or a picture. @returns its object number */
export type Resource = (file: ObjectWriter) => number;

/**
 * Numbers and writes the objects of a file (ISO 32000-1, 7.5): a drawn document, merged documents, or an update to an
 * issued file.
 *
 * In a new file streams are written at once and all other objects go into object streams: hundreds of structure elements
 * would otherwise take as much room as a page's content. In an update every object is written at once, because an
 * earlier version's cross-reference table cannot point into an object stream.
 *
 * Bytes can be taken at any time. The writer then keeps only the positions of the objects in them.
 */
export class ObjectWriter {
	readonly #isUpdate: boolean;
	readonly #firstNew: number;
	#last: number;
	#chunks: Uint8Array[] = [];
	/** Total length of the chunks. */
	#length = 0;
	/** Bytes of the file before the chunks. */
	#before = 0;
	/** Rows of the cross-reference stream by object number; zeros where no object was written. */
	#rows = Buffer.alloc(ROW_LENGTH * 256);
	/** Objects for the next object stream, by number. */
	#collected = new Map<number, string>();

	/** @param begun the file that an update is appended to, or one that is not complete; without it a new file is written */
	constructor(begun?: UpdatedFile | WrittenObjects) {
		this.#isUpdate = begun !== undefined && !('rows' in begun);
		this.#last = begun?.lastObject ?? 0;
		this.#firstNew = this.#isUpdate ? this.#last + 1 : 1;
		if (begun) this.#before = begun.length;
		else {
			this.#append(HEADER);
			this.#place(0, 'free');
		}
		if (begun && 'rows' in begun) this.#rows = Buffer.from(begun.rows);
	}

	/** The highest object number that has been assigned. */
	get last(): number {
		return this.#last;
	}

	/** Assigns a number to an object that is written later. */
	reserve(): number {
		return ++this.#last;
	}

	/** Writes an object that is not a stream under its number. */
	object(id: number, syntax: string): void {
		if (this.#isUpdate) this.#appendObject(id, syntax);
		else this.#collected.set(id, syntax);
	}

	/** Writes an object that is not a stream. @returns its number */
	add(syntax: string): number {
		const id = this.reserve();
		this.object(id, syntax);
		return id;
	}

	/**
	 * Writes a stream under its number.
	 *
	 * @param dictionary complete, with the stream's length
	 */
	stream(id: number, dictionary: string, data: Uint8Array): void {
		this.#appendObject(id, dictionary, data);
	}

	/**
	 * Writes a stream.
	 *
	 * @param entries of its dictionary, without the length
	 * @returns its number
	 */
	addStream(entries: string, data: Uint8Array): number {
		const id = this.reserve();
		this.stream(id, `<<${entries}/Length ${data.length}>>`, data);
		return id;
	}

	/**
	 * Takes the bytes written since the last call. Their buffer holds nothing else, so it can be moved to another
	 * thread.
	 */
	take(): Buffer {
		this.#flush();
		const bytes = Buffer.allocUnsafeSlow(this.#length);
		let at = 0;
		for (const chunk of this.#chunks) {
			bytes.set(chunk, at);
			at += chunk.length;
		}
		this.#before += this.#length;
		[this.#chunks, this.#length] = [[], 0];
		return bytes;
	}

	/** Stops for now. All bytes must have been taken. */
	stop(): WrittenObjects {
		const rows = Uint8Array.from(this.#rows.subarray(0, ROW_LENGTH * (this.#last + 1)));
		return { length: this.#before, lastObject: this.#last, rows };
	}

	/**
	 * Takes the rest of the file, which ends with its cross-reference section.
	 *
	 * @param form `table` only to update a file that has a table (ISO 32000-1, 7.5.8.4)
	 * @throws RangeError if an assigned number has no object, which readers would take for null
	 */
	end(trailer: Entries, form: 'stream' | 'table' = 'stream'): Buffer {
		this.#flush();
		const start = this.#offset;
		const id = form === 'stream' ? this.reserve() : undefined;
		if (id !== undefined) this.#place(id, { offset: start });
		for (let number = this.#firstNew; number <= this.#last; number++) {
			if (!this.#isWritten(number)) throw new RangeError(`object ${number} was never written`);
		}
		const entries = new Map([['Size', `${this.#last + 1}`], ...trailer]);
		if (id === undefined) this.#append(crossReferenceTable(this.#runs(), this.#rows, entries));
		else {
			const { dictionary, data } = crossReferenceStream(this.#runs(), this.#rows, entries);
			this.stream(id, dictionary, data);
		}
		this.#append(`startxref\n${start}\n%%EOF\n`);
		return this.take();
	}

	/** Writes the collected objects as object streams. */
	#flush(): void {
		// Sorted by number, with parents before their kids, they deflate best.
		const objects = [...this.#collected].sort(([a], [b]) => a - b);
		this.#collected.clear();
		for (let at = 0; at < objects.length; at += MAX_COLLECTED)
			this.#objectStream(objects.slice(at, at + MAX_COLLECTED));
	}

	/** Writes an object stream (ISO 32000-1, 7.5.7). */
	#objectStream(objects: readonly [number: number, syntax: string][]): void {
		const id = this.reserve();
		let [header, body] = ['', ''];
		objects.forEach(([number, syntax], index) => {
			this.#place(number, { stream: id, index });
			header += `${number} ${body.length} `;
			body += `${syntax}\n`;
		});
		const data = deflateSync(Buffer.from(header + body, 'latin1'), DEFLATE);
		const entries = `/Type/ObjStm/N ${objects.length}/First ${header.length}/Filter/FlateDecode`;
		this.stream(id, `<<${entries}/Length ${data.length}>>`, data);
	}

	#appendObject(id: number, syntax: string, data?: Uint8Array): void {
		this.#place(id, { offset: this.#offset });
		this.#append(`${id} 0 obj\n${syntax}\n`);
		if (data) {
			this.#append('stream\n');
			this.#append(data);
			this.#append('\nendstream\n');
		}
		this.#append('endobj\n');
	}

	#append(data: string | Uint8Array): void {
		const chunk = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
		this.#chunks.push(chunk);
		this.#length += chunk.length;
	}

	get #offset(): number {
		return this.#before + this.#length;
	}

	#place(id: number, place: ObjectPlace): void {
		const at = ROW_LENGTH * id;
		if (at >= this.#rows.length) {
			const rows = Buffer.alloc(2 * (at + ROW_LENGTH));
			this.#rows.copy(rows);
			this.#rows = rows;
		}
		writeRow(this.#rows, at, place);
	}

	#isWritten(id: number): boolean {
		return (this.#rows[ROW_LENGTH * id] ?? 0) !== 0;
	}

	/** Runs of the objects in this section; only a new file has object 0. */
	#runs(): Run[] {
		const runs: { start: number; count: number }[] = this.#isUpdate ? [] : [{ start: 0, count: 1 }];
		for (let id = 1; id <= this.#last; id++) {
			if (!this.#isWritten(id)) continue;
			const run = runs.at(-1);
			if (run && id === run.start + run.count) run.count++;
			else runs.push({ start: id, count: 1 });
		}
		return runs;
	}
}

import { FileWriter } from './file-writer.ts';
import type { Entries } from './syntax.ts';

const HEADER = Buffer.from('%PDF-1.7\n%\xff\xff\xff\xff\n', 'latin1');

/** A file that gives its objects their numbers, and is taken piece by piece. */
export class NumberedFile {
	readonly #writer = new FileWriter(HEADER);
	#last = 0;

	/** The highest number that an object has. */
	get last(): number {
		return this.#last;
	}

	/** A number for an object that comes later. */
	reserve(): number {
		return ++this.#last;
	}

	object(id: number, syntax: string): void {
		this.#writer.object(id, syntax);
	}

	/** @returns the number of an object that is no stream */
	add(syntax: string): number {
		const id = this.reserve();
		this.object(id, syntax);
		return id;
	}

	/** @param dictionary with the length of the data. @returns the number of the stream */
	addStream(dictionary: string, data: Uint8Array): number {
		const id = this.reserve();
		this.#writer.stream(id, dictionary, data);
		return id;
	}

	/** What was added since the last time. */
	take(): Buffer {
		this.#writer.flush(this.reserve());
		return this.#writer.take();
	}

	/** The rest. */
	end(trailer: Entries): Buffer {
		return this.#writer.end(this.#last, trailer);
	}
}

import { badFile } from '../index/edition.ts';

/** Bounds the time that joining the parts of a line can take. No official file comes near it. */
const LONGEST_LINE = 1024 * 1024;

/** Splits bytes into lines as they arrive. Each line is read as UTF-8 or else as Windows-1252, which some CMS files use. */
export class LineSplitter {
	readonly #take: (line: string) => void;
	#rest: Buffer = Buffer.alloc(0);
	#lines = 0;

	constructor(take: (line: string) => void) {
		this.#take = take;
	}

	push(bytes: Uint8Array): void {
		const all = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
		let start = 0;
		for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10, start)) {
			this.#line(all.subarray(start, end));
			start = end + 1;
		}
		this.#rest = all.subarray(start);
		if (this.#rest.length > LONGEST_LINE)
			throw badFile('the line is longer than 1 MiB, so this is not a text file of codes.', 1 + this.#lines);
	}

	end(): void {
		if (this.#rest.length > 0) this.#line(this.#rest);
	}

	#line(bytes: Buffer): void {
		const text = decode(bytes);
		const line = text.endsWith('\r') ? text.slice(0, -1) : text;
		this.#take(this.#lines === 0 ? line.replace(/^\uFEFF/, '') : line);
		this.#lines++;
	}
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

function decode(bytes: Buffer): string {
	try {
		return utf8.decode(bytes);
	} catch {
		return windows1252.decode(bytes);
	}
}

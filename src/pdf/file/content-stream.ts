/** Most pages stay under this many bytes. */
const USUAL = 1 << 15;

/**
 * A page's operators as they are written (ISO 32000-1, 7.8.2). They go into one buffer at once: kept as strings until the
 * page is done, those of a long document are what garbage is collected for.
 */
export class ContentStream {
	#bytes = Buffer.allocUnsafeSlow(USUAL);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** @param operators Latin-1. */
	add(operators: string): void {
		const end = this.#length + operators.length;
		if (end >= this.#bytes.length) this.#grow(end + 1);
		this.#bytes.write(operators, this.#length, 'latin1');
		this.#bytes[end] = 0x0a;
		this.#length = end + 1;
	}

	#grow(least: number): void {
		const bytes = Buffer.allocUnsafeSlow(2 * least);
		this.#bytes.copy(bytes, 0, 0, this.#length);
		this.#bytes = bytes;
	}

	/** Takes back what was added after it had this length. */
	truncate(length: number): void {
		this.#length = length;
	}

	get bytes(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}
}

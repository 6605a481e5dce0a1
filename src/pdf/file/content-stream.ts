/** Bytes; most pages need fewer. */
const INITIAL_SIZE = 1 << 15;

/**
 * A page's operators (ISO 32000-1, 7.8.2), appended to one buffer as they are painted. Keeping strings until the page
 * was complete caused a tenth more garbage collections.
 */
export class ContentStream {
	#bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** @param operators Latin-1 */
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

	truncate(length: number): void {
		this.#length = length;
	}

	get bytes(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}
}

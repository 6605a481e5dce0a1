import { createHash } from 'node:crypto';
import type { ObjectWriter } from '../file/object-writer.ts';
import { dictionary, type Entries, renumbered, UnreadablePdf } from '../file/syntax.ts';
import type { StoredObjects } from './stored-objects.ts';

/** Objects of a merged file that several parts may share. Identical ones are written once. */
export class SharedObjects {
	readonly #file: ObjectWriter;
	/** Object numbers by the hash of what was written. */
	readonly #written = new Map<string, number>();

	constructor(file: ObjectWriter) {
		this.#file = file;
	}

	/** The number of an identical object, which is written if there is none. */
	number(syntax: string, data?: Uint8Array): number {
		const hash = createHash('sha256').update(syntax, 'latin1');
		if (data) hash.update('\nstream\n').update(data);
		const key = hash.digest('base64');
		let id = this.#written.get(key);
		if (id === undefined) {
			id = this.#file.reserve();
			if (data) this.#file.stream(id, syntax, data);
			else this.#file.object(id, syntax);
			this.#written.set(key, id);
		}
		return id;
	}
}

/** Copies objects from one part into the merged file, together with all objects that they refer to. */
export class PartCopy {
	readonly #objects: StoredObjects;
	readonly #shared: SharedObjects;
	/** Numbers in the merged file by those in the part; undefined while an object is being copied. */
	readonly #numbers = new Map<number, number | undefined>();

	constructor(objects: StoredObjects, shared: SharedObjects) {
		this.#objects = objects;
		this.#shared = shared;
	}

	/** Maps an object of the part to a number in the merged file, which the caller writes. */
	place(id: number, merged: number): void {
		this.#numbers.set(id, merged);
	}

	/**
	 * Copies what an object of the part refers to, and returns its syntax with the new references.
	 *
	 * @throws UnreadablePdf if a reference points to no object, or references form a cycle
	 */
	syntax(original: string): string {
		return renumbered(original, (id) => this.number(id));
	}

	/** Copies a dictionary, and replaces some of its entries with entries of the merged file. */
	dictionary(original: Entries, changes: Entries): string {
		const kept = Array.from(original).filter(([key]) => !changes.has(key));
		return dictionary(
			new Map([...kept.map(([key, value]) => [key, this.syntax(value)] as const), ...changes]),
		);
	}

	/** The number that an object of the part has in the merged file. It is copied at first use. */
	number(id: number): number {
		if (!this.#numbers.has(id)) {
			this.#numbers.set(id, undefined);
			const { syntax, data } = this.#objects.get(id);
			this.#numbers.set(id, this.#shared.number(this.syntax(syntax), data));
		}
		const merged = this.#numbers.get(id);
		if (merged === undefined) throw new UnreadablePdf('its references form a circle');
		return merged;
	}
}

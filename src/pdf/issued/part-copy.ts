import { createHash } from 'node:crypto';
import type { NumberedFile } from '../file/numbered-file.ts';
import { dictionary, type Entries, redirected, UnreadablePdf } from '../file/syntax.ts';
import type { StoredObjects } from './stored-objects.ts';

/** Objects of a file that is put together from others; what is the same in several is written once. */
export class SharedObjects {
	readonly #file: NumberedFile;
	/** Numbers by the hash of what was written. */
	readonly #known = new Map<string, number>();

	constructor(file: NumberedFile) {
		this.#file = file;
	}

	/** @returns the number of an object like this one */
	number(syntax: string, data?: Uint8Array): number {
		const hash = createHash('sha256').update(syntax, 'latin1');
		if (data) hash.update('\nstream\n').update(data);
		const key = hash.digest('base64');
		let id = this.#known.get(key);
		if (id === undefined) {
			id = data ? this.#file.addStream(syntax, data) : this.#file.add(syntax);
			this.#known.set(key, id);
		}
		return id;
	}
}

/** Takes objects over from one file, with all that they lead to: fonts and pictures become those that are there already. */
export class PartCopy {
	readonly #objects: StoredObjects;
	readonly #shared: SharedObjects;
	/** Numbers here by numbers there; none while the object is being taken over. */
	readonly #numbers = new Map<number, number | undefined>();

	constructor(objects: StoredObjects, shared: SharedObjects) {
		this.#objects = objects;
		this.#shared = shared;
	}

	/** What leads to an object there shall lead to one here. */
	place(there: number, here: number): void {
		this.#numbers.set(there, here);
	}

	/** An object's syntax, leading to what was taken over. @throws UnreadablePdf where it leads nowhere or in a circle */
	syntax(there: string): string {
		return redirected(there, (id) => this.number(id));
	}

	/** A dictionary's syntax with some of its entries changed to what they are here. */
	dictionary(there: Entries, changes: Entries): string {
		const kept = Array.from(there).filter(([key]) => !changes.has(key));
		return dictionary(
			new Map([...kept.map(([key, value]) => [key, this.syntax(value)] as const), ...changes]),
		);
	}

	/** The number here of an object there; it is taken over where it was not. */
	number(there: number): number {
		if (!this.#numbers.has(there)) {
			this.#numbers.set(there, undefined);
			const { syntax, data } = this.#objects.get(there);
			this.#numbers.set(there, this.#shared.number(this.syntax(syntax), data));
		}
		const here = this.#numbers.get(there);
		if (here === undefined) throw new UnreadablePdf('its objects lead in a circle');
		return here;
	}
}

import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Counts how many of the objects that were given out somebody still holds. */
export class Holding {
	readonly #given: WeakRef<object>[] = [];
	/** Each count. */
	readonly held: number[] = [];

	add(object: object): void {
		this.#given.push(new WeakRef(object));
	}

	async count(): Promise<void> {
		// What was dropped in this turn of the event loop can be collected in the next.
		await setImmediate();
		collect();
		this.held.push(this.#given.filter((reference) => reference.deref() !== undefined).length);
	}
}

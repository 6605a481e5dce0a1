import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Counts the objects that are still referenced. */
export class Holding {
	readonly #given: WeakRef<object>[] = [];
	/** The results of `count`, in order. */
	readonly held: number[] = [];

	add(object: object): void {
		this.#given.push(new WeakRef(object));
	}

	async count(): Promise<void> {
		// An object that was dropped in this turn of the event loop can be collected in the next one.
		await setImmediate();
		collect();
		this.held.push(this.#given.filter((reference) => reference.deref() !== undefined).length);
	}
}

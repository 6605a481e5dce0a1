import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A full collection on this thread, which does nothing else meanwhile, for some 30 ms. */
export function collectGarbage(): void {
	// What `node --expose-gc` does, for a program that cannot choose how it is started.
	setFlagsFromString('--expose-gc');
	runInNewContext('gc')();
	setFlagsFromString('--no-expose-gc');
}

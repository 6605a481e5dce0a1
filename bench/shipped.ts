import { readFileSync } from 'node:fs';
import { ROOT } from '../src/version.ts';

/** The arguments of Node in `npm start`, relative to the folder of `package.json`. */
export function shippedStart(): string[] {
	const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
	const [program, ...args] = scripts.start.split(' ');
	if (program !== 'node') throw new Error('npm start does not start Node');
	return args;
}

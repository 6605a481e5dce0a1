import { fileURLToPath } from 'node:url';
import { ROOT } from '../version.ts';

/** Returns the path of a folder that is shipped with the program, such as `templates/`. */
export function shippedFolder(name: string): string {
	return fileURLToPath(new URL(name, ROOT));
}

import { readFileSync } from 'node:fs';

/** The folder that holds `package.json`, `templates` and `dist`. */
export const ROOT = new URL('../../', import.meta.url);

const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string };

export const VERSION = version;

/** The name of the program in a document's metadata. */
export const PRODUCER = `superbill ${VERSION}`;

/** Locates a file that the build copied from a package, because the program reads it while it runs. */
export const packagedFile = (name: string): URL => new URL(`dist/files/${name}`, ROOT);

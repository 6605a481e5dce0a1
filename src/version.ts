import { readFileSync } from 'node:fs';

/** The folder that holds `package.json`, `templates` and `dist`. */
export const ROOT = new URL('../../', import.meta.url);

const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string };

export const VERSION = version;

/** Names the program in a document's metadata. */
export const PRODUCER = `superbill ${VERSION}`;

/** A file of a package that is read while the program runs; the build has put it there. */
export const packagedFile = (name: string): URL => new URL(`dist/files/${name}`, ROOT);

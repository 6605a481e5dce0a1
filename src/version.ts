import { readFileSync } from 'node:fs';

/** The folder that holds `package.json`, `templates` and `dist`. */
export const ROOT = new URL('../../', import.meta.url);

const { version } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string };

export const VERSION = version;

/** Names the program in a document's metadata. */
export const PRODUCER = `superbill ${VERSION}`;

import { readFileSync } from 'node:fs';

/** The installed version of a package. */
export function versionOf(name) {
	return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8'))
		.version;
}

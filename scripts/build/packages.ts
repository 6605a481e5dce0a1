import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something made by others that a release contains. */
export interface Component {
	readonly name: string;
	readonly version: string;
	/** An SPDX expression. */
	readonly license: string;
	readonly licenseText: string;
	/** Subresource Integrity of the archive that npm installs. */
	readonly integrity?: string;
	/** The packages that it asks for, whether or not they are shipped, as `name@version`. */
	readonly dependencies: readonly string[];
}

interface LockedPackage {
	readonly version: string;
	readonly license?: string;
	readonly integrity?: string;
	readonly dependencies?: object;
	readonly optionalDependencies?: object;
	readonly peerDependencies?: object;
}

const LOCK: Readonly<Record<string, LockedPackage>> = readJson('package-lock.json').packages;

/** Packages that do not name their license, and the license of the text that they contain. */
const LICENSE_BY_TEXT: ReadonlyMap<string, string> = new Map([['png-js', 'MIT']]);

/** Texts for packages that contain none, named after the package or after its license. */
const TEXTS = 'scripts/build/licenses';

/** Lists the packages that files in `node_modules` belong to. A package installed twice in one version is listed once. */
export function packagesOf(files: Iterable<string>): Component[] {
	const PACKAGE = /^node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/;
	const folders = new Set([...files].flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
	const components = new Map([...folders].sort().map((folder) => [idOf(folder), componentOf(folder)]));
	return [...components.values()];
}

/** Lists the folders of a package and everything that it needs, as far as it is installed and runs on glibc. */
export function withDependencies(folder: string, found = new Set<string>()): string[] {
	if (!found.has(folder) && existsSync(folder) && !folder.endsWith('-musl')) {
		found.add(folder);
		for (const dependency of dependenciesOf(folder)) withDependencies(dependency, found);
	}
	return [...found].sort();
}

function componentOf(folder: string): Component {
	const locked = LOCK[folder];
	if (locked === undefined) throw new Error(`${folder} is not in package-lock.json. Run npm ci.`);
	const name = nameOf(folder);
	const license = locked.license ?? LICENSE_BY_TEXT.get(name) ?? 'NONE';
	return {
		name,
		version: locked.version,
		license,
		licenseText: licenseTextOf(folder, license),
		...(locked.integrity && { integrity: locked.integrity }),
		dependencies: [...new Set(dependenciesOf(folder).map(idOf))].sort(),
	};
}

const nameOf = (folder: string) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

const idOf = (folder: string) => `${nameOf(folder)}@${LOCK[folder]?.version}`;

function dependenciesOf(folder: string): string[] {
	const { dependencies, optionalDependencies, peerDependencies } = LOCK[folder] as LockedPackage;
	return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).flatMap(
		(name) => resolve(folder, name) ?? [],
	);
}

/** Finds a package as Node does: next to the files of the one that asks for it, then further up. */
function resolve(folder: string, name: string): string | undefined {
	const candidate = join(folder, 'node_modules', name);
	if (candidate in LOCK) return candidate;
	return folder === ''
		? undefined
		: resolve(folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/'))), name);
}

function licenseTextOf(folder: string, license: string): string {
	const files = readdirSync(folder).sort();
	const texts = files
		.filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
		.map((file) => readFileSync(join(folder, file), 'utf8').trim());
	if (texts.length > 0) return texts.join('\n\n');
	const readme = files.find((file) => /^readme\.md$/i.test(file));
	const [, section] = (readme ? readFileSync(join(folder, readme), 'utf8') : '').split(/^#+ licen[cs]e\n/im);
	if (section?.includes('Permission is hereby granted')) return section.trim();
	const { author } = readJson(join(folder, 'package.json'));
	return `Copyright (c) ${author?.name ?? author}\n\n${standardText(license)}`;
}

/** @throws Error if there is no such text, so that nothing is shipped without one. */
export function standardText(name: string): string {
	return readFileSync(join(TEXTS, `${name}.txt`), 'utf8').trim();
}

export function readJson(file: string) {
	return JSON.parse(readFileSync(file, 'utf8'));
}

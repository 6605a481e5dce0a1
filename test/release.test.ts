import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import { intoFewFiles } from '../scripts/build/into-few-files.ts';
import { packagesOf } from '../scripts/build/packages.ts';

interface ListedComponent {
	readonly type: string;
	readonly name: string;
	readonly version?: string;
	readonly purl?: string;
	readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
	readonly licenses: readonly { readonly license?: { readonly id: string }; readonly expression?: string }[];
}

/** Licenses that allow anyone to ship the work with a program of any license, as long as their text comes with it. */
const ALLOWED = new Set(['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'OFL-1.1']);

const sbom = JSON.parse(readFileSync('dist/app/sbom.cdx.json', 'utf8'));
const components: readonly ListedComponent[] = sbom.components;
const libraries = components.filter(({ type }) => type === 'library');
const licenses = readFileSync('dist/app/LICENSES.txt', 'utf8');
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;

const temporary = mkdtempSync(join(tmpdir(), 'superbill-release-'));
t.teardown(() => rmSync(temporary, { recursive: true, force: true }));

const licenseOf = ({ licenses: [license] }: ListedComponent) =>
	license?.expression ?? license?.license?.id ?? 'none';

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The SHA-256 of every file in a folder. */
const sums = (folder: string) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name))
		.map((file) => [file.slice(folder.length), sha256(file)])
		.sort();

t.test('a second build in another folder, time zone and language has the same bytes', async (t) => {
	const folder = join(temporary, 'a/longer path');
	mkdirSync(join(folder, 'dist'), { recursive: true });
	for (const path of [
		'dist/src',
		'src',
		'node_modules',
		'package-lock.json',
		'package.json',
		'packs',
		'scripts',
	]) {
		symlinkSync(resolve(path), join(folder, path));
	}
	const child = spawn(process.execPath, [resolve('dist/scripts/build/bundle.js')], {
		cwd: folder,
		stdio: ['ignore', 'ignore', 'inherit'],
		env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8' },
	});
	t.strictSame(await once(child, 'close'), [0, null]);
	for (const part of ['dist/app', 'dist/files']) t.strictSame(sums(join(folder, part)), sums(part), part);
});

t.test('nothing names the folder in which it was built', async (t) => {
	for (const [file = ''] of sums('dist/app')) {
		t.notOk(readFileSync(`dist/app${file}`, 'utf8').includes(process.cwd()), file);
	}
});

t.test('the SBOM lists every package of which code is bundled', async (t) => {
	const bundled = await intoFewFiles(
		['dist/src/cli/main.js', 'dist/src/service/drawing/worker.js'],
		join(temporary, 'app'),
	);
	const listed = new Set(libraries.map(({ name, version }) => `${name}@${version}`));
	const packages = packagesOf(bundled);
	t.ok(packages.length > 100);
	for (const { name, version } of packages) t.ok(listed.has(`${name}@${version}`), name);
	// Native code, files, and a work within a package.
	for (const name of ['libsql', '@expo-google-fonts/noto-sans', 'swagger-ui-dist']) {
		t.ok(
			libraries.some((library) => library.name === name),
			name,
		);
	}
	t.notOk(
		libraries.some(({ name }) => name === 'brotli' || name === 'typescript'),
		'and only those',
	);
});

t.test('the SBOM lists every copied file with its SHA-256', async (t) => {
	const listed = components.filter(({ type }) => type === 'file');
	t.strictSame(
		listed.map(({ name, hashes }) => [name, hashes?.[0]?.content]).sort(),
		sums('dist/files').map(([file, sum]) => [`dist/files${file}`, sum]),
	);
});

t.test('every listed package is a locked dependency, with the hash of its archive', async (t) => {
	const locked = Object.entries<{ version: string; integrity: string }>(lock);
	for (const { name, version, purl, hashes } of libraries.filter(({ name }) => name !== 'swagger-ui-dist')) {
		const [, found] =
			locked.find(([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version) ??
			[];
		const integrity = `sha512-${Buffer.from(hashes?.[0]?.content ?? '', 'hex').toString('base64')}`;
		t.equal(integrity, found?.integrity, name);
		t.equal(purl, `pkg:npm/${name.replace('@', '%40')}@${version}`);
	}
});

t.test('every component has a license that allows us to ship it', async (t) => {
	for (const component of components) {
		for (const license of licenseOf(component).split(' AND ')) {
			const choice = license.replace(/^\((.*)\)$/, '$1').split(' OR ');
			t.ok(
				choice.some((one) => ALLOWED.has(one)),
				`${component.name}: ${license}`,
			);
		}
	}
});

t.test('the text of every license is shipped', async (t) => {
	const [, ...sections] = `\n${licenses}`.split(/^(\S+ \d\S* \(.+\))$/m);
	for (const library of libraries) {
		const heading = sections.indexOf(`${library.name} ${library.version} (${licenseOf(library)})`);
		t.match(
			sections[heading + 1],
			/Permission (?:is hereby granted|to use)|Redistribution and use|Apache License/i,
			library.name,
		);
	}
	t.match(licenses, /SIL OPEN FONT LICENSE Version 1\.1/);
	t.notMatch(licenses, /undefined/);
});

t.test('the SBOM knows which package needs which', async (t) => {
	const refs = new Set(components.map((component) => component.purl ?? component.name));
	t.equal(refs.size, components.length, 'no component is listed twice');
	const needs = new Map<string, readonly string[]>(
		sbom.dependencies.map(({ ref, dependsOn }: { ref: string; dependsOn: string[] }) => [ref, dependsOn]),
	);
	for (const [ref, dependsOn] of needs)
		t.strictSame(
			dependsOn.filter((other) => !refs.has(other)),
			[],
			ref,
		);
	const [libsql] = libraries.filter(({ name }) => name === 'libsql');
	t.match(needs.get(libsql?.purl as string)?.join(' '), /%40neon-rs\/load@\S+ .*detect-libc@|%40libsql\//);
});

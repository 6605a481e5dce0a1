/**
 * Makes a release of a build: in dist/release, or in the folder that is named,
 *
 *   superbill                            what a machine needs to run it, and what the image holds
 *   superbill-VERSION-PLATFORM.tar.gz    the same in one file
 *   superbill-VERSION-PLATFORM.cdx.json  what it is made of: the SBOM
 *   superbill-VERSION-PLATFORM.licenses.txt
 *   SHA256SUMS
 *
 * The same sources give the same bytes, whoever builds them, where and when.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { readJson, withDependencies } from './packages.ts';

const CONTENTS = ['LICENSE', 'NOTICE', 'package.json', 'dist/app', 'dist/files', 'packs', 'templates'];

const out = process.argv[2] ?? 'dist/release';
const release = `superbill-${readJson('package.json').version}-${process.platform}-${process.arch}`;

rmSync(out, { recursive: true, force: true });
for (const path of [...CONTENTS, ...withDependencies('node_modules/libsql')]) {
	cpSync(path, join(out, 'superbill', path), { recursive: true });
}

// The umask of whoever cloned and builds must not matter, and the user of the image must be able to read everything.
execFileSync('chmod', ['-R', 'u=rwX,go=rX', join(out, 'superbill')]);

/** GNU tar. Order, times and owners do not come from the machine. npm packs with the same time. */
const tar = execFileSync(
	'tar',
	[
		'--create',
		'--format=ustar',
		'--sort=name',
		'--mtime=1985-10-26 08:15:00Z',
		'--owner=0',
		'--group=0',
		'--numeric-owner',
		`--directory=${out}`,
		'superbill',
	],
	{ maxBuffer: 2 ** 30, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
);

const files: readonly (readonly [name: string, contents: Uint8Array])[] = [
	['cdx.json', readFileSync('dist/app/sbom.cdx.json')],
	['licenses.txt', readFileSync('dist/app/LICENSES.txt')],
	// The gzip of Node differs between its versions and processors.
	['tar.gz', gzipSync(tar, { mtime: 0 })],
];
const sums = files.map(([extension, contents]) => {
	const name = `${release}.${extension}`;
	writeFileSync(join(out, name), contents);
	return `${createHash('sha256').update(contents).digest('hex')}  ${name}\n`;
});
writeFileSync(join(out, 'SHA256SUMS'), sums.join(''));

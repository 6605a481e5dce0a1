/**
 * The last step of a build. `dist/app` gets the command line, its threads, the rule packs as JSON, the licenses of everything
 * that is shipped, and a list of it. `dist/files` gets the files that the program reads at run time. The only other package
 * that it needs is `libsql`, which is native code and cannot be bundled.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { intoFewFiles } from './into-few-files.ts';
import { type Component, packagesOf, readJson, standardText, withDependencies } from './packages.ts';
import { buildPages, SWAGGER_UI } from './pages.ts';
import { sbomOf } from './sbom.ts';

/** Files of packages by their names in `dist/files`. Their own license may not be that of the package. */
const FILES: Readonly<Record<string, { readonly from: string; readonly license: string }>> = {
	'NotoSans_400Regular.ttf': {
		from: 'node_modules/@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
		license: 'OFL-1.1',
	},
	'NotoSans_600SemiBold.ttf': {
		from: 'node_modules/@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf',
		license: 'OFL-1.1',
	},
};

/** Works that packages contain without saying so in a way that npm knows. */
const WITHIN_PACKAGES: readonly Component[] = [
	{
		name: 'swagger-ui-dist',
		version: readJson('node_modules/@fastify/swagger-ui/package.json').devDependencies['swagger-ui-dist'],
		license: 'Apache-2.0',
		licenseText: standardText('swagger-ui-dist'),
		dependencies: [],
	},
];

for (const folder of ['dist/app', 'dist/files']) rmSync(folder, { recursive: true, force: true });

for (const [name, { from }] of Object.entries(FILES)) cpSync(from, join('dist/files', name));

const bundled = await intoFewFiles(
	['dist/src/cli/main.js', 'dist/src/service/drawing/worker.js', 'dist/src/intake/thread/reader.js'],
	'dist/app',
);

const pages = await buildPages('dist/files/pages');

// Reading JSON is faster than reading YAML (src/start/rule-packs.ts).
for (const file of readdirSync('packs', { recursive: true, encoding: 'utf8' })) {
	if (!file.endsWith('.yaml')) continue;
	const path = join('dist/app/packs', `${file}.json`);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, JSON.stringify(parse(readFileSync(join('packs', file), 'utf8'))));
}

const components = [
	...packagesOf([
		...bundled,
		...pages,
		...Object.values(FILES).map(({ from }) => from),
		SWAGGER_UI,
		...withDependencies('node_modules/libsql'),
	]),
	...WITHIN_PACKAGES,
];
const texts = [
	...components.map(
		({ name, version, license, licenseText }) => `${name} ${version} (${license})\n\n${licenseText}`,
	),
];
writeFileSync('dist/app/LICENSES.txt', `${texts.join('\n\n')}\n`);
const copied = readdirSync('dist/files', { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile())
	.map(({ parentPath, name }) => ({
		path: join(parentPath, name),
		license: FILES[name]?.license ?? 'Apache-2.0',
	}));
writeFileSync('dist/app/sbom.cdx.json', `${JSON.stringify(sbomOf(components, copied), null, '\t')}\n`);

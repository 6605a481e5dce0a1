/**
 * The last step of a build. `dist/app` gets the command line and the threads, `dist/files` the files that they
 * read at run time. The only other package that the program needs is `libsql`.
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { intoFewFiles } from './into-few-files.ts';

/** Files of packages by their names in `dist/files`. */
const FILES = {
	'NotoSans_400Regular.ttf': 'node_modules/@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
	'NotoSans_700Bold.ttf': 'node_modules/@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
	'sRGB_IEC61966_2_1.icc': 'node_modules/pdfkit/js/data/sRGB_IEC61966_2_1.icc',
	'swagger-ui': 'node_modules/@fastify/swagger-ui/static',
};

for (const [name, file] of Object.entries(FILES)) cpSync(file, join('dist/files', name), { recursive: true });

const bundled = await intoFewFiles(
	['dist/src/cli/main.js', 'dist/src/service/drawing/worker.js', 'dist/src/intake/thread/reader.js'],
	'dist/app',
);

// Distributing the program distributes these packages, so their licences go with it.
const PACKAGE = /^node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/;
const packages = new Set(
	[...bundled, ...Object.values(FILES)].flatMap((file) => PACKAGE.exec(file)?.[0] ?? []),
);
writeFileSync('dist/app/LICENSES.txt', [...packages].sort().map(licence).join('\n'));

function licence(folder: string): string {
	const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const texts = readdirSync(folder)
		.filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
		.map((file) => readFileSync(join(folder, file), 'utf8').trim());
	return `${[`${name} ${version} (${license})`, ...texts].join('\n\n')}\n`;
}

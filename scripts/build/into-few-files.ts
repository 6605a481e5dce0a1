import { type BuildOptions, build, type Plugin } from 'esbuild';

/** CommonJS packages expect these. */
const COMMON_JS = `import { createRequire as commonJsRequire } from 'node:module';
import { fileURLToPath as commonJsPath } from 'node:url';
const require = commonJsRequire(import.meta.url);
const __filename = commonJsPath(import.meta.url);
const __dirname = commonJsPath(new URL('.', import.meta.url));`;

/** Modules that packages load but this program never calls. They would cost each thread time and memory. */
const NEVER_CALLED = [
	// fontkit unpacks WOFF2 with it; we accept only TrueType files.
	'brotli/decompress.js',
	// pdfkit breaks lines with it; we break them ourselves.
	'linebreak',
	// pdfkit encrypts with them; PDF/A forbids encryption.
	'@noble/ciphers/aes',
	// debug colors its messages with it, if it happens to be installed; nothing turns them on.
	'supports-color',
	// zod's messages in fifty languages; English is imported separately.
	'../locales/index.js',
];

const leaveOut: Plugin = {
	name: 'leave-out',
	setup({ onResolve, onLoad }) {
		const filter = new RegExp(`^(?:${NEVER_CALLED.join('|').replaceAll('.', '\\.')})$`);
		onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }));
		onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
	},
};

/** fontkit takes long to evaluate, which a thread that never draws can do without. */
const fontkitWhenUsed: Plugin = {
	name: 'fontkit-when-used',
	setup({ onResolve, onLoad, resolve }) {
		onResolve({ filter: /^fontkit$/ }, ({ path, namespace, resolveDir, pluginData }) => {
			if (pluginData === 'as it is') return undefined;
			if (namespace !== 'when-used') return { path, namespace: 'when-used', pluginData: resolveDir };
			return resolve(path, { kind: 'import-statement', resolveDir, pluginData: 'as it is' });
		});
		onLoad({ filter: /./, namespace: 'when-used' }, ({ pluginData: resolveDir }) => ({
			contents: "export const create = (file) => require('fontkit').create(file);",
			resolveDir,
		}));
	},
};

/** Options of both kinds of bundle. */
const COMMON = {
	bundle: true,
	platform: 'node',
	target: 'node20',
	// Native code.
	external: ['libsql', 'pg-native'],
	plugins: [leaveOut, fontkitWhenUsed],
	// Names in the bundle depend on paths: a linked node_modules must not change them.
	preserveSymlinks: true,
	minifyWhitespace: true,
	minifySyntax: true,
	metafile: true,
	logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Puts compiled modules and the packages that they import into a folder of few files, because a start spends most of
 * its time finding and reading many small ones. Modules that are imported dynamically stay separate.
 * @returns the paths of all bundled modules
 */
export async function intoFewFiles(entryPoints: readonly string[], outdir: string): Promise<string[]> {
	const { metafile } = await build({
		entryPoints: [...entryPoints],
		outdir,
		entryNames: '[name]',
		...COMMON,
		splitting: true,
		format: 'esm',
		banner: { js: COMMON_JS },
	});
	return Object.keys(metafile.inputs);
}

/**
 * Puts a compiled module and everything that it imports into one CommonJS file, which both kinds of modules can load.
 * @returns the paths of all bundled modules
 */
export async function intoCommonJs(entryPoint: string, outfile: string): Promise<string[]> {
	const { metafile } = await build({
		entryPoints: [entryPoint],
		outfile,
		...COMMON,
		format: 'cjs',
		banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
		define: { 'import.meta.url': 'moduleUrl' },
	});
	return Object.keys(metafile.inputs);
}

import { build, type Plugin } from 'esbuild';

/** Packages of CommonJS expect these. */
const COMMON_JS = `import { createRequire as commonJsRequire } from 'node:module';
import { fileURLToPath as commonJsPath } from 'node:url';
const require = commonJsRequire(import.meta.url);
const __filename = commonJsPath(import.meta.url);
const __dirname = commonJsPath(new URL('.', import.meta.url));`;

/** What packages load and this program never calls: it would cost each thread time and memory. */
const NEVER_CALLED = [
	// fontkit unpacks WOFF2 by it; only TrueType files are taken.
	'brotli/decompress.js',
	// pdfkit breaks lines by it; lines come broken.
	'linebreak',
	// pdfkit encrypts by them; PDF/A forbids that.
	'@noble/ciphers/aes',
	// @fastify/static lists files by it, unless it looks for each when it is asked for.
	'glob',
	// zod's messages in fifty languages; English comes another way.
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

/**
 * Puts compiled modules and the packages that they import into a folder of few files, because a start spends most of
 * its time on finding and reading many small ones. What is imported later stays apart.
 * @returns the paths of all that went in.
 */
export async function intoFewFiles(entryPoints: readonly string[], outdir: string): Promise<string[]> {
	const { metafile } = await build({
		entryPoints: [...entryPoints],
		outdir,
		entryNames: '[name]',
		bundle: true,
		splitting: true,
		platform: 'node',
		target: 'node20',
		format: 'esm',
		banner: { js: COMMON_JS },
		// Native code.
		external: ['libsql', 'pg-native'],
		plugins: [leaveOut],
		minifyWhitespace: true,
		minifySyntax: true,
		metafile: true,
		logLevel: 'warning',
	});
	return Object.keys(metafile.inputs);
}

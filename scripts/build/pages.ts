/**
 * Builds the two pages of the service into a folder: the front desk (`/`) and the developers' view (`/docs`), with Swagger UI
 * and its React. Also builds the frame of the pages about problems, which the service fills in. The names of their files hold a hash of the contents, so that browsers can keep them for good, and each file
 * also exists compressed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { build } from 'esbuild';
import { gzipSync } from 'fflate';

/** The package whose copy of Swagger UI the pages use. */
export const SWAGGER_UI = 'node_modules/@fastify/swagger-ui/static';

const PAGES = [
	{
		html: 'front-desk.html',
		title: 'Superbill front desk',
		entry: 'src/browser/front-desk/main.ts',
		swaggerCss: false,
	},
	{ html: 'docs.html', title: 'Superbill API', entry: 'src/browser/docs/main.ts', swaggerCss: true },
];

/** @returns the paths of all modules in the bundles */
export async function buildPages(outdir: string): Promise<string[]> {
	mkdirSync(join(outdir, 'assets'), { recursive: true });
	const keep = (name: string, contents: Uint8Array): string => {
		const { name: stem, ext } = parse(name);
		const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10);
		const file = `${stem}.${hash}${ext}`;
		writeFileSync(join(outdir, 'assets', file), contents);
		// The same bytes from every version of Node.
		writeFileSync(join(outdir, 'assets', `${file}.gz`), gzipSync(contents, { level: 9, mtime: 0 }));
		return `/assets/${file}`;
	};
	const copy = (name: string) => keep(name, readFileSync(join(SWAGGER_UI, name)));
	const [icon, swaggerJs, swaggerCss] = [
		copy('favicon-32x32.png'),
		copy('swagger-ui-bundle.js'),
		copy('swagger-ui.css'),
	];
	const { outputFiles, metafile } = await build({
		entryPoints: [
			...PAGES.map(({ entry, html }) => ({ in: entry, out: parse(html).name })),
			{ in: 'src/browser/error-page.css', out: 'error-page' },
		],
		outdir: 'pages',
		bundle: true,
		format: 'iife',
		platform: 'browser',
		target: 'es2022',
		// The files alone decide the bytes, not a tsconfig.json that is found or not.
		tsconfigRaw: { compilerOptions: { jsx: 'react', verbatimModuleSyntax: true } },
		minify: true,
		// Same bytes wherever the repository is.
		preserveSymlinks: true,
		write: false,
		metafile: true,
		logLevel: 'warning',
	});
	const built = new Map(
		outputFiles.map(({ path, contents }) => [parse(path).base, keep(parse(path).base, contents)]),
	);
	for (const { html, title, swaggerCss: hasSwaggerCss } of PAGES) {
		const { name } = parse(html);
		const styles = [...(hasSwaggerCss ? [swaggerCss] : []), built.get(`${name}.css`)];
		writeFileSync(
			join(outdir, html),
			`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" type="image/png" href="${icon}">
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
<script defer src="${swaggerJs}"></script>
<script defer src="${built.get(`${name}.js`)}"></script>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The service itself does not: see /openapi.json.</noscript>
</body>
</html>
`,
		);
	}
	writeFileSync(
		join(outdir, 'error-page.html'),
		`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" type="image/png" href="${icon}">
<link rel="stylesheet" href="${built.get('error-page.css')}">
</head>
<body>
<main>
{body}
</main>
</body>
</html>
`,
	);
	return Object.keys(metafile.inputs);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ROOT } from './fixtures/cases.ts';

/** Folders whose code is a matter of values alone. */
const PURE = [
	'src/superbill/',
	'src/rules/',
	'src/codes/',
	'src/page/',
	'src/templates/',
	'src/practices/',
	'src/visits/',
	'src/intake/',
];

/** What pure code must not reach, directly or by way of another file. */
const FORBIDDEN = /^(?:@?fastify(?:[/-]|$)|helmet$|pdfkit$|fontkit$|src\/(?:http|cli|pdf)\/)/;

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`: types, too. */
const IMPORTS = /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** Package names as they are, files as paths from the root. */
function imports(file: string, source: string): string[] {
	return Array.from(source.matchAll(IMPORTS), ([, from, bare]) => {
		const specifier = (from ?? bare) as string;
		return specifier.startsWith('.') ? join(file, '..', specifier) : specifier;
	});
}

/** Every way from a pure file to something forbidden, as `a → b → c`. */
function violations(sources: ReadonlyMap<string, string>): string[] {
	const found: string[] = [];
	for (const start of sources.keys()) {
		if (!PURE.some((folder) => start.startsWith(folder))) continue;
		const seen = new Set([start]);
		const ways = [[start]];
		for (const way of ways) {
			const file = way.at(-1) as string;
			for (const next of imports(file, sources.get(file) ?? '')) {
				if (FORBIDDEN.test(next)) found.push([...way, next].join(' → '));
				else if (!seen.has(next)) ways.push([...way, next]);
				seen.add(next);
			}
		}
	}
	return found;
}

function readSources(): Map<string, string> {
	const root = fileURLToPath(ROOT);
	return new Map(
		readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => [join('src', file), readFileSync(join(root, 'src', file), 'utf8')]),
	);
}

t.test('pure code reaches no framework, no PDF library, no HTTP and no command line', async (t) => {
	const sources = readSources();
	for (const folder of PURE) {
		t.ok(
			[...sources.keys()].some((file) => file.startsWith(folder)),
			`${folder} has files`,
		);
	}
	t.strictSame(violations(sources), []);
});

t.test('a forbidden import is found however it is written and however far away', async (t) => {
	const offences: readonly [string, string][] = [
		["import Fastify from 'fastify';", 'fastify'],
		["import type { FastifyReply } from 'fastify';", 'fastify'],
		["import rateLimit from '@fastify/rate-limit';", '@fastify/rate-limit'],
		["import helmet from 'helmet';", 'helmet'],
		["import { z } from 'fastify-type-provider-zod';", 'fastify-type-provider-zod'],
		["import PDFDocument from 'pdfkit';", 'pdfkit'],
		["import {\n\tcreate,\n\topen,\n} from 'fontkit';", 'fontkit'],
		["export { hasGlyph } from '../pdf/fonts/faces.ts';", 'src/pdf/fonts/faces.ts'],
		["import '../http/app.ts';", 'src/http/app.ts'],
		["const main = await import('../cli/main.ts');", 'src/cli/main.ts'],
	];
	for (const [source, target] of offences) {
		t.strictSame(violations(new Map([['src/rules/text.ts', source]])), [`src/rules/text.ts → ${target}`]);
	}
	t.strictSame(
		violations(
			new Map([
				['src/superbill/money.ts', "import { a } from '../rules/a.ts';"],
				['src/rules/a.ts', "import { service } from '../service.ts';"],
				['src/service.ts', "import { draw } from './pdf/draw.ts';"],
			]),
		),
		[
			'src/superbill/money.ts → src/rules/a.ts → src/service.ts → src/pdf/draw.ts',
			'src/rules/a.ts → src/service.ts → src/pdf/draw.ts',
		],
	);
});

t.test('code that is not pure may import what it likes, and circles end', async (t) => {
	t.strictSame(
		violations(
			new Map([
				['src/http/app.ts', "import Fastify from 'fastify';"],
				['src/rules/a.ts', "import { b } from './b.ts'; import { z } from 'zod';"],
				['src/rules/b.ts', "import { a } from './a.ts';"],
			]),
		),
		[],
	);
});

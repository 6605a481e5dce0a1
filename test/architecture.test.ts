import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ROOT } from './fixtures/cases.ts';

/** Files by their paths from the root of the repository, like `src/text/json.ts`. */
type Sources = ReadonlyMap<string, string>;

/** A row of the table in docs/architecture.md. */
interface FolderRow {
	/** A folder or a loose file of `src`, like `pdf/layout` or `app.ts`. */
	readonly name: string;
	readonly isPure: boolean;
	readonly imports: readonly string[];
}

/** Packages and modules that pure code must not import: frameworks, PDF libraries, databases, the disk, the network. */
const IMPURE =
	/^(?:@?fastify(?:[/-]|$)|helmet$|pdfkit$|fontkit$|kysely$|pg(?:$|-boss)|libsql$|pino$|node:(?:fs|https?|net|tls|dns|dgram|child_process|worker_threads|cluster|os|process)(?:\/|$))/;

/** Matches `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`, types included. */
const IMPORTS = /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** Package names as they are written, files as paths from the root. */
function importsOf(file: string, source: string): string[] {
	return Array.from(source.matchAll(IMPORTS), ([, from, bare]) => {
		const specifier = (from ?? bare) as string;
		return specifier.startsWith('.') ? join(file, '..', specifier) : specifier;
	});
}

/** The row that a file belongs to: its folder, or the file itself where it is loose in `src`. */
function rowOf(file: string): string {
	const path = file.replace(/^src\//, '');
	return path.includes('/') ? dirname(path) : path;
}

function folderOffences(rows: readonly FolderRow[], sources: Sources): string[] {
	const offences: string[] = [];
	const used = new Map(rows.map(({ name }) => [name, new Set<string>()]));
	const places = new Map(rows.map(({ name }, place) => [name, place]));
	const pure = new Set(rows.filter(({ isPure }) => isPure).map(({ name }) => name));
	for (const [file, source] of sources) {
		const own = rowOf(file);
		if (!places.has(own)) offences.push(`${own} has no row`);
		for (const target of importsOf(file, source)) {
			if (!target.startsWith('src/')) {
				if (pure.has(own) && IMPURE.test(target))
					offences.push(`${own} is pure, but ${file} imports ${target}`);
				continue;
			}
			const other = rowOf(target);
			if (other === own) continue;
			used.get(own)?.add(other);
			if (!rows.some(({ name, imports }) => name === own && imports.includes(other))) {
				offences.push(`${own} may not import ${other}, but ${file} does`);
			}
		}
	}
	for (const [place, { name, isPure, imports }] of rows.entries()) {
		if (![...sources.keys()].some((file) => rowOf(file) === name)) offences.push(`${name} does not exist`);
		for (const other of imports) {
			if (!used.get(name)?.has(other))
				offences.push(`${name} does not import ${other}; take it out of the row`);
			if ((places.get(other) ?? Number.POSITIVE_INFINITY) >= place)
				offences.push(`${name} imports upward: ${other}`);
			if (isPure && !pure.has(other)) offences.push(`${name} is pure, but imports ${other}`);
		}
	}
	return [...new Set(offences)];
}

/** Reads `| \`folder\` | what it knows | pure | imports |` rows. */
function readRows(document: string): FolderRow[] {
	return Array.from(
		document.matchAll(/^\| `([\w./-]+)` \| [^|]+ \| (pure)? *\|([^|]*)\|$/gm),
		([, name = '', pure, imports = '']) => ({
			name,
			isPure: pure !== undefined,
			imports: Array.from(imports.matchAll(/`([\w./-]+)`/g), ([, other]) => other as string),
		}),
	);
}

/** Each exported name that several files declare, with those files. */
function sharedNames(sources: Sources): [name: string, files: string][] {
	const files = new Map<string, Set<string>>();
	for (const [file, source] of sources) {
		for (const [, name = ''] of source.matchAll(
			/^export (?:declare |abstract |async )*(?:interface|type|class|function\*?|const|let|enum) (\w+)/gm,
		)) {
			files.set(name, (files.get(name) ?? new Set()).add(file));
		}
	}
	return [...files].filter(([, { size }]) => size > 1).map(([name, of]) => [name, [...of].sort().join(', ')]);
}

/** Names that several files may export, each with the reason. */
const SHARED_NAMES: Readonly<Record<string, string>> = {};

/** Folders with more files of their own than the limit, each with the reason. */
const LARGE_FOLDERS: Readonly<Record<string, string>> = {
	'src/superbill':
		'most files are one kind of value, such as an NPI or an amount, and have less than 60 lines',
};

const MOST_FILES = 16;
const MOST_LOOSE_FILES = 6;

const root = fileURLToPath(ROOT);
const sources: Sources = new Map(
	readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
		.filter((file) => /(?<!\.d)\.tsx?$/.test(file))
		.map((file) => [join('src', file), readFileSync(join(root, 'src', file), 'utf8')]),
);
const rows = readRows(readFileSync(join(root, 'docs/architecture.md'), 'utf8'));

t.test('every folder imports what its row in docs/architecture.md allows, and only rows above', async (t) => {
	t.strictSame(folderOffences(rows, sources), []);
});

t.test('every way to break the table is found', async (t) => {
	const table: readonly FolderRow[] = [
		{ name: 'money', isPure: true, imports: [] },
		{ name: 'page', isPure: false, imports: ['money'] },
		{ name: 'app.ts', isPure: false, imports: ['page'] },
	];
	const sound = new Map([
		['src/money/cents.ts', "import { z } from 'zod'; import { sum } from './sum.ts';"],
		['src/page/draw.ts', "import PDFDocument from 'pdfkit'; import { cents } from '../money/cents.ts';"],
		['src/app.ts', "const { draw } = await import('./page/draw.ts');"],
	]);
	t.strictSame(folderOffences(table, sound), []);
	const broken = (file: string, source: string) => folderOffences(table, new Map([...sound, [file, source]]));
	for (const source of [
		"import Fastify from 'fastify';",
		"import type { FastifyReply } from 'fastify';",
		"import rateLimit from '@fastify/rate-limit';",
		"import { z } from 'fastify-type-provider-zod';",
		"import {\n\tcreate,\n\topen,\n} from 'fontkit';",
		"import { readFileSync } from 'node:fs';",
		"const fs = await import('node:fs/promises');",
	]) {
		t.match(
			broken('src/money/cents.ts', source),
			[/^money is pure, but src\/money\/cents.ts imports /],
			source,
		);
	}
	t.strictSame(broken('src/money/sum.ts', "export { draw } from '../page/draw.ts';"), [
		'money may not import page, but src/money/sum.ts does',
	]);
	t.strictSame(broken('src/store/store.ts', ''), ['store has no row']);
	t.strictSame(broken('src/page/draw.ts', ''), ['page does not import money; take it out of the row']);
	t.strictSame(folderOffences([...table, { name: 'gone', isPure: false, imports: [] }], sound), [
		'gone does not exist',
	]);
	t.strictSame(folderOffences([table[1], table[0], table[2]] as FolderRow[], sound), [
		'page imports upward: money',
	]);
	t.strictSame(
		folderOffences(
			[{ name: 'money', isPure: false, imports: [] }, { ...table[1], isPure: true }, table[2]] as FolderRow[],
			sound,
		),
		['page is pure, but src/page/draw.ts imports pdfkit', 'page is pure, but imports money'],
	);
});

t.test('rows are read from the table', async (t) => {
	t.strictSame(
		readRows(
			'| folder | knows | | imports |\n|---|---|---|---|\n| `a` | one | pure | |\n| `a/b.ts` | two | | `a`, `c/d` |',
		),
		[
			{ name: 'a', isPure: true, imports: [] },
			{ name: 'a/b.ts', isPure: false, imports: ['a', 'c/d'] },
		],
	);
});

/** Pure code gets the time as an argument. The stopwatch measures durations only. */
const CLOCK = /\bnew Date\(\)|\bDate\.now\(|\bperformance\.now\(|\bMath\.random\(/;
const STOPWATCH = 'src/calls/timings.ts';

t.test('pure code reads no clock and no random number', async (t) => {
	const pure = new Set(rows.filter(({ isPure }) => isPure).map(({ name }) => name));
	t.ok(
		pure.has('rules') && CLOCK.test(sources.get(STOPWATCH) as string),
		'the test sees pure code and a clock',
	);
	const offenders = [...sources].filter(
		([file, source]) => pure.has(rowOf(file)) && file !== STOPWATCH && CLOCK.test(source),
	);
	t.strictSame(
		offenders.map(([file]) => file),
		[],
	);
});

t.test('src has few loose files, and no folder has many', async (t) => {
	const counts = new Map<string, number>();
	for (const file of sources.keys()) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
	t.ok((counts.get('src') as number) <= MOST_LOOSE_FILES, 'loose files');
	const large = [...counts].filter(([folder, count]) => folder !== 'src' && count > MOST_FILES);
	t.strictSame(new Set(large.map(([folder]) => folder)), new Set(Object.keys(LARGE_FOLDERS)));
});

t.test('no two files export the same name', async (t) => {
	const shared = sharedNames(sources);
	t.strictSame(
		shared.filter(([name]) => !Object.hasOwn(SHARED_NAMES, name)),
		[],
	);
	t.strictSame(
		Object.keys(SHARED_NAMES).filter((name) => !shared.some(([other]) => other === name)),
		[],
		'every exception is needed',
	);
});

t.test('failures have two classes, and the PDF parsers three of their own', async (t) => {
	const classes = [...sources.values()].flatMap((source) =>
		Array.from(source.matchAll(/\bclass (\w+) extends \w*(?:Error|Refusal)\b/g), ([, name]) => name),
	);
	t.strictSame(classes.sort(), ['FontError', 'OperatorError', 'PictureError', 'Refusal', 'UnreadablePdf']);
});

t.test('a name that two files export is found', async (t) => {
	t.strictSame(
		sharedNames(
			new Map([
				['src/a.ts', 'export const Money = 1;\nexport type Money = string;\nexport async function read() {}'],
				['src/b.ts', 'export interface Row {}\nfunction read() {}'],
				['src/c.ts', 'export type Row = 1;'],
			]),
		),
		[['Row', 'src/b.ts, src/c.ts']],
	);
});

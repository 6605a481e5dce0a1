/**
 * Checks after a test run that every line and branch of the pure code was run. c8 enforces the floor for all other code.
 * A file that no test loads is missing from c8's report, so this goes through the files, not the report.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folders that docs/architecture.md calls pure. They need no framework, disk or network, so nothing excuses a gap. */
const PURE = Array.from(
	readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `([\w/-]+)` \| [^|]+ \| pure \|/gm),
	([, folder]) => join('src', folder as string),
);

type Summary = Readonly<Record<string, Readonly<Record<'lines' | 'branches', { readonly pct: number }>>>>;

const summary: Summary = JSON.parse(readFileSync('coverage/coverage-summary.json', 'utf8'));

const gaps = PURE.flatMap(sources)
	.filter(hasCode)
	.flatMap((source) => {
		const covered = summary[resolve(source)];
		if (!covered) return [`${source}: no test loads it`];
		const { lines, branches } = covered;
		return lines.pct === 100 && branches.pct === 100
			? []
			: [`${source}: ${lines.pct} % of lines, ${branches.pct} % of branches`];
	});

if (gaps.length > 0) {
	console.error(
		`Pure code that the tests do not cover completely:\n${gaps.map((gap) => `  ${gap}`).join('\n')}`,
	);
	process.exitCode = 1;
}

function sources(folder: string): string[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
		.map((name) => join(folder, name));
}

/** A file of types compiles to nothing that could be run. */
function hasCode(source: string): boolean {
	const compiled = readFileSync(join('dist', source.replace(/\.ts$/, '.js')), 'utf8');
	return compiled.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim() !== 'export {};';
}

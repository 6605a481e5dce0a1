/**
 * Checks after a test run that every line and branch of the pure code was run. c8 enforces a minimum for the rest. Its
 * report lacks files that no test loads, so this reads the folders.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folders of `src` that import neither a web framework nor a PDF library. */
const PURE = ['superbill', 'rules', 'codes', 'templates', 'practices', 'intake'];

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
	return readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
		.map((name) => join('src', folder, name));
}

/** A file that has only types compiles to no code. */
function hasCode(source: string): boolean {
	const compiled = readFileSync(join('dist', source.replace(/\.ts$/, '.js')), 'utf8');
	return compiled.replace(/\/\/# sourceMappingURL=.*/, '').trim() !== 'export {};';
}

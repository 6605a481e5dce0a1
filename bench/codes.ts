/**
 * Measures how fast code sets load and answer, and how much memory they take. Arguments are official files; without any,
 * it invents 100,000 codes in four editions.
 *
 *   npm run build && node --expose-gc dist/bench/codes.js [FILE...]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCodeSets } from '../src/codes/create-code-sets.ts';
import type { CodeIndex } from '../src/codes/index/code-index.ts';
import { search } from '../src/codes/index/search.ts';
import { importFiles } from '../src/codes/library/import.ts';
import { loadLibrary } from '../src/codes/library/load.ts';

const DATE = '2026-01-01';

/** Writes the same invented codes in every run. */
function madeUp(folder: string): string[] {
	const words =
		'acute chronic left right initial subsequent encounter disorder fracture open closed pain unspecified severe mild recurrent'.split(
			' ',
		);
	return [2024, 2025, 2026, 2027].map((year) => {
		const lines = Array.from({ length: 100_000 }, (_, i) => {
			const code = `${String.fromCharCode(65 + (i % 26))}${String(Math.floor(i / 26)).padStart(4, '0')}`;
			const title = Array.from({ length: 8 }, (_, w) => words[(i * (w + 3) + w) % words.length]).join(' ');
			return `${String(i % 100_000).padStart(5, '0')} ${code.padEnd(7)} ${i % 4 ? 1 : 0} ${title.slice(0, 60).padEnd(60)} ${title} ${i}`;
		});
		const file = join(folder, `icd10cm-order-${year}.txt`);
		writeFileSync(file, `${lines.join('\r\n')}\r\n`);
		return file;
	});
}

interface Measure {
	readonly what: string;
	readonly value: string;
	readonly limit: string;
}

const measures: Measure[] = [];
const report = (what: string, value: number, unit: string, limit: string) =>
	measures.push({ what, value: `${value.toPrecision(3)} ${unit}`, limit });

/** Median and 99th percentile of single calls, in microseconds. */
function percentiles(calls: readonly (() => unknown)[]): { readonly median: number; readonly p99: number } {
	for (const call of calls) call();
	const times = calls
		.map((call) => {
			const start = process.hrtime.bigint();
			call();
			return Number(process.hrtime.bigint() - start) / 1000;
		})
		.sort((a, b) => a - b);
	const at = (share: number) => times[Math.floor(times.length * share)] as number;
	return { median: at(0.5), p99: at(0.99) };
}

/** Mean microseconds of calls that are too short to time one by one. */
function mean(calls: readonly (() => unknown)[]): number {
	// The fastest of a few rounds is the least disturbed by other processes.
	const rounds = Array.from({ length: 8 }, () => {
		const start = performance.now();
		for (const call of calls) call();
		return performance.now() - start;
	});
	return (Math.min(...rounds) * 1000) / calls.length;
}

async function memory(): Promise<number> {
	// Several times: buffers are freed after the objects that held them.
	for (let round = 0; round < 3; round++) {
		globalThis.gc?.();
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / 1e6;
}

const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-'));
try {
	const files = process.argv.slice(2);
	const results = await importFiles(join(folder, 'codes'), files.length > 0 ? files : madeUp(folder));
	for (const result of results) if (result.refused) console.error(`${result.file}: ${result.reason}`);

	const before = await memory();
	const start = performance.now();
	const library = await loadLibrary(join(folder, 'codes'));
	report('load', performance.now() - start, 'ms', '≤ 150 ms');
	const index = library.indexes.get('icd10cm') as CodeIndex;
	search(index, { q: 'pain', date: DATE, limit: 1 });
	report(
		`memory for ${index.size} codes × ${index.editions.length} editions`,
		(await memory()) - before,
		'MB',
		'≤ 60 MB',
	);

	const codes = createCodeSets(() => library);
	const sample = Array.from({ length: 20_000 }, (_, i) => (i * 7919) % index.size);
	const bare = sample.map((place) => index.bare(place));
	report('exact look-up', mean(bare.map((code) => () => index.find(code))), 'µs', '≤ 1 µs');
	report(
		'answer for a code on a date',
		mean(bare.map((code) => () => codes.diagnosis(code, DATE))),
		'µs',
		'–',
	);
	const page = (q: string) => () => search(index, { q, date: DATE, limit: 20 });
	report('prefix: its range', mean(bare.map((code) => () => index.range(code.slice(0, 3)))), 'µs', '≤ 10 µs');
	report('prefix: a page of 20', mean(bare.map((code) => page(code.slice(0, 3)))), 'µs', '≤ 10 µs');

	const title = (place: number) => index.title(place, index.nearestEdition(place, index.editionOn(DATE)));
	const questions = sample.slice(0, 4_000).flatMap((place) => {
		const words = title(place)
			.split(/[^A-Za-z]+/)
			.filter((word) => word.length > 2);
		return [
			words[0],
			words.slice(0, 2).join(' '),
			`${words.slice(0, 2).join(' ')} ${words[2]?.slice(0, 2) ?? ''}`,
		];
	});
	const text = percentiles(questions.map((q) => page(q ?? '')));
	report('text search, median', text.median / 1000, 'ms', '–');
	report('text search, p99', text.p99 / 1000, 'ms', '≤ 2 ms');
	const unknown = percentiles(
		bare.slice(0, 2_000).map((code) => () => codes.diagnosis(`${code}?`.slice(1), DATE)),
	);
	report('unknown code with its nearest, p99', unknown.p99 / 1000, 'ms', '–');
	console.table(measures);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

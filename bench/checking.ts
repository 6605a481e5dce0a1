import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFiles } from '../src/code-store/import.ts';
import { loadLibrary } from '../src/code-store/load.ts';
import type { CodeSets } from '../src/codes/code-sets.ts';
import { createCodeSets } from '../src/codes/create-code-sets.ts';
import { ROOT } from '../src/version.ts';
import { FAKE_CODE_SETS } from '../test/fixtures/code-sets.ts';
import { openService } from './product.ts';
import type { Scenario } from './requests.ts';
import { median, quantile } from './statistics.ts';

/** What the checks take of the whole, with code sets loaded. */
export interface Checking {
	readonly scenario: string;
	/** Where the code sets are from, and how many codes they have. */
	readonly codes: string;
	readonly medianMs: number;
	/** Median over the rounds of the time of the checks alone over that of the whole. */
	readonly share: number;
	readonly quartiles: readonly [number, number];
}

/** Official code files beside this repository, where there are any. */
const FILES = new URL('../shared/codes/', ROOT);
const ROUNDS = 20;
const BATCH = 20;

export async function measureChecking(scenarios: readonly Scenario[]): Promise<Checking[]> {
	const { codes, source } = await codeSets();
	const service = openService(codes);
	return scenarios.map((scenario) => {
		const times: { readonly checks: number; readonly whole: number }[] = [];
		for (let round = -2; round < ROUNDS; round++) {
			const bodies = Array.from({ length: BATCH }, (_, i) =>
				JSON.stringify(scenario.request((round + 3) * BATCH + i)),
			);
			globalThis.gc?.();
			const checks = timed(bodies, (body) => service.validate(JSON.parse(body)).status !== 'errors');
			globalThis.gc?.();
			const whole = timed(bodies, (body) => !service.render(JSON.parse(body)).refused);
			if (round >= 0) times.push({ checks, whole });
		}
		const shares = times.map(({ checks, whole }) => checks / whole);
		return {
			scenario: scenario.id,
			codes: source,
			medianMs: median(times.map(({ checks }) => checks)),
			share: median(shares),
			quartiles: [quantile(shares, 0.25), quantile(shares, 0.75)],
		};
	});
}

/** Milliseconds a document. */
function timed(bodies: readonly string[], passes: (body: string) => boolean): number {
	const start = performance.now();
	for (const body of bodies) if (!passes(body)) throw new Error('a request was refused');
	return (performance.now() - start) / bodies.length;
}

async function codeSets(): Promise<{ readonly codes: CodeSets; readonly source: string }> {
	const files = officialFiles();
	if (files.length === 0) return { codes: FAKE_CODE_SETS, source: "the tests' own fixtures" };
	const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-codes-'));
	try {
		const read = (await importFiles(folder, files)).filter(({ refused }) => !refused);
		const library = loadLibrary(folder);
		const count = [...library.indexes.values()].reduce((sum, { size }) => sum + size, 0);
		return {
			codes: createCodeSets(() => library),
			source: `${read.length} official files with ${count} codes`,
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function officialFiles(): string[] {
	try {
		return readdirSync(FILES, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && /\.(gz|xlsx|txt|xml|zip)$/.test(entry.name))
			.map((entry) => join(entry.parentPath, entry.name));
	} catch {
		return [];
	}
}

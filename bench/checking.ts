import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeSets } from '../src/codes/code-sets.ts';
import { createCodeSets } from '../src/codes/create-code-sets.ts';
import { importFiles } from '../src/codes/library/import.ts';
import { loadLibrary } from '../src/codes/library/load.ts';
import { readRequest } from '../src/superbill/read.ts';
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
	/** Median over the rounds of what the rules take, without reading the request. */
	readonly medianMs: number;
	/** Median over the rounds of the rules' time over that of the whole. */
	readonly share: number;
	readonly quartiles: readonly [number, number];
	/** The same of what goes before: the text parsed, its shape held against the schema. */
	readonly readingShare: number;
}

/** Official code files beside this repository, where there are any. */
const FILES = new URL('../shared/codes/', ROOT);
const WARM_UP_ROUNDS = 5;
const ROUNDS = 30;
const BATCH = 40;

export async function measureChecking(scenarios: readonly Scenario[]): Promise<Checking[]> {
	const { codes, source } = await codeSets();
	const service = openService(codes);
	const results: Checking[] = [];
	for (const scenario of scenarios) {
		const times: { readonly reading: number; readonly rules: number; readonly whole: number }[] = [];
		for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
			const bodies = Array.from({ length: BATCH }, (_, i) =>
				JSON.stringify(scenario.request((round + WARM_UP_ROUNDS) * BATCH + i)),
			);
			const reading = await timed(bodies, (body) => readRequest(JSON.parse(body)).request !== undefined);
			const checked = await timed(bodies, (body) => service.validate(JSON.parse(body)).status !== 'errors');
			const whole = await timed(bodies, async (body) => !(await service.render(JSON.parse(body))).refused);
			if (round >= 0) times.push({ reading, rules: checked - reading, whole });
		}
		const shares = times.map(({ rules, whole }) => rules / whole);
		results.push({
			scenario: scenario.id,
			codes: source,
			medianMs: median(times.map(({ rules }) => rules)),
			share: median(shares),
			quartiles: [quantile(shares, 0.25), quantile(shares, 0.75)],
			readingShare: median(times.map(({ reading, whole }) => reading / whole)),
		});
	}
	return results;
}

/** Milliseconds of processor time a document, which others on the machine disturb less. */
async function timed(
	bodies: readonly string[],
	passes: (body: string) => boolean | Promise<boolean>,
): Promise<number> {
	const start = process.cpuUsage();
	for (const body of bodies) if (!(await passes(body))) throw new Error('a request was refused');
	const { user, system } = process.cpuUsage(start);
	return (user + system) / 1000 / bodies.length;
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

/** Empty where there are none. */
export function officialFiles(): string[] {
	try {
		return readdirSync(FILES, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && /\.(gz|xlsx|txt|xml|zip)$/.test(entry.name))
			.map((entry) => join(entry.parentPath, entry.name));
	} catch {
		return [];
	}
}

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

/** The share of the checks in the whole time, with code sets loaded. */
export interface Checking {
	readonly scenario: string;
	/** Origin of the code sets and number of codes. */
	readonly codes: string;
	/** Median time of the rules over the rounds, without reading the request. */
	readonly medianMs: number;
	/** Median share of the rules in the whole time, over the rounds. */
	readonly share: number;
	readonly quartiles: readonly [number, number];
	/** The same for reading the request: parsing the text and checking its shape. */
	readonly readingShare: number;
}

/** Folder for official code files next to this repository. */
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

/** Measures processor time per document in ms. Other programs affect it less than elapsed time. */
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
	if (files.length === 0) return { codes: FAKE_CODE_SETS, source: 'the test fixtures' };
	const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-codes-'));
	try {
		const read = (await importFiles(folder, files)).filter(({ refused }) => !refused);
		const library = await loadLibrary(folder);
		const count = [...library.indexes.values()].reduce((sum, { size }) => sum + size, 0);
		return {
			codes: createCodeSets(() => library),
			source: `${read.length} official files with ${count} codes`,
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** @returns an empty list without the folder */
export function officialFiles(): string[] {
	try {
		return readdirSync(FILES, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && /\.(gz|xlsx|txt|xml|zip)$/.test(entry.name))
			.map((entry) => join(entry.parentPath, entry.name));
	} catch {
		return [];
	}
}

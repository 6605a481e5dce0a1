import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { loadPacks } from '../../../src/start/rule-packs.ts';
import { ROOT } from '../../../src/version.ts';
import { PACKS } from '../../fixtures/examine.ts';

/**
 * Compares the shipped packs with CMS's NCCI files, where they are there. The files contain CPT numbers, so they are not part
 * of this repository.
 */
const FOLDER = new URL('../shared/codes/ncci/', ROOT);

function rowsOf(name: string, separator: string): string[][] {
	const file = new URL(name, FOLDER);
	if (!existsSync(file)) return [];
	const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/);
	return lines.slice(1).map((line) => line.split(separator));
}

const packs = loadPacks([fileURLToPath(new URL('packs/', ROOT))]);
const day = (text: string) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;

t.test("no add-on of a pack is narrower than CMS's list", async (t) => {
	const codes = new Set(packs.flatMap((pack) => pack.addOns.flatMap((entry) => entry.codes)));
	t.ok(codes.size > 30);
	for (const [code = '', , primary = '', from = '', to] of rowsOf('AOC_V2026Q3-derived.txt.gz', '\t')) {
		if (!codes.has(code) || primary === 'CCCCC') continue;
		// A code that CMS does not list yet is no add-on in the packs either, or is one of the same primary.
		for (const date of [day(from), ...(to ? [day(to)] : ['2026-11-30', '2027-12-31'])]) {
			const entries = PACKS.addOns(code, date);
			if (entries.length === 0) continue;
			if (!entries.some(({ primaries }) => primaries.includes(primary)))
				t.fail(`${code} lacks ${primary} on ${date}`);
		}
	}
});

t.test('no pack contradicts a medically unlikely edit', async (t) => {
	const name = 'MCR_MUE_PractitionerServices_Eff_04-01-2026-derived.csv.gz';
	const limits = new Map(rowsOf(name, ',').map(([code = '', limit]) => [code, Number(limit)]));
	const limitOf = (code: string) => limits.get(code) || undefined;
	for (const { oneUnit, timeBands, timeSteps } of packs) {
		for (const code of oneUnit.flatMap(({ codes }) => codes))
			t.ok((limitOf(code) ?? 1) === 1, `${code} is one unit`);
		// Two sessions of a day are two lines.
		for (const { code } of timeBands) t.ok((limitOf(code) ?? 1) <= 2, `${code} is one unit a session`);
		for (const { code } of timeSteps) t.ok((limitOf(code) ?? 1) >= 1, code);
	}
});

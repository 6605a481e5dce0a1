import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createCodeSets, createPlaceOfService } from '../../src/codes/create-code-sets.ts';
import { type CodeIndex, STATE } from '../../src/codes/index/code-index.ts';
import { importFiles } from '../../src/codes/library/import.ts';
import { loadLibrary } from '../../src/codes/library/load.ts';
import { CASES, ROOT } from '../fixtures/cases.ts';
import { examine } from '../fixtures/examine.ts';
import { patched } from '../fixtures/json.ts';

/** Official files next to the repository. They are optional, because the fixtures cover the same code. */
const SHARED = fileURLToPath(new URL('../shared/codes/', ROOT));

const files = existsSync(SHARED)
	? ['icd10cm', 'hcpcs', 'pos'].flatMap((folder) =>
			readdirSync(join(SHARED, folder)).map((name) => join(SHARED, folder, name)),
		)
	: [];

t.test(
	'the official files are imported completely, and their codes are judged as published',
	{ skip: files.length === 0 && 'there are no official files next to the repository' },
	async (t) => {
		const folder = join(t.testdir(), 'codes');
		const results = await importFiles(folder, files);
		t.strictSame(
			results.filter(({ refused }) => refused),
			[],
		);
		const library = await loadLibrary(folder);
		const codes = createCodeSets(() => library);
		t.strictSame(
			library.editions['icd10cm']?.map(({ billable }) => billable),
			[74_044, 74_260, 74_719, 74_879],
		);

		const index = library.indexes.get('icd10cm') as CodeIndex;
		const edition = index.editionOn('2026-01-01');
		const counts = { billable: 0, header: 0 };
		const wrong: string[] = [];
		for (let place = 0; place < index.size; place++) {
			const state = index.state(place, edition);
			if (!state) continue;
			const wanted = state === STATE.billable ? 'billable' : 'header';
			counts[wanted]++;
			const answer = codes.diagnosis(index.code(place), '2026-01-01');
			if (answer.state !== wanted || !answer.title) wrong.push(index.code(place));
			else if (answer.state === 'header' && answer.children.length === 0) wrong.push(index.code(place));
		}
		t.strictSame(counts, { billable: 74_719, header: 23_467 });
		t.strictSame(wrong, []);

		const state = (code: string, date: string) => codes.diagnosis(code, date).state;
		for (const date of ['2023-10-01', '2025-09-30', '2026-10-01', '2027-09-30']) {
			for (const code of ['F33.2', 'F34.1', 'G89.4', 'Z79.899', 'F43.10', 'F43.12', 'F32.A', 'M54.50']) {
				t.equal(state(code, date), 'billable', `${code} on ${date}`);
			}
			for (const code of ['F33', 'F43.1', 'M54.5'])
				t.equal(state(code, date), 'header', `${code} on ${date}`);
		}
		t.equal(state('F33.2', '2023-09-30'), 'no-edition');
		t.strictSame([state('F64.A', '2026-09-30'), state('F64.A', '2026-10-01')], ['not-yet-valid', 'billable']);
		t.strictSame([state('I42.0', '2026-09-30'), state('I42.0', '2026-10-01')], ['billable', 'header']);
		t.equal(state('QA0.0101', '2026-10-01'), 'billable');

		const procedure = (code: string, date: string) => codes.procedure(code, date).state;
		t.strictSame([procedure('S0013', '2025-12-31'), procedure('S0013', '2026-01-01')], ['billable', 'ended']);
		t.strictSame(
			[procedure('J0013', '2025-12-31'), procedure('J0013', '2026-01-01')],
			['not-yet-valid', 'billable'],
		);
		t.match(codes.procedure('S0013', '2026-01-06'), { successors: [{ code: 'J0013' }] });
		for (const modifier of ['GT', 'FQ', 'GQ'])
			t.equal(codes.modifier(modifier, '2026-10-06').state, 'billable');
		t.match(codes.excludes1('F33.2', 'F31.81', '2026-07-10'), { at: /^F3[13]$/ });
		const untitled = codes.diagnosis('F64.A', '2026-10-01');
		t.notMatch(untitled, { title: /not at hand/i });

		const known = { codes, placeOfService: createPlaceOfService(() => library) };
		for (const { file, request, expected, variants } of CASES) {
			const today = request.issuedOn as string;
			const found = (sent: unknown) =>
				examine(sent, today, known).map(({ severity, rule }) => `${severity} ${rule}`);
			t.strictSame(
				found(request).filter((finding) => !finding.startsWith('info ')),
				[
					...expected.errors.map((rule) => `error ${rule}`),
					...expected.warnings.map((rule) => `warning ${rule}`),
				],
				file,
			);
			for (const { patch, finds } of variants) {
				const variant = found(patched(request, patch));
				t.ok(variant.includes(`${finds.severity} ${finds.rule}`), `${file}: ${finds.severity} ${finds.rule}`);
			}
		}
	},
);

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createCodeSets } from '../../../src/codes/create-code-sets.ts';
import type { CodeIndex } from '../../../src/codes/index/code-index.ts';
import { importFiles } from '../../../src/codes/library/import.ts';
import { loadLibrary } from '../../../src/codes/library/load.ts';
import { shippedFolder } from '../../../src/start/shipped-folder.ts';
import { codeFile, HCPCS, ORDER_FILES } from '../../fixtures/code-files.ts';

const SHIPPED = shippedFolder('codes/');
const ORDER = codeFile('icd10cm-order-2026.txt');

t.test('the shipped code sets answer without any import', async (t) => {
	const library = await loadLibrary(join(t.testdir(), 'codes'), SHIPPED);
	const codes = createCodeSets(() => library);
	t.strictSame(
		library.editions['icd10cm']?.map(({ edition, billable, origin }) => [edition, billable, origin]),
		[
			['2024', 74_044, 'shipped'],
			['2025', 74_260, 'shipped'],
			['2026', 74_719, 'shipped'],
			['2027', 74_879, 'shipped'],
		],
		'as published',
	);
	t.strictSame(codes.missing, ['taxonomy', 'ncci-ptp', 'ncci-mue', 'ncci-add-on'], 'owned by others');
	t.equal(codes.diagnosis('F33.2', '2026-11-30').state, 'billable');
	t.equal(codes.diagnosis('F33', '2026-11-30').state, 'header', 'a derived edition still knows categories');
	t.match(codes.diagnosis('F50.01', '2024-10-01'), { state: 'header' }, 'divided on that day');
	t.equal(codes.diagnosis('F99.99', '2026-03-31').state, 'unknown');
	t.equal(codes.diagnosis('F99.99', '2026-04-01').state, 'no-edition', 'an April update is not loaded');
	t.equal(codes.diagnosis('F99.99', '2026-11-30').state, 'no-edition', 'derived');
	t.match(codes.procedure('S0013', '2026-01-01'), { state: 'ended', successors: [{ code: 'J0013' }] });
	t.match(codes.procedure('J2001', '2026-01-01'), { state: 'ended', successors: [] });
	t.equal(codes.procedure('J0013', '2026-11-30').state, 'billable');
	t.equal(codes.procedure('J9998', '2025-12-31').state, 'unknown');
	t.equal(codes.procedure('J9998', '2026-11-30').state, 'no-edition');
	t.equal(codes.modifier('ZZ', '2026-11-30').state, 'unknown');
	t.strictSame(codes.editorLists('N52.1'), ['manifestation', 'adult']);
	t.ok(codes.excludes1('F33.2', 'F31.81', '2026-01-01'));
});

t.test('no licensed list is shipped, and the files stay within their budget', async (t) => {
	const bytes = readdirSync(SHIPPED).reduce((sum, name) => sum + statSync(join(SHIPPED, name)).size, 0);
	t.ok(bytes < 6_000_000, `${bytes} bytes`);
	const { indexes } = await loadLibrary(join(t.testdir(), 'codes'), SHIPPED);
	const index = indexes.get('hcpcs') as CodeIndex;
	for (const first of ['D', ...'0123456789']) {
		const [start, end] = index.range(first);
		t.equal(end - start, 0, `CDT and CPT: ${first}`);
	}
});

t.test('an import replaces a shipped edition of the same name and keeps the others', async (t) => {
	const folder = join(t.testdir(), 'codes');
	await importFiles(folder, [ORDER, codeFile(HCPCS)], { shipped: SHIPPED });
	const library = await loadLibrary(folder, SHIPPED);
	t.strictSame(
		library.editions['icd10cm']?.map(({ edition, rows, origin }) => [edition, rows, origin]),
		[
			['2024', 97_296, 'shipped'],
			['2025', 97_584, 'shipped'],
			['2026', 27, 'imported'],
			['2027', 98_403, 'shipped'],
		],
	);
	const codes = createCodeSets(() => library);
	t.equal(codes.diagnosis('I10', '2026-11-30').state, 'billable');
	t.equal(codes.diagnosis('A00.0', '2026-01-01').state, 'ended', 'the imported edition lacks it');
	t.match(library.editions['hcpcs'], [{ origin: 'shipped' }, { origin: 'imported', rows: 3 }]);
	t.equal((await loadLibrary(folder)).editions['icd10cm']?.length, 1, 'without the shipped ones');
});

t.test('a program that ships other editions than at the time of the import uses them', async (t) => {
	const [folder, older, newer] = ['codes', 'older', 'newer'].map((name) => join(t.testdirName, name)) as [
		string,
		string,
		string,
	];
	t.testdir();
	const [last, , next] = ORDER_FILES.map(codeFile) as [string, string, string];
	await importFiles(older, [last]);
	await importFiles(newer, [last, next]);
	await importFiles(folder, [ORDER], { shipped: older });
	const stateOf = async (shipped: string) => {
		const library = await loadLibrary(folder, shipped);
		const { state } = createCodeSets(() => library).diagnosis('F33.2', '2026-11-30');
		return [library.editions['icd10cm']?.map(({ edition }) => edition), state];
	};
	t.strictSame(await stateOf(older), [['2025', '2026'], 'no-edition']);
	t.strictSame(await stateOf(newer), [['2025', '2026', '2027'], 'billable']);
});

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import t, { type Test } from 'tap';
import { createCodeSets } from '../../../src/codes/create-code-sets.ts';
import { checkLibrary } from '../../../src/codes/library/check.ts';
import { type ImportResult, importFiles } from '../../../src/codes/library/import.ts';
import { loadLibrary } from '../../../src/codes/library/load.ts';
import { codeFile, HCPCS, ORDER_FILES } from '../../fixtures/code-files.ts';

const ORDER = codeFile('icd10cm-order-2026.txt');

interface Store {
	readonly folder: string;
	/** Writes a file beside the store. */
	file(name: string, content: string | Uint8Array): string;
}

function store(t: Test): Store {
	const base = t.testdir();
	return {
		folder: join(base, 'data', 'codes'),
		file(name, content) {
			const path = join(base, name);
			writeFileSync(path, content);
			return path;
		},
	};
}

/** Reads all files of a folder. */
const snapshot = (folder: string): Record<string, string> =>
	Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));

/** Sums up each result as `set edition rows outcome`, or as the reason. */
const said = (results: readonly ImportResult[]): string[] =>
	results.flatMap((result) =>
		result.refused
			? [result.reason]
			: result.editions.map(({ set, edition, rows, outcome }) => `${set} ${edition} ${rows} ${outcome}`),
	);

t.test('every layout is recognized by its content, imported, and answers after loading', async (t) => {
	const { folder } = store(t);
	const files = [...ORDER_FILES, 'icd10cm-tabular-2026.xml', HCPCS, 'places.tsv', 'nucc_taxonomy_251.csv'];
	const ncci = [
		'ccipra-v313r0-f1.txt',
		'MCR_MUE_PractitionerServices_Eff_01-01-2026.csv',
		'AOC_V2026Q1-MCR.txt',
		'mce-lists.tsv',
	];
	const results = await importFiles(folder, [...files, ...ncci].map(codeFile));
	t.strictSame(said(results), [
		'icd10cm 2025 23 new',
		'icd10cm 2026 27 new',
		'icd10cm 2027 29 new',
		'icd10cm-tabular 2026 15 new',
		'modifiers 2026-04-01 2 new',
		'hcpcs 2026-04-01 3 new',
		'place-of-service current 3 new',
		'taxonomy 2025-10-01 2 new',
		'ncci-ptp 2025-10-01-f1 4 new',
		'ncci-mue 2026-01-01 2 new',
		'ncci-add-on 2026-01-01 4 new',
		'mce current 3 new',
	]);
	const library = await loadLibrary(folder);
	const codes = createCodeSets(() => library);
	t.strictSame(codes.missing, []);
	t.match(codes.diagnosis('F33.2', '2026-01-01'), { state: 'billable' });
	t.match(codes.procedure('S0013', '2026-01-01'), { state: 'ended' });
	t.ok(codes.excludes1('F33.2', 'F31.81', '2026-01-01'));
	t.ok(codes.codePair('99002', '99001', '2026-01-01'));
	t.equal(codes.unitsLimit('99001', '2026-01-01'), 4);
	t.strictSame(codes.addOn('99006', '2026-01-01'), ['99001', '99002']);
	t.strictSame(codes.editorLists('F02.80'), ['manifestation', 'adult']);
	t.strictSame(
		library.editions['icd10cm']?.map(({ edition, to, billable }) => [edition, to, billable]),
		[
			['2025', '2025-09-30', 15],
			['2026', '2026-09-30', 17],
			['2027', '2027-09-30', 19],
		],
	);
	t.strictSame(await checkLibrary(folder), []);
});

t.test('only the owner can read what is stored', async (t) => {
	const { folder } = store(t);
	await importFiles(folder, [ORDER]);
	t.equal(statSync(folder).mode & 0o777, 0o700);
	for (const name of readdirSync(folder)) t.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
	t.equal(readdirSync(folder).length, 3, 'edition, index, manifest, and nothing left over');
});

t.test('importing twice changes nothing, however the file is packed', async (t) => {
	const { folder, file } = store(t);
	await importFiles(folder, [ORDER]);
	const before = snapshot(folder);
	const text = readFileSync(ORDER);
	const packed = [
		file('icd10cm-order-2026.txt.gz', gzipSync(text)),
		file('2026-code-descriptions.zip', zipSync({ 'order.txt': text, 'readme.pdf': strToU8('%PDF-1.4\n…') })),
		file('2026-stored.zip', zipSync({ 'a/order.txt': [text, { level: 0 }] })),
		file('2026-nested.zip', zipSync({ 'inner.zip': zipSync({ 'order.txt': text }) })),
	];
	for (const path of [ORDER, ...packed]) {
		t.strictSame(said(await importFiles(folder, [path])), ['icd10cm 2026 27 unchanged'], path);
	}
	t.strictSame(snapshot(folder), before);
});

t.test('a changed file replaces its edition and leaves nothing of the old one', async (t) => {
	const { folder, file } = store(t);
	await importFiles(folder, [ORDER]);
	const changed = file(
		'icd10cm-order-2026.txt',
		readFileSync(ORDER, 'latin1').replace(/Dilated/g, 'Widened'),
	);
	t.strictSame(said(await importFiles(folder, [changed])), ['icd10cm 2026 27 replaced']);
	t.equal(readdirSync(folder).length, 3);
	const library = await loadLibrary(folder);
	t.match(createCodeSets(() => library).diagnosis('I42.0', '2026-01-01'), {
		title: 'Widened cardiomyopathy',
	});
});

t.test('a bad file is refused with line and reason; good files of the same import take effect', async (t) => {
	const { folder, file } = store(t);
	await importFiles(folder, [ORDER]);
	const before = snapshot(folder);
	const text = readFileSync(ORDER, 'latin1');
	const twice = `${text}${text.split('\r\n')[0]}\r\n`;
	const zip = zipSync({ 'order-2026.txt': strToU8(text) });
	const bad: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
		[
			'broken-2026.txt',
			text.replace('00004 F330    1', '00004 F330    7'),
			/^line 4: this is not a line of an order file/,
		],
		['twice-2026.txt', twice, /^line 28: F32 is listed twice/],
		['order.txt', text, /^its name and content do not say the fiscal year/],
		[
			'broken-2026.zip',
			zipSync({ 'a.txt': strToU8(text.replace('00004', '0004')) }),
			/^a\.txt: line 4: this is not a line/,
		],
		['letter.txt', 'Dear operator,\n', /^the layout is unknown. These are supported: ICD-10-CM order file, /],
		['empty.txt', '', /^the layout is unknown/],
		['cut.txt.gz', gzipSync(text).subarray(0, 200), /^the file is damaged: its gzip data/],
		['cut.zip', zip.subarray(0, 200), /^the file is damaged: its ZIP data/],
		['none.zip', zipSync({}), /^the file is damaged: its ZIP data/],
		['bits.zip', Buffer.concat([zip.subarray(0, 60), Buffer.alloc(400, 255), zip.subarray(460)]), /./],
		['long-2026.txt', text + 'x'.repeat(3_000_000), /^line 28: the line is longer than 1 MiB/],
		[
			'sheet.xlsx',
			zipSync({ 'xl/worksheets/sheet1.xml': strToU8('<a><b></a>') }),
			/the first sheet of the workbook is not well-formed/,
		],
	];
	for (const [name, content, reason] of bad) {
		const [result] = await importFiles(folder, [file(name, content)]);
		t.match(result, { refused: true, reason }, name);
	}
	t.match(await importFiles(folder, [join(folder, 'gone')]), [
		{ refused: true, reason: 'the file does not exist.' },
	]);
	t.match(await importFiles(folder, [folder]), [
		{ refused: true, reason: 'this is a folder. Name a file in it.' },
	]);
	t.strictSame(snapshot(folder), before);

	const mixed = await importFiles(folder, [join(folder, 'gone'), codeFile(HCPCS)]);
	t.strictSame(
		mixed.map(({ refused }) => refused),
		[true, false],
	);
	t.strictSame(Object.keys((await loadLibrary(folder)).editions).sort(), [
		'hcpcs',
		'icd10cm',
		'modifiers',
		'place-of-service',
	]);
});

t.test('a workbook and the text file of the same list give the same codes', async (t) => {
	const { folder, file } = store(t);
	const shared = ['HCPC', 'RECID', 'LONG DESCRIPTION', 'ADD DT', 'TERM DT', '   GT', 'J0013', '3'];
	const cell = (at: string, value: string) =>
		shared.includes(value)
			? `<c r="${at}" t="s"><v>${shared.indexOf(value)}</v></c>`
			: `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
	const row = (r: number, values: readonly string[]) =>
		`<row r="${r}">${values.map((value, i) => cell(`${'ABCDE'[i]}${r}`, value)).join('')}</row>`;
	const sheet = `<worksheet><sheetData>${row(1, shared.slice(0, 5))}${row(2, ['   GT', '7', 'Tele &amp; video', '19990101'])}<row><c><v>J0014</v></c><c t="s"><v>7</v></c><c r="C3" t="inlineStr"><is><t>Spray</t></is></c><c><v>20260101</v></c><c t="s"><v>99</v></c></row></sheetData></worksheet>`;
	const strings = `<sst>${shared.map((text) => `<si><r><t xml:space="preserve">${text}</t></r><rPh>x</rPh></si>`).join('')}</sst>`;
	const book = zipSync({
		'[Content_Types].xml': strToU8('<Types/>'),
		'xl/worksheets/sheet1.xml': strToU8(sheet),
		'xl/sharedStrings.xml': strToU8(strings),
	});
	t.strictSame(said(await importFiles(folder, [file('HCPC2026_APR.xlsx', book)])), [
		'modifiers 2026-04-01 1 new',
		'hcpcs 2026-04-01 1 new',
	]);
	const library = await loadLibrary(folder);
	const codes = createCodeSets(() => library);
	t.strictSame(codes.modifier('GT', '2026-01-01'), { state: 'billable', title: 'Tele & video' });
	t.strictSame(codes.procedure('J0014', '2026-01-01'), { state: 'billable', title: 'Spray' });
	const both = zipSync({
		'HCPC2026_APR_ANWEB.txt': readFileSync(codeFile(HCPCS)),
		'HCPC2026_APR.xlsx': book,
	});
	t.strictSame(said(await importFiles(folder, [file('hcpcs.zip', both)])), [
		'modifiers 2026-04-01 2 replaced',
		'hcpcs 2026-04-01 3 replaced',
	]);
	const noStrings = zipSync({ 'xl/worksheets/sheet1.xml': strToU8(sheet) });
	t.match(await importFiles(folder, [file('HCPC2026_JUL.xlsx', noStrings)]), [{ refused: true }]);
	const noSheet = zipSync({ 'xl/sharedStrings.xml': strToU8(strings) });
	t.match(await importFiles(folder, [file('HCPC2026_JUL2.xlsx', noSheet)]), [{ refused: true }]);
});

t.test('archives and workbooks that unpack to far more than they are, are refused', async (t) => {
	const { folder, file } = store(t);
	const wrapped = (layers: number): Uint8Array =>
		layers === 0 ? readFileSync(ORDER) : zipSync({ 'icd10cm-order-2026.txt': wrapped(layers - 1) });
	const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`${i}.txt`, new Uint8Array(1)]));
	// Each of the 1,000 cells repeats a shared string of a megabyte.
	const repeated = `<row>${'<c t="s"><v>0</v></c>'.repeat(100)}</row>`.repeat(10);
	const sheet = (rows: string) => strToU8(`<worksheet><sheetData>${rows}</sheetData></worksheet>`);
	const book = (rows: string) =>
		zipSync({
			'xl/worksheets/sheet1.xml': sheet(rows),
			'xl/sharedStrings.xml': strToU8(`<sst><si><t>${'x'.repeat(1024 * 1024)}</t></si></sst>`),
		});
	for (const [name, content, reason] of [
		['deep.zip', wrapped(5), 'the file has archives within archives'],
		['deep.gz', [1, 2, 3, 4].reduce((all) => gzipSync(all), gzipSync(wrapped(0))), 'has archives within'],
		['many.zip', zipSync(many, { level: 0 }), 'the file contains more than 1,000 files'],
		[
			'inner.zip',
			zipSync({ a: Buffer.concat([Buffer.from('PK'), Buffer.alloc(2 ** 26)]) }),
			'more than 64 MiB',
		],
		['wide.xlsx', book('<row><c r="ZZZZZZ1"><v>1</v></c></row>'), 'has more than 256 columns'],
		['repeated.xlsx', book(repeated), 'has too much text'],
	] as const) {
		t.match(await importFiles(folder, [file(name, content)]), [{ refused: true, reason }], name);
	}
	t.strictSame(said(await importFiles(folder, [file('4-deep-2026.zip', wrapped(4))])), [
		'icd10cm 2026 27 new',
	]);
	t.strictSame(
		readdirSync(folder).filter((name) => name.endsWith('.tmp')),
		[],
	);
});

t.test('a second import at the same time is refused, so no edition is lost', async (t) => {
	const { folder } = store(t);
	await importFiles(folder, [ORDER]);
	writeFileSync(join(folder, '.lock'), String(process.pid));
	await t.rejects(importFiles(folder, [ORDER]), /Another import is running \(process \d+\)/);
	writeFileSync(join(folder, '.lock'), '999999999');
	t.strictSame(
		said(await importFiles(folder, [ORDER])),
		['icd10cm 2026 27 unchanged'],
		'a dead one holds nothing',
	);
});

t.test('check names damaged and missing files, and loading says what to do', async (t) => {
	const { folder } = store(t);
	await importFiles(folder, [ORDER, codeFile(HCPCS)]);
	const named = (start: string, end: string) =>
		join(folder, readdirSync(folder).find((name) => name.startsWith(start) && name.endsWith(end)) as string);
	writeFileSync(named('icd10cm-2026', '.gz'), gzipSync('other\n'));
	writeFileSync(named('hcpcs-2026', '.gz'), 'no gzip');
	writeFileSync(named('icd10cm-', '.index'), 'no index');
	const damages = await checkLibrary(folder);
	t.strictSame(damages.map(({ set, edition }) => [set, edition]).sort(), [
		['hcpcs', '2026-04-01'],
		['icd10cm', null],
		['icd10cm', '2026'],
	]);
	t.ok(damages.every(({ reason }) => reason.endsWith('Import the official file again.')));
	await t.rejects(loadLibrary(folder), /cannot be loaded \(damaged\)\. Run "superbill codes check"/);
	writeFileSync(join(folder, 'manifest.json'), '{}');
	await t.rejects(loadLibrary(folder), /manifest.*damaged\. Remove the folder "codes"/);
});

t.test('a folder that cannot be written and a manifest that is no file are reported', async (t) => {
	const { folder, file } = store(t);
	const blocked = file('blocked', 'a file, no folder');
	await t.rejects(importFiles(join(blocked, 'codes'), [ORDER]), { code: 'ENOTDIR' });
	await t.rejects(loadLibrary(join(blocked, 'codes')), /cannot be read/);
	t.strictSame(
		(await loadLibrary(folder)).editions['place-of-service']?.[0]?.source,
		'CMS place-of-service codes',
	);
});

import t from 'tap';
import { type ManifestItem, manifestCsv, manifestJson } from '../../../src/batches/archive/manifest.ts';
import type { Finding, Severity } from '../../../src/superbill/finding.ts';

const finding = (severity: Severity, rule: string, pointer: string, message: string): Finding => ({
	severity,
	rule,
	pointer,
	message,
	help: 'Fix it.',
});

const SHA256 = 'ab'.repeat(32);

const ITEMS: readonly ManifestItem[] = [
	{
		position: 1,
		number: 'SB-1',
		superbillId: 'sbl_1',
		status: 'issued',
		file: { name: 'SB-1.pdf', sha256: SHA256, bytes: 35_000 },
		findings: [finding('warning', 'coverage-missing', '', 'No coverage is given.')],
	},
	{
		position: 2,
		status: 'rendered',
		file: { name: 'item-00002.pdf', sha256: SHA256, bytes: 1 },
		findings: [],
	},
	{
		position: 3,
		rows: [7, 12],
		number: '-3',
		status: 'failed',
		findings: [
			finding('error', 'npi-valid', '/billingProvider/npi', 'NPI "2", as given, is wrong.'),
			finding('info', 'units-usual', '/serviceLines/0/units', '9 units.'),
			finding('error', 'shape', '/patient', 'must have a birth date'),
		],
	},
	{ position: 4, status: 'cancelled', findings: [] },
];

t.test('the JSON manifest has the same properties and all findings for every item', async (t) => {
	const text = manifestJson('bat_1', ITEMS);
	const { batch, items } = JSON.parse(text);
	t.equal(batch, 'bat_1');
	t.strictSame(items[0], {
		position: 1,
		rows: null,
		number: 'SB-1',
		superbillId: 'sbl_1',
		status: 'issued',
		sha256: SHA256,
		bytes: 35_000,
		file: 'SB-1.pdf',
		findings: ITEMS[0]?.findings,
	});
	t.strictSame(items[3], {
		position: 4,
		rows: null,
		number: null,
		superbillId: null,
		status: 'cancelled',
		sha256: null,
		bytes: null,
		file: null,
		findings: [],
	});
	t.equal(items[2].number, '-3', 'unchanged');
	t.strictSame(items[2].rows, [7, 12]);
	t.strictSame(items[2].findings, ITEMS[2]?.findings);
	t.equal(text.trimEnd().split('\n').length, 2 + ITEMS.length, 'one item per line');
	t.strictSame(JSON.parse(manifestJson('bat_1', [])), { batch: 'bat_1', items: [] });
});

t.test('a manifest has only its own properties of an item', async (t) => {
	const item = {
		...ITEMS[1],
		patient: 'Fakenham',
		findings: [{ ...ITEMS[0]?.findings[0], value: 'Fakenham' }],
	};
	t.notMatch(manifestJson('bat_1', [item as never]), 'Fakenham');
	t.notMatch(manifestCsv([item as never]), 'Fakenham');
});

t.test('the CSV manifest has a row per item, with the number of findings and their text', async (t) => {
	t.strictSame(manifestCsv(ITEMS).split('\r\n'), [
		'\ufeffposition,firstRow,lastRow,number,superbillId,status,sha256,bytes,file,errors,warnings,infos,findings',
		`1,,,SB-1,sbl_1,issued,${SHA256},35000,SB-1.pdf,0,1,0,warning coverage-missing: No coverage is given.`,
		`2,,,,,rendered,${SHA256},1,item-00002.pdf,0,0,0,`,
		`3,7,12,'-3,,failed,,,,2,0,1,"error npi-valid at /billingProvider/npi: NPI ""2"", as given, is wrong. | info units-usual at /serviceLines/0/units: 9 units. | error shape at /patient: must have a birth date"`,
		'4,,,,,cancelled,,,,0,0,0,',
		'',
	]);
});

t.test('no cell is longer than a spreadsheet can hold', async (t) => {
	const findings = Array.from({ length: 500 }, (_, i) => finding('error', 'shape', `/${i}`, 'x'.repeat(100)));
	const csv = manifestCsv([{ position: 1, status: 'failed', findings }]);
	t.ok(csv.length < 32_767);
	t.match(csv, /1,,,,,failed,,,,500,0,0,error shape at \/0: x{100} \|.*…\r\n$/);
});

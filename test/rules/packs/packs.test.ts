import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { parse } from 'yaml';
import { OperatorError } from '../../../src/calls/operator-error.ts';
import { indexPacks } from '../../../src/rules/packs/packs.ts';
import { loadPacks } from '../../../src/start/rule-packs.ts';
import { ROOT } from '../../../src/version.ts';

const SHIPPED = fileURLToPath(new URL('packs/', ROOT));
const pack = (id: string, rest = '') => `id: ${id}\nversion: 1\ntitle: Mine\n${rest}`;

function message(folders: readonly string[]): string {
	try {
		loadPacks(folders);
		return '';
	} catch (error) {
		if (error instanceof OperatorError) return error.message;
		throw error;
	}
}

t.test('the shipped packs load and fit the published schema', async (t) => {
	const packs = loadPacks([SHIPPED]);
	t.strictSame(
		packs.map(({ id }) => id),
		[
			'all-services',
			'esketamine',
			'evaluation-and-management',
			'immunization',
			'infusion-and-injection',
			'maternity',
			'psychotherapy',
			'testing',
			'therapies-and-manual-medicine',
			'tms',
		],
	);
	const schema = JSON.parse(readFileSync(new URL('openapi/rule-pack.schema.json', ROOT), 'utf8'));
	const fits = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
	for (const { id } of packs) {
		const source = parse(readFileSync(join(SHIPPED, `${id}.yaml`), 'utf8'));
		t.ok(fits(source), JSON.stringify(fits.errors));
		t.notOk(fits({ ...source, colour: 'red' }));
	}
});

t.test('an operator adds packs, and replaces a shipped one by its id', async (t) => {
	const folder = t.testdir({
		'added.yaml': pack('mine', 'addOns: [{ codes: ["11111"], primaries: ["22222"] }]\n'),
		'replaced.yaml': pack('infusion-and-injection'),
		'readme.txt': 'no pack',
	});
	const packs = indexPacks(loadPacks([SHIPPED, folder]));
	t.match(packs.addOns('11111', '2026-01-01'), [{ primaries: ['22222'], provider: 'same' }]);
	t.strictSame(packs.addOns('96366', '2026-01-01'), []);
});

t.test('all mistakes in all files are reported together, with line and column', async (t) => {
	const folder = t.testdir({
		'a.yaml': pack('a', 'addOns:\n  - codes: [96366]\n    primaries: []\n'),
		'b.yaml': pack('b', 'timeBands:\n  - { family: f, code: "90832", least: 40, most: 37 }\n'),
		'c.yaml': pack('C', 'bundles:\n  - { codes: ["G2082"], contains: ["99213"], from: today, until: 2 }\n'),
		'd.yaml': pack('d'),
		'e.yaml': pack('d'),
	});
	t.strictSame(message([folder]).split('\n'), [
		'These rule packs cannot be used:',
		'a.yaml:5:13: addOns[0].codes[0]: must be a CPT or HCPCS Level II code in quotes, like "96365", or a range of codes, like "98000-98015"',
		'a.yaml:6:16: addOns[0].primaries: must name at least one code',
		'b.yaml:5:50: timeBands[0].most: must not be less than least',
		'c.yaml:1:5: id: must be lowercase letters, digits and hyphens',
		'c.yaml:5:52: bundles[0].from: must be a date in year-month-day order, like 2026-01-01',
		'c.yaml:5:59: bundles[0].until: is unknown; check the spelling',
		'e.yaml:1:1: id: "d" is already the id of d.yaml; give each pack a different id',
	]);
});

t.test('the build has written the shipped packs as JSON', async (t) => {
	for (const { id } of loadPacks([SHIPPED])) {
		const written = readFileSync(new URL(`dist/app/packs/${id}.yaml.json`, ROOT), 'utf8');
		t.strictSame(JSON.parse(written), parse(readFileSync(join(SHIPPED, `${id}.yaml`), 'utf8')), id);
	}
});

t.test('a range stands for its codes', async (t) => {
	const codes = (listed: string) => {
		const folder = t.testdir({ 'a.yaml': pack('a', `oneUnit: [{ codes: ${listed} }]\n`) });
		return loadPacks([folder]).flatMap(({ oneUnit }) => oneUnit.flatMap((entry) => entry.codes));
	};
	t.strictSame(codes('["00998-01001", "J3490", "0820T", "G0008-G0010"]'), [
		...['00998', '00999', '01000', '01001', 'J3490', '0820T'],
		...['G0008', 'G0009', 'G0010'],
	]);
	const RANGE_ERROR = /must be a range from a lower to a higher code, of at most 200 codes/;
	for (const wrong of ['98015-98000', '10000-10200', 'G0010-J0011']) {
		const folder = t.testdir({ 'a.yaml': pack('a', `oneUnit: [{ codes: ["${wrong}"] }]\n`) });
		t.match(message([folder]), RANGE_ERROR, wrong);
	}
});

t.test('a folder that cannot be read is named by its variable', async (t) => {
	t.match(
		message([join(SHIPPED, 'nowhere')]),
		/PACKS_DIR must name a folder that this process may read \(ENOENT\)\./,
	);
});

t.test('entries apply from their first to their last day, both included, and add up', async (t) => {
	const folder = t.testdir({
		'a.yaml': pack(
			'a',
			'addOns:\n  - { codes: ["11111"], primaries: ["22222"], from: 2026-01-01, to: 2026-06-30 }\n  - { codes: ["11111"], primaries: ["33333"] }\n',
		),
	});
	const packs = indexPacks(loadPacks([folder]));
	const primaries = (date: string) => packs.addOns('11111', date).flatMap((entry) => entry.primaries);
	t.strictSame(primaries('2025-12-31'), ['33333']);
	t.strictSame(primaries('2026-01-01'), ['22222', '33333']);
	t.strictSame(primaries('2026-06-30'), ['22222', '33333']);
	t.strictSame(primaries('2026-07-01'), ['33333']);
	t.strictSame(primaries('9999-12-31'), ['33333']);
});

t.test('the bands of a family are in the order of their minutes', async (t) => {
	const bands = indexPacks(loadPacks([SHIPPED])).timeFamily('intravenous drug', '2026-01-01');
	t.match(bands, [
		{ code: '96374', least: 1, most: 15 },
		{ code: '96365', least: 16, most: 1440 },
	]);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { superbillHere } from './in-process.ts';
import { superbill, VISIT, WRONG_VISIT } from './superbill.ts';

const folder = t.testdir({
	'visit.json': JSON.stringify(VISIT),
	'wrong.json': JSON.stringify(WRONG_VISIT),
	'byte-order-mark.json': `\uFEFF${JSON.stringify(VISIT)}`,
	'empty.json': '\n',
	'trailing-comma.json': '{\n\t"lastName": "Fakenham",\n}',
	'unquoted.json': '{ "lastName": Fakenham }',
});
const inFolder = (name: string) => join(folder, name);

t.test('a good visit: status 0, diagnoses and totals as text', async (t) => {
	const { status, stdout, stderr } = await superbill(['validate', inFolder('visit.json')]);
	t.equal(status, 0);
	t.equal(stderr, '');
	t.match(`${stdout}`, new RegExp(`^${inFolder('visit.json')}: accepted`));
	t.match(`${stdout}`, /^ {2}A {2}F33\.2$/m);
	t.match(`${stdout}`, /^ {2}Charges +150\.00$/m);
	t.match(`${stdout}`, /^ {2}Payment +paid in full$/m);
});

t.test('a refused visit: status 1, the finding with rule, pointer, message and help', async (t) => {
	const { status, stdout, stderr } = await superbillHere(['validate', inFolder('wrong.json')]);
	t.equal(status, 1);
	t.equal(stderr, '');
	t.match(stdout, /: refused, 1 error.*\n\nErrors: /);
	t.match(stdout, /^ {2}shape +\/serviceLines\/0\/charge\n +Service line 1: charge is/m);
	t.notMatch(stdout, /Totals|Fakenham|1984/);
});

t.test('--json prints the answer of the API', async (t) => {
	const good = await superbillHere(['validate', inFolder('visit.json'), '--json']);
	t.equal(good.status, 0);
	t.match(JSON.parse(good.stdout), {
		findings: Array,
		totals: { totalCharges: '150.00', balance: '0.00', paymentStatus: 'paid-in-full' },
		diagnosisLetters: { A: 'F33.2' },
	});
	const wrong = await superbillHere(['validate', '--json', inFolder('wrong.json')]);
	t.equal(wrong.status, 1);
	t.match(JSON.parse(wrong.stdout), {
		status: 'errors',
		findings: [{ rule: 'shape', severity: 'error', pointer: '/serviceLines/0/charge' }],
	});
});

t.test('"-" reads standard input', async (t) => {
	const { status, stdout } = await superbillHere(['validate', '-'], { stdin: JSON.stringify(VISIT) });
	t.equal(status, 0);
	t.match(stdout, /^standard input: accepted/);
});

t.test('a byte order mark, as written by Windows editors, is ignored', async (t) => {
	const { status } = await superbillHere(['validate', inFolder('byte-order-mark.json')]);
	t.equal(status, 0);
});

t.test('JSON that is not an object is refused with a finding, not as a wrong command', async (t) => {
	const { status, stdout } = await superbillHere(['validate', '-'], { stdin: '[]' });
	t.equal(status, 1);
	t.match(stdout, /shape {2}the whole request/);
});

const UNREADABLE: readonly (readonly [why: string, name: string, message: string])[] = [
	['does not exist', 'absent.json', 'does not exist. Check the name.'],
	['is a folder', '', 'is a folder. Name a file in it.'],
	['lies in a file', 'visit.json/x', 'cannot be read (ENOTDIR). Try another file.'],
	['is empty', 'empty.json', 'is empty. It must hold JSON.'],
	[
		'has a trailing comma',
		'trailing-comma.json',
		'is not JSON: at line 3, column 1, expected a property name in double quotes.',
	],
	[
		'lacks quotation marks',
		'unquoted.json',
		'is not JSON: at line 1, column 15, expected a value: text in double quotes, a number, true, false, null, { or [.',
	],
	['is not UTF-8', 'latin1.json', 'is not UTF-8 text. Save it as UTF-8 and try again.'],
];

t.before(() => writeFileSync(inFolder('latin1.json'), Buffer.from('{"lastName":"Mu\xf1oz"}', 'latin1')));

for (const [why, name, message] of UNREADABLE) {
	t.test(`a file that ${why}: status 2, its name and the remedy, none of its content`, async (t) => {
		const { status, stdout, stderr } = await superbillHere(['validate', inFolder(name)]);
		t.equal(status, 2);
		t.equal(stdout, '');
		t.equal(stderr, `superbill validate: ${inFolder(name)} ${message}\nTry "superbill validate --help".\n`);
	});
}

t.test('an unknown TIME_ZONE is for the operator to fix', async (t) => {
	const { status, stderr } = await superbillHere(['validate', inFolder('visit.json')], {
		env: { TIME_ZONE: 'Denver' },
	});
	t.equal(status, 2);
	t.match(
		stderr,
		/^superbill validate: Fix these environment variables and try again:\nTIME_ZONE must be an IANA time zone name/,
	);
});

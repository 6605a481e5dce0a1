import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { superbillHere } from './in-process.ts';
import { MAIN, superbill, VISIT, WRONG_VISIT } from './superbill.ts';

const stdin = JSON.stringify(VISIT);
const isPdf = (bytes: Buffer) => bytes.subarray(0, 5).toString() === '%PDF-' && /%%EOF\s*$/.test(`${bytes}`);

t.test('without --out, the PDF is named after its number and written to the current folder', async (t) => {
	const cwd = t.testdir({ 'visit.json': stdin });
	const { status, stdout, stderr } = await superbill(['render', 'visit.json'], { cwd });
	t.equal(status, 0);
	t.equal(`${stdout}`, '');
	t.match(stderr, /^visit\.json: accepted/);
	t.match(stderr, /^Written: superbill-SB-2025-000001\.pdf$/m);
	t.strictSame(readdirSync(cwd).sort(), ['superbill-SB-2025-000001.pdf', 'visit.json']);
	t.ok(isPdf(readFileSync(join(cwd, 'superbill-SB-2025-000001.pdf'))));
});

t.test('--out replaces an existing file; only its owner may read the new one', async (t) => {
	const cwd = t.testdir({ 'visit.json': stdin, 'visit.pdf': 'an older superbill' });
	const { status } = await superbillHere(['render', '-', '--out', join(cwd, 'visit.pdf')], { stdin });
	t.equal(status, 0);
	t.strictSame(readdirSync(cwd).sort(), ['visit.json', 'visit.pdf']);
	t.ok(isPdf(readFileSync(join(cwd, 'visit.pdf'))));
	t.equal(statSync(join(cwd, 'visit.pdf')).mode & 0o777, 0o600);
});

t.test('"-" and "--out -" make a filter: standard output holds only the PDF', async (t) => {
	const cwd = t.testdir();
	const { status, stdout, stderr } = await superbill(['render', '-', '--out', '-'], { cwd, stdin });
	t.equal(status, 0);
	t.ok(isPdf(stdout));
	t.match(stderr, /^standard input: accepted/);
	t.notMatch(stderr, /Written/);
	t.strictSame(readdirSync(cwd), []);
});

t.test('--document draws a sibling, named after itself, or names those that there are', async (t) => {
	const cwd = t.testdir({ 'visit.json': stdin });
	const { stderr } = await superbill(['render', 'visit.json', '--document', 'hsa-receipt'], { cwd });
	t.match(stderr, /^Written: hsa-receipt-SB-2025-000001\.pdf$/m);
	const wrong = await superbillHere(['render', '-', '--document', 'receipt'], { stdin });
	t.equal(wrong.status, 2);
	t.match(wrong.stderr, /--document is one of superbill, proof-of-payment, hsa-receipt, how-to-submit\./);
});

t.test('--json prints the findings and the name of the PDF', async (t) => {
	const cwd = t.testdir();
	const file = join(cwd, 'a.pdf');
	const { status, stdout, stderr } = await superbillHere(['render', '-', '-o', file, '--json'], { stdin });
	t.equal(status, 0);
	t.equal(stderr, '');
	t.match(JSON.parse(stdout), { status: String, findings: Array, file });
	t.ok(isPdf(readFileSync(file)));
});

t.test(
	'a visit with errors is refused: status 1, findings, no new file, and an older one unchanged',
	async (t) => {
		const cwd = t.testdir({ 'wrong.json': JSON.stringify(WRONG_VISIT), 'a.pdf': 'older' });
		const args = ['render', join(cwd, 'wrong.json'), '--out', join(cwd, 'a.pdf')];
		const plain = await superbillHere(args);
		t.equal(plain.status, 1);
		t.equal(plain.stdout, '');
		t.match(plain.stderr, /wrong\.json: refused, 1 error\b/);
		t.notMatch(plain.stderr, /Written|Fakenham|1984/);
		const json = await superbillHere([...args, '--json']);
		t.equal(json.status, 1);
		const answer = JSON.parse(json.stdout);
		t.match(answer, { status: 'errors', findings: [{ pointer: '/serviceLines/0/charge' }] });
		t.notOk('file' in answer);
		t.strictSame(readdirSync(cwd).sort(), ['a.pdf', 'wrong.json']);
		t.equal(readFileSync(join(cwd, 'a.pdf'), 'utf8'), 'older');
	},
);

const long = `${'n'.repeat(300)}.pdf`;
const UNWRITABLE: readonly (readonly [why: string, out: string, message: string])[] = [
	[
		'in a folder that does not exist',
		'no/a.pdf',
		'is in a folder that does not exist. Create the folder first.',
	],
	['below a file', 'visit.json/a.pdf', 'is in a folder that does not exist. Create the folder first.'],
	['that is a folder', 'folder', 'is a folder. Name a file in it.'],
	['that is a pipe', 'pipe', 'is not a regular file. To write to a pipe, use --out -.'],
	['with too long a name', long, 'cannot be written (ENAMETOOLONG). Choose another place.'],
];

for (const [why, out, message] of UNWRITABLE) {
	t.test(`an --out ${why}: status 2, its name and the remedy, and nothing left behind`, async (t) => {
		const folder = t.testdir({ 'visit.json': stdin, folder: {} });
		execFileSync('mkfifo', [join(folder, 'pipe')]);
		const file = join(folder, out);
		const { status, stderr } = await superbillHere(['render', '-', '--out', file], { stdin });
		t.equal(status, 2);
		t.equal(stderr, `superbill render: ${file} ${message}\nTry "superbill render --help".\n`);
		t.strictSame(readdirSync(folder).sort(), ['folder', 'pipe', 'visit.json']);
	});
}

t.test('a failed write leaves the older file unchanged and no partial new one', async (t) => {
	const cwd = t.testdir({ 'visit.json': stdin, 'a.pdf': 'older' });
	// No file may grow. The environment is empty, because tap's coverage would write files, too.
	const script = 'ulimit -f 0; exec env -i "$@"';
	const child = spawn(
		'sh',
		['-c', script, 'sh', process.execPath, MAIN, 'render', 'visit.json', '-o', 'a.pdf'],
		{
			cwd,
		},
	);
	const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
	t.equal(status, 2);
	t.match(said, /^superbill render: a\.pdf cannot be written \(EFBIG\)\. Choose another place\.\n/);
	t.strictSame(readdirSync(cwd).sort(), ['a.pdf', 'visit.json']);
	t.equal(readFileSync(join(cwd, 'a.pdf'), 'utf8'), 'older');
});

t.test('a reader that closes the pipe early is not an error', async (t) => {
	const child = spawn(process.execPath, [MAIN, 'render', '-', '--out', '-']);
	child.stdout.destroy();
	child.stdin.end(stdin);
	const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
	t.equal(status, 0);
	t.match(said, /^standard input: accepted\b[\s\S]*\n$/);
	t.notMatch(said, /EPIPE|\bat /);
});

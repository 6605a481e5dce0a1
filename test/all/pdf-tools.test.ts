import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { MARKED, SPECIMENS, UNUSUAL, WITH_LOGO } from '../documents.ts';
import { ROOT } from '../fixtures/cases.ts';
import { voided } from '../pdf/marks.ts';
import { pdfOf, serviceUnderTest } from '../service/service-under-test.ts';

/** Tests documents with independent tools. */

const ALL = [...SPECIMENS, ...MARKED, ...UNUSUAL, ...WITH_LOGO];

function run(program: string, ...args: string[]): string {
	return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
}

t.test('qpdf finds no errors in any document, and pdffonts only embedded subsets with Unicode', async (t) => {
	const file = join(t.testdir(), 'superbill.pdf');
	for (const { name, draw } of ALL) {
		writeFileSync(file, draw());
		const { status, stdout, stderr } = spawnSync('qpdf', ['--check', file], { encoding: 'utf8' });
		t.equal(status, 0, `${name}: ${stdout}${stderr}`);
		const [, , ...fonts] = run('pdffonts', file).trimEnd().split('\n');
		t.ok(fonts.length >= 2, name);
		for (const font of fonts) t.match(font, /^[A-Z]{6}\+.* Identity-H +yes +yes +yes +\d+ +0$/, name);
	}
});

t.test('pdfinfo reads title, producer and tags, and the issue date as the creation date', async (t) => {
	const file = join(t.testdir(), 'superbill.pdf');
	writeFileSync(file, pdfOf({ ...EXAMPLES['iv-ketamine-visit']?.value }));
	const info = run('pdfinfo', '-isodates', file);
	t.match(info, /^Title: +Superbill SB-2026-000101$/m);
	t.match(info, /^Producer: +superbill \d/m);
	t.match(info, /^CreationDate: +2026-10-06T00:00:00Z$/m);
	t.match(info, /^Tagged: +yes$/m);
	t.match(info, /^Suspects: +no$/m);
	t.match(info, /^JavaScript: +no$/m);
	t.match(info, /^Encrypted: +no$/m);
});

t.test('pdfinfo -struct-text reads each example in a sensible order', async (t) => {
	const file = join(t.testdir(), 'superbill.pdf');
	for (const [example, { value }] of Object.entries(EXAMPLES)) {
		writeFileSync(file, pdfOf(value));
		const said = run('pdfinfo', '-struct-text', file);
		const order = [
			value.billingProvider.name,
			'SUPERBILL',
			value.number,
			'PATIENT',
			value.patient.lastName,
			'PROVIDER',
			'DIAGNOSES',
			value.diagnoses[0]?.description,
			'SERVICES',
			value.serviceLines[0]?.code,
			'PAYMENTS',
			'Total charges',
			'Balance',
			'Signature of',
		];
		let at = -1;
		for (const text of order) {
			const next = said.indexOf(text as string, at + 1);
			t.ok(next > at, `${example}: ${text} is in its place`);
			at = next;
		}
		t.match(said, /Document\n[\s\S]*Table[\s\S]*THead[\s\S]*TBody/, example);
	}
});

t.test('pdfdetach extracts the data', async (t) => {
	const folder = t.testdir();
	const file = join(folder, 'superbill.pdf');
	const request = { ...EXAMPLES['iv-ketamine-visit']?.value };
	writeFileSync(file, pdfOf(request));
	t.match(run('pdfdetach', '-list', file), /^1 embedded files?\n1: superbill\.json\n$/);
	run('pdfdetach', '-saveall', '-o', folder, file);
	const data = JSON.parse(readFileSync(join(folder, 'superbill.json'), 'utf8'));
	t.strictSame(data.totals, serviceUnderTest().validate(request).totals);
});

t.test('pdftotext reads a notice and then the same text after a superbill is voided', async (t) => {
	const file = join(t.testdir(), 'superbill.pdf');
	const read = (pdf: Buffer) => {
		writeFileSync(file, pdf);
		const pages = run('pdftotext', '-layout', file, '-').split('\f');
		return pages.map((page) => page.replace(/\s+/g, ' ').trim());
	};
	for (const { value } of Object.values(EXAMPLES)) {
		const pdf = pdfOf(value);
		const issued = read(pdf);
		t.match(issued[0], value.patient.lastName);
		t.strictSame(
			read(voided(pdf)),
			issued.map((page) => (page === '' ? '' : `VOID since 10/09/2026. Not for reimbursement. ${page}`)),
		);
	}
});

const PEER = new URL('../shared/tools/pdf-check.mjs', ROOT);

if (existsSync(PEER)) {
	t.test('an independent checker of PDF/UA and PDF/A finds no errors', async (t) => {
		const { check } = (await import(PEER.href)) as { check(pdf: Buffer): string[] };
		const folder = t.testdir();
		const [file, plain] = [join(folder, 'superbill.pdf'), join(folder, 'plain.pdf')];
		for (const { name, draw } of ALL) {
			writeFileSync(file, draw());
			// The checker reads only files with a single cross-reference table, and pages with a single content stream.
			run('qpdf', '--object-streams=disable', '--coalesce-contents', file, plain);
			t.strictSame(check(readFileSync(plain)), [], name);
		}
	});
}

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { MARKED, SPECIMENS, UNUSUAL, WITH_LOGO } from '../documents.ts';
import { ROOT } from '../fixtures/cases.ts';
import { voided } from '../pdf/marks.ts';
import { mergedOf, partsOf } from '../pdf/merged.ts';

/** Tests merged superbills with independent tools. */

const EARLIER = readFileSync(new URL('test/fixtures/issued/with-table.pdf', ROOT));

/** Documents with every mark, many scripts, logos, and every template and language, and files of an earlier version. */
const PDFS = [
	...[...MARKED, ...UNUSUAL, ...WITH_LOGO, ...SPECIMENS.filter((_, i) => i % 9 === 0)].map(({ draw }) =>
		draw(),
	),
	EARLIER,
	voided(EARLIER),
];

const MERGED = await mergedOf(partsOf(PDFS));

function run(program: string, ...args: string[]): string {
	return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 27 });
}

t.test('qpdf finds no errors, and pdffonts only embedded subsets with Unicode', async (t) => {
	const file = join(t.testdir(), 'merged.pdf');
	writeFileSync(file, MERGED);
	const { status, stdout, stderr } = spawnSync('qpdf', ['--check', file], { encoding: 'utf8' });
	t.equal(status, 0, `${stdout}${stderr}`);
	const [, , ...fonts] = run('pdffonts', file).trimEnd().split('\n');
	t.ok(fonts.length >= 2 && fonts.length < PDFS.length, `${fonts.length} fonts`);
	for (const font of fonts) t.match(font, /^[A-Z]{6}\+.* Identity-H +yes +yes +yes +\d+ +0$/);
});

t.test('pdfinfo reads the title, the tags, and a Part for each superbill', async (t) => {
	const file = join(t.testdir(), 'merged.pdf');
	writeFileSync(file, MERGED);
	const info = run('pdfinfo', '-isodates', file);
	t.match(info, /^Title: +Superbills$/m);
	t.match(info, /^CreationDate: +2026-11-23T12:34:56Z$/m);
	t.match(info, /^Tagged: +yes$/m);
	t.match(info, /^Suspects: +no$/m);
	const structure = run('pdfinfo', '-struct', file);
	t.equal(structure.match(/^Document$/gm)?.length, 1);
	t.equal(structure.match(/^ {2}Part/gm)?.length, PDFS.length);
	t.equal(structure.match(/^ {4}H1/gm)?.length, PDFS.length);
});

t.test('pdftotext and pdftoppm read every page as in the issued file', async (t) => {
	const folder = t.testdir({ issued: {}, merged: {} });
	const [file, issued] = [join(folder, 'merged.pdf'), join(folder, 'issued.pdf')];
	writeFileSync(file, MERGED);
	const text = (pdf: string) => run('pdftotext', '-layout', pdf, '-');
	run('pdftoppm', '-r', '30', file, join(folder, 'merged', 'page'));
	const merged = readdirSync(join(folder, 'merged')).sort();
	let [expected, page] = ['', 0];
	for (const [i, pdf] of PDFS.entries()) {
		writeFileSync(issued, pdf);
		expected += text(issued);
		run('pdftoppm', '-r', '30', issued, join(folder, 'issued', `${i}`));
		const pictures = readdirSync(join(folder, 'issued')).filter((name) => name.startsWith(`${i}-`));
		for (const name of pictures.sort()) {
			const [before, after] = [
				join(folder, 'issued', name),
				join(folder, 'merged', merged[page++] as string),
			];
			t.ok(readFileSync(before).equals(readFileSync(after)), `page ${page} looks the same`);
		}
	}
	t.equal(page, merged.length);
	t.equal(text(file), expected);
});

t.test('pdfdetach extracts the data of each superbill', async (t) => {
	const folder = t.testdir({ merged: {}, issued: {} });
	const [file, issued] = [join(folder, 'merged.pdf'), join(folder, 'issued.pdf')];
	writeFileSync(file, MERGED);
	run('pdfdetach', '-saveall', '-o', join(folder, 'merged'), file);
	t.equal(readdirSync(join(folder, 'merged')).length, PDFS.length);
	for (const [i, pdf] of PDFS.entries()) {
		writeFileSync(issued, pdf);
		run('pdfdetach', '-saveall', '-o', join(folder, 'issued'), issued);
		const data = readFileSync(join(folder, 'merged', `SB-${i + 1}.json`));
		t.ok(data.equals(readFileSync(join(folder, 'issued', 'superbill.json'))), `SB-${i + 1}`);
	}
});

const PEER = new URL('../shared/tools/pdf-check.mjs', ROOT);

if (existsSync(PEER)) {
	t.test('an independent checker of PDF/UA and PDF/A finds no errors', async (t) => {
		const { check } = (await import(PEER.href)) as { check(pdf: Buffer): string[] };
		const folder = t.testdir();
		const [file, plain] = [join(folder, 'merged.pdf'), join(folder, 'plain.pdf')];
		writeFileSync(file, MERGED);
		// The checker reads only files with a single cross-reference table, and pages with a single content stream.
		run('qpdf', '--object-streams=disable', '--coalesce-contents', file, plain);
		t.strictSame(check(readFileSync(plain)), []);
	});
}

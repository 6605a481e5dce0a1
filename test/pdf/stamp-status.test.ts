import { readFileSync } from 'node:fs';
import t from 'tap';
import { UnreadablePdf } from '../../src/pdf/file/syntax.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { ROOT } from '../fixtures/cases.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { voided } from './marks.ts';
import { readPdf } from './reader.ts';
import { flaws } from './validity/checks/all.ts';
import { type Operation, readOperations } from './validity/content.ts';
import { type PageContents, readTaggedPdf } from './validity/document.ts';
import type { Dict, Entry, PdfText } from './validity/pdf-file.ts';

const numbered = { ...minimal, number: 'SB-1', issuedOn: '2026-11-23' };

const STANDARD = TEMPLATES.get('standard') as LoadedTemplate;
const A4: LoadedTemplate = {
	...STANDARD,
	template: { ...STANDARD.template, page: { ...STANDARD.template.page, size: 'A4' } },
};

/** Issued superbills that differ in what a stamp depends on. */
const ISSUED: Readonly<Record<string, Buffer>> = {
	'one page': pdfOf(numbered),
	'a page of another size': pdfOf(
		numbered,
		serviceUnderTest({ templates: () => new Map([['standard', A4]]) }),
	),
	'letters outside of the base shard': pdfOf({
		...numbered,
		patient: { ...minimal.patient, firstName: 'Thị', lastName: 'Щерба' },
	}),
	'two hundred lines on many pages': pdfOf({
		...everything,
		serviceLines: Array.from({ length: 200 }, (_, i) => ({
			...everything.serviceLines[i % 2],
			date: `2026-${String(1 + (i % 9)).padStart(2, '0')}-15`,
		})),
	}),
	/** Has a cross-reference table and no object streams. */
	'an earlier version’s file': readFileSync(new URL('test/fixtures/issued/with-table.pdf', ROOT)),
};

const EARLIER = ISSUED['an earlier version’s file'] as Buffer;

for (const [name, pdf] of Object.entries(ISSUED)) {
	t.test(`${name}: the issued bytes come first, and the same bytes give the same result`, async (t) => {
		const stamped = voided(pdf);
		t.ok(stamped.length > pdf.length);
		t.ok(stamped.subarray(0, pdf.length).equals(pdf));
		t.ok(voided(Buffer.from(pdf)).equals(stamped));
	});

	t.test(`${name}: VOID is on every page, along the diagonal and behind everything else`, async (t) => {
		const { contents } = readTaggedPdf(voided(pdf));
		const before = readTaggedPdf(pdf);
		t.ok(contents.length >= 1);
		t.equal(contents.length, before.contents.length);
		contents.forEach((page, i) => {
			const [mark, ...rest] = page.paintings;
			t.equal(mark?.operator, 'f');
			t.strictSame(
				mark?.marks.map(({ tag }) => tag),
				['/Artifact'],
			);
			t.strictSame(rest, before.contents[i]?.paintings, 'the content of the page follows');
			t.strictSame(
				page.operations.slice(0, 3).map(({ operator }) => operator),
				['BDC', 'q', 'rg'],
			);
			const { width, height, aside, above } = extent(page);
			t.ok(Math.abs(aside) < 5 && Math.abs(above) < 1, 'it is centred on the page');
			t.ok(width > 290 && width < 310, `${width} points along the diagonal`);
			t.ok(height > 84 && height < 90, `${height} points high`);
		});
	});

	t.test(`${name}: the stamped file is PDF/UA-1 and PDF/A-3a`, async (t) => {
		t.strictSame(flaws(readTaggedPdf(voided(pdf))), []);
	});

	t.test(`${name}: text, structure and data are unchanged for another reader`, async (t) => {
		t.strictSame(await readPdf(voided(pdf)), await readPdf(pdf));
	});

	t.test(`${name}: the file identifier says that this is another version of the same file`, async (t) => {
		const id = async (bytes: Buffer) =>
			(readTaggedPdf(bytes).trailer.get('ID') as readonly PdfText[]).map(({ text }) => text);
		const [issued, stamped] = [await id(pdf), await id(voided(pdf))];
		t.equal(stamped[0], issued[0]);
		t.not(stamped[1], issued[1]);
	});
}

t.test('VOID looks like DRAFT: the same colour at the same angle', async (t) => {
	const [draft] = readTaggedPdf(pdfOf(minimal)).contents;
	const [stamped] = readTaggedPdf(voided(ISSUED['one page'] as Buffer)).contents;
	t.strictSame(operandsOf(stamped, 'rg'), operandsOf(draft, 'rg'));
	const [cos, sin] = operandsOf(draft, 'Tm') as [number, number];
	const [a, b] = operandsOf(stamped, 'cm') as [number, number];
	// The y axis of drawn text points down.
	t.ok(Math.abs(Math.atan2(b, a) - Math.atan2(-sin, cos)) < 0.01);
});

t.test('the letters are complete: V and I have one outline each, O and D have two', async (t) => {
	const { contents } = readTaggedPdf(voided(ISSUED['one page'] as Buffer));
	const operators = contents[0]?.operations.map(({ operator }) => operator) ?? [];
	const path = operators.slice(operators.indexOf('cm') + 1, operators.indexOf('f'));
	t.match(path.join(' '), /^(?:m (?:[lc] )+h ?){6}$/);
});

t.test('pages of the same size share one stamp', async (t) => {
	const { pages } = readTaggedPdf(voided(ISSUED['two hundred lines on many pages'] as Buffer));
	t.ok(pages.length > 3);
	const marks = pages.map(({ dict }) => dict.entries('Contents').map(({ reference }) => reference));
	t.equal(new Set(marks.map(([first]) => first)).size, 1);
	t.equal(new Set(marks.map(([, second]) => second)).size, pages.length);
});

/** The file with a change in its text. */
const edited = (pdf: Buffer, before: RegExp, after: string): Buffer => {
	const text = pdf.toString('latin1');
	const changed = text.replace(before, after);
	if (changed === text) throw new RangeError(`nothing matches ${before}`);
	return Buffer.from(changed, 'latin1');
};

const REJECTED: readonly (readonly [what: string, pdf: Buffer, message: RegExp])[] = [
	['nothing', Buffer.alloc(0), /does not begin/],
	['a web page', Buffer.from('<!doctype html><title>Superbill</title>'), /does not begin/],
	['another version of PDF', edited(EARLIER, /^%PDF-1\.7/, '%PDF-1.4'), /does not begin/],
	['a file with something after its end', Buffer.concat([EARLIER, Buffer.from('%\n')]), /does not end/],
	['a truncated file', EARLIER.subarray(0, -8), /does not end/],
	[
		'a cross-reference offset beyond the end',
		edited(EARLIER, /(startxref\n)\d+/, '$19999999'),
		/does not end/,
	],
	['a wrong cross-reference offset', edited(EARLIER, /(startxref\n)\d+/, '$10'), /not at its offset/],
	['a stamped file', voided(EARLIER), /changed after it was issued/],
	['a broken row', edited(EARLIER, /00000 n \n/, '00000 x \n'), /table is cut off/],
	['no trailer', edited(EARLIER, /\ntrailer\n/, '\ntrailed\n'), /no trailer/],
	['an incomplete trailer', edited(EARLIER, />>(?=\nstartxref)/, '  '), /object is cut off/],
	['no catalog', edited(EARLIER, /\/Root /, '/Toor '), /Root is missing/],
	['a catalog that does not exist', edited(EARLIER, /\/Root \d+/, '/Root 99999'), /points to no object/],
	['a catalog that is free', edited(EARLIER, /\/Root \d+/, '/Root 0'), /points to no object/],
	['a catalog that is a number', edited(EARLIER, /\/Root \d+ 0 R/, '/Root 3'), /a reference was expected/],
	['no size', edited(EARLIER, /\/Size \d+(?=\n\/Root)/, '/Size many'), /a number was expected/],
	['no identifier', edited(EARLIER, /\/ID \[/, '/DI ['), /ID is missing/],
	['an identifier that is a string', edited(EARLIER, /\/ID \[[^\]]*\]/, '/ID <00>'), /an array was expected/],
	['an object with another number', edited(EARLIER, /\n3 0 obj/, '\n4 0 obj'), /not at its offset/],
	['a catalog that is an array', edited(EARLIER, /(\n3 0 obj\n)<</, '$1[ '), /dictionary|cut off/],
	['a page tree of two levels', edited(EARLIER, /\/Type \/Page\n/, '/Type /Pags\n'), /more than one level/],
];

/** Has a cross-reference stream and object streams, as current files do. */
const TODAY = ISSUED['one page'] as Buffer;

const REJECTED_TODAY: readonly (readonly [what: string, pdf: Buffer, message: RegExp])[] = [
	['a stamped file of today', voided(TODAY), /changed after it was issued/],
	[
		'a cross-reference stream of another type',
		edited(TODAY, /\/Type \/XRef/, '/Type /Xref'),
		/not written by this product/,
	],
	['rows with other fields', edited(TODAY, /\/W \[1 4 2\]/, '/W [1 3 3]'), /not written by this product/],
	[
		'a cross-reference stream with another filter',
		edited(TODAY, /(XRef.*\/Filter \/)Flate/, '$1Other'),
		/deflated stream was expected/,
	],
	['a truncated cross-reference stream', edited(TODAY, /(XRef.*\/Length )\d+/, '$18'), /cannot be inflated/],
	['unlisted objects', edited(TODAY, /(XRef.*\/Index \[0) \d+/, '$1 2'), /points to no object/],
	[
		'an object stream without the position of its objects',
		edited(TODAY, /(ObjStm\/N \d+)\/First/, '$1/Last'),
		/First is missing/,
	],
];

for (const [what, pdf, message] of [...REJECTED, ...REJECTED_TODAY]) {
	t.test(`${what} is rejected`, async (t) => {
		t.throws(() => voided(pdf), { name: 'UnreadablePdf', message });
	});
}

t.test('a truncated file is rejected wherever it ends', async (t) => {
	for (const pdf of [EARLIER, TODAY]) {
		for (let end = 0; end < pdf.length; end += 997) {
			t.throws(() => voided(pdf.subarray(0, end)), UnreadablePdf, `${end} bytes`);
		}
	}
});

t.test('a wrong byte at the end is either rejected or harmless', async (t) => {
	for (const pdf of [EARLIER, TODAY]) {
		let rejected = 0;
		for (let at = pdf.length - 1500; at < pdf.length; at++) {
			const broken = Buffer.from(pdf);
			broken[at] = (broken[at] as number) ^ 0x11;
			try {
				t.ok(voided(broken).subarray(0, pdf.length).equals(broken));
			} catch (error) {
				if (!(error instanceof UnreadablePdf)) throw error;
				rejected++;
			}
		}
		t.ok(rejected > 50, `${rejected} are rejected`);
	}
});

function operandsOf(page: PageContents | undefined, operator: string): readonly unknown[] | undefined {
	return page?.operations.find((operation) => operation.operator === operator)?.operands;
}

/** Size and centre of the stamp's outlines in points, on a page rotated until its diagonal is level. */
function extent(page: PageContents): { width: number; height: number; aside: number; above: number } {
	const [, , right, top] = page.dict.list('MediaBox') as [number, number, number, number];
	const [stream] = page.dict.entries('Contents');
	const operations = readOperations(
		Buffer.from((stream as Entry & { value: Dict }).value.bytes()).toString('latin1'),
	);
	const matrix = operations.find(({ operator }) => operator === 'cm')?.operands as number[];
	const [a, b, c, d, e, f] = matrix as [number, number, number, number, number, number];
	const angle = Math.atan2(top, right);
	const turned = operations.flatMap(pointsOf).map(([x, y]) => {
		const [px, py] = [a * x + c * y + e - right / 2, b * x + d * y + f - top / 2];
		return [
			px * Math.cos(angle) + py * Math.sin(angle),
			py * Math.cos(angle) - px * Math.sin(angle),
		] as const;
	});
	const [xs, ys] = [turned.map(([x]) => x), turned.map(([, y]) => y)];
	const [left, end] = [Math.min(...xs), Math.max(...xs)];
	const [bottom, head] = [Math.min(...ys), Math.max(...ys)];
	return { width: end - left, height: head - bottom, aside: (left + end) / 2, above: (bottom + head) / 2 };
}

/** End points of lines and curves. */
function pointsOf({ operator, operands }: Operation): (readonly [number, number])[] {
	return ['m', 'l', 'c'].includes(operator) ? [operands.slice(-2) as [number, number]] : [];
}

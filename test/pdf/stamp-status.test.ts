import { readFileSync } from 'node:fs';
import t from 'tap';
import { UnreadablePdf } from '../../src/pdf/file/syntax.ts';
import { stampStatus } from '../../src/pdf/stamp-status.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { ROOT } from '../fixtures/cases.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { pdfOf, serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';
import { REPLACED, voided } from './marks.ts';
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
	'in Spanish on two pages': readFileSync(new URL('test/fixtures/issued/spanish.pdf', ROOT)),
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

	t.test(
		`${name}: the content of each page is followed by a notice and a word along the diagonal`,
		async (t) => {
			const { contents } = readTaggedPdf(voided(pdf));
			const before = readTaggedPdf(pdf);
			t.ok(contents.length >= 1);
			t.equal(contents.length, before.contents.length);
			contents.forEach((page, i) => {
				const own = before.contents[i]?.paintings ?? [];
				t.strictSame(page.paintings.slice(0, own.length), own, 'what was issued comes first');
				const added = page.paintings.slice(own.length);
				const mark = added.at(-1);
				t.equal(mark?.operator, 'S');
				t.strictSame(
					mark?.marks.map(({ tag }) => tag),
					['/Artifact'],
				);
				t.ok(added.some(({ operator, font }) => operator === 'TJ' && font?.startsWith('Status-')));
				const { width, height, aside, above } = extent(page);
				t.ok(Math.abs(aside) < 10 && Math.abs(above) < 3, `it is centred on the page: ${aside}, ${above}`);
				t.ok(width > 560 && width < 630, `${width} points along the diagonal`);
				t.ok(height > 150 && height < 190, `${height} points high`);
			});
		},
	);

	t.test(`${name}: the notice is read first, and title, metadata and data say the same`, async (t) => {
		const [issued, now] = [await readPdf(pdf), await readPdf(voided(pdf))];
		const notice = 'VOID since 10/09/2026. Not for reimbursement.';
		const outline = now.pages[0]?.outline ?? [];
		t.ok(outline[0]?.startsWith(`P: ${notice}`));
		for (const { text } of now.pages) t.ok(text.includes(notice));
		now.pages.forEach((page, i) => {
			const own = issued.pages[i]?.outline as readonly string[];
			t.strictSame(page.outline.slice(page.outline.length - own.length), own, 'nothing else has changed');
		});
		t.equal(now.title, `${issued.title} (VOID)`);
		t.ok(now.xmp.includes(`${issued.title} (VOID)`));
		t.ok(now.xmp.includes(notice));
		const data = ({ attachments }: typeof now) =>
			JSON.parse(Buffer.from(attachments['superbill.json'] as Uint8Array).toString());
		t.strictSame(data(now), { ...data(issued), status: { status: 'void', since: '2026-10-09' } });
	});

	t.test(`${name}: the stamped file is PDF/UA-1 and PDF/A-3a`, async (t) => {
		t.strictSame(flaws(readTaggedPdf(voided(pdf))), []);
	});

	t.test(`${name}: the file identifier says that this is another version of the same file`, async (t) => {
		const id = async (bytes: Buffer) =>
			(readTaggedPdf(bytes).trailer.get('ID') as readonly PdfText[]).map(({ text }) => text);
		const [issued, stamped] = [await id(pdf), await id(voided(pdf))];
		t.equal(stamped[0], issued[0]);
		t.not(stamped[1], issued[1]);
	});
}

t.test('the notice comes in Spanish, too, where the page does', async (t) => {
	const spanish = ISSUED['in Spanish on two pages'] as Buffer;
	const [first, second] = (await readPdf(voided(spanish))).pages;
	t.equal(first?.outline[0], 'P: VOID since 10/09/2026. Not for reimbursement. /');
	t.equal(first?.outline[1], 'Span: ANULADO: no sirve para reembolso.');
	t.match(second?.text, /ANULADO: no sirve para reembolso\./);
	const { contents } = readTaggedPdf(voided(spanish));
	const languages = contents[0]?.paintings.flatMap(({ marks, font }) =>
		font?.startsWith('Status-') ? [marks.at(-1)?.language] : [],
	);
	t.strictSame(languages, [undefined, 'es']);
	t.notMatch((await readPdf(voided(ISSUED['one page'] as Buffer))).pages[0]?.text, /ANULADO/);
});

t.test('a replaced superbill names its replacement', async (t) => {
	for (const pdf of [ISSUED['one page'] as Buffer, EARLIER]) {
		const replaced = stampStatus(pdf, REPLACED);
		t.strictSame(flaws(readTaggedPdf(replaced)), []);
		const { pages, title, attachments } = await readPdf(replaced);
		t.match(pages[0]?.outline[0], /REPLACED on 10\/09\/2026 by SB-2026-000102\. Not for reimbursement\.$/);
		t.match(title, /\(REPLACED\)$/);
		t.match(JSON.parse(Buffer.from(attachments['superbill.json'] as Uint8Array).toString()).status, {
			status: 'replaced',
			since: '2026-10-09',
			replacedBy: 'SB-2026-000102',
		});
	}
});

t.test('a cross takes the place of the QR code', async (t) => {
	const white = (pdf: Buffer) =>
		readTaggedPdf(pdf).contents.map(
			({ operations }) =>
				operations.filter(({ operator, operands }, i) => {
					const before = operations[i - 1];
					return operator === 're' && before?.operator === 'rg' && Number(operands[3]) > 80;
				}).length,
		);
	t.strictSame(white(ISSUED['one page'] as Buffer), [1]);
	t.strictSame(white(voided(ISSUED['one page'] as Buffer)), [2]);
	t.strictSame(white(voided(EARLIER)), [0, 0]);
});

t.test('PAID IN FULL is struck out, wherever it is and in each language', async (t) => {
	const struck = (pdf: Buffer) =>
		readTaggedPdf(voided(pdf)).contents.map(
			({ operations }) =>
				operations.filter(({ operator, operands }) => operator === 'w' && operands[0] === 2).length,
		);
	t.equal(
		struck(pdfOf(everything)).reduce((sum, count) => sum + count, 0),
		1,
	);
	t.strictSame(struck(EARLIER), [0, 1]);
	t.strictSame(struck(ISSUED['in Spanish on two pages'] as Buffer), [0, 2]);
	t.strictSame(struck(ISSUED['one page'] as Buffer), [0], 'no stamp');
});

t.test('the letters are complete: V and I have one outline each, O and D have two', async (t) => {
	const { contents } = readTaggedPdf(voided(ISSUED['one page'] as Buffer));
	const operators = contents[0]?.operations.map(({ operator }) => operator) ?? [];
	const path = operators.slice(operators.lastIndexOf('cm') + 1, operators.lastIndexOf('S'));
	t.match(path.join(' '), /^(?:m (?:[lc] )+h ?){6}$/);
});

t.test('pages of the same size share one stamp', async (t) => {
	const { pages } = readTaggedPdf(voided(ISSUED['two hundred lines on many pages'] as Buffer));
	t.ok(pages.length > 3);
	const marks = pages.map(({ dict }) => dict.entries('Contents').map(({ reference }) => reference));
	t.equal(new Set(marks.map((streams) => streams[0])).size, 1);
	t.equal(new Set(marks.map((streams) => streams.at(-1))).size, 1);
	t.equal(new Set(marks.map((streams) => streams[1])).size, pages.length);
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
		for (let at = pdf.length - 1500; at < pdf.length; at += 5) {
			const broken = Buffer.from(pdf);
			broken[at] = (broken[at] as number) ^ 0x11;
			try {
				t.ok(voided(broken).subarray(0, pdf.length).equals(broken));
			} catch (error) {
				if (!(error instanceof UnreadablePdf)) throw error;
				rejected++;
			}
		}
		t.ok(rejected > 10, `${rejected} are rejected`);
	}
});

/** Size and centre of the stamp's outlines in points, on a page rotated until its diagonal is level. */
function extent(page: PageContents): { width: number; height: number; aside: number; above: number } {
	const [, , right, top] = page.dict.list('MediaBox') as [number, number, number, number];
	const stream = page.dict.entries('Contents').at(-1);
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

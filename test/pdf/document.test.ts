import t from 'tap';
import { everything, minimal } from '../fixtures/payloads.ts';
import { pdfOf, serviceUnderTest } from '../service/service-under-test.ts';
import { readPdf } from './reader.ts';

const line = (i: number) => ({
	...everything.serviceLines[i % 2],
	date: `2026-${String(1 + (i % 9)).padStart(2, '0')}-15`,
	description: `Line number ${i}.`,
});

/** A request for a document of several pages. */
const long = {
	...everything,
	number: 'SB-2026-LONG',
	serviceLines: Array.from({ length: 60 }, (_, i) => line(i)),
	replaces: undefined,
};

t.test('tagged content is in reading order', async (t) => {
	const { pages } = await readPdf(pdfOf(minimal));
	t.same(pages[0]?.outline, [
		'P: Solo Practice',
		'P: 1 Nowhere Plaza, Exampleville, CO 99999',
		'P: 555-0101',
		'H1: SUPERBILL',
		'P: Draft: no number yet, not for a payer',
		'P: Issued 11/23/2026',
		// The alternative text is not part of the content.
		'Figure: ',
		'H2: PATIENT',
		'P: Marlow Fakenham',
		'P: Born 02/29/1984 · F',
		'P: 12 Imaginary Ct',
		'P: Exampleville, CO 99999',
		'H2: RENDERING PROVIDER',
		'P: Testa Samplewell, DNP',
		'P: NPI 2000000010',
		'H2: BILLING PROVIDER',
		'P: NPI 2000000028',
		'P: Tax ID 00-0000001 (EIN)',
		'H2: DIAGNOSES (ICD-10-CM)',
		'Lbl: A',
		'LBody: F33.2',
		'H2: SERVICES',
		...['Date', 'Place', 'Code', 'Dx', 'Service', 'Units', 'Charge'].map((title) => `TH: ${title}`),
		'TD: 10/06/2026',
		'TD: 11 Office',
		'TH: 90837',
		'TD: A',
		'TD: Session',
		'TD: 1',
		'TD: 185.00',
		'TH: Total charges',
		'TD: 185.00',
		'H2: PLEASE NOTE',
		'P: This is a receipt for services provided. It is not a bill, and no guarantee that a plan pays.',
		'P: A balance of $185.00 is still to be paid to the clinic.',
		'P: This clinic neither requests nor provides prior authorization.',
		'H2: PAYMENTS',
		'TH: Total charges',
		'TD: 185.00',
		'TH: Paid by patient',
		'TD: 0.00',
		'TH: Balance',
		'TD: 185.00',
		'P: Signature of Testa Samplewell, DNP: the services were provided on the dates shown',
		'P: Date',
	]);
});

t.test('diagnoses are printed beside each other where they fit, in the order of their letters', async (t) => {
	const codes = ['F33.2', 'F43.10', 'F41.1', 'F40.10', 'F42.2', 'F17.210', 'G47.33'];
	const { pages } = await readPdf(pdfOf({ ...minimal, diagnoses: codes.map((code) => ({ code })) }));
	const outline = pages[0]?.outline ?? [];
	const start = outline.indexOf('Lbl: A');
	t.same(
		outline.slice(start, start + 14).filter((text) => text.startsWith('LBody')),
		codes.map((code) => `LBody: ${code}`),
	);
	const xs = new Set(
		pages[0]?.items.filter(({ text }) => codes.includes(text)).map(({ x }) => Math.round(x)),
	);
	t.equal(xs.size, 4);
});

t.test('every page shows its number, the superbill and the patient', async (t) => {
	const { pages } = await readPdf(pdfOf(long));
	t.ok(pages.length > 2);
	pages.forEach((page, i) => {
		t.match(page.text, `Page ${i + 1} of ${pages.length}`);
		t.match(page.text, 'SB-2026-LONG · Marlow Fen Fakenham Jr');
	});
});

t.test('a page for the patient has its own page numbers and foot', async (t) => {
	const { pages } = await readPdf(pdfOf({ ...everything, notices: ['how-to-submit'] }));
	const own = pages.at(-1)?.text;
	t.match(pages[0]?.text, `Page 1 of ${pages.length - 1}`);
	t.match(own, 'Page 1 of 1');
	t.match(own, /For the patient, not part of superbill SB-2026-EVERY/);
	t.notMatch(own, /SB-2026-EVERY · Marlow/);
});

t.test('the table header is printed on every page but tagged once', async (t) => {
	const { pages } = await readPdf(pdfOf(long));
	const withLines = pages.filter((page) => /Line number/.test(page.text));
	t.ok(withLines.length > 1);
	for (const page of withLines) t.match(page.text, /Date Place Code Mod Dx Service Min Units Charge/);
	t.equal(pages.flatMap((page) => page.outline).filter((text) => text === 'TH: Charge').length, 1);
	for (const page of withLines.slice(1)) t.match(page.text, /Charges on earlier pages +[\d,]+\.\d\d/);
});

t.test('every service line is printed once, on the page of its drug and its subtotal', async (t) => {
	const { pages } = await readPdf(pdfOf(long));
	const outline = pages.flatMap((page) => page.outline);
	for (let i = 0; i < 60; i++) {
		t.equal(outline.filter((text) => text.startsWith(`TD: Line number ${i}.`)).length, 1);
	}
	for (const page of pages) {
		const count = (pattern: RegExp) => page.outline.filter((text) => pattern.test(text)).length;
		t.equal(count(/^TH: J3490/), count(/^TD: NDC /), 'a drug row is on the page of its line');
		t.notMatch(page.outline[0], /Subtotal|NDC/, 'no page starts with the second half of a row');
	}
});

t.test('names can be extracted letter for letter', async (t) => {
	const names = ['Thị Ṣọlá Nguyễn', 'O’Neil', 'Nuʼman', 'Łukasiewicz', 'Щерба', 'Γεώργιος', 'Ăn Ồ Ữ ẞß ĳ ŉ'];
	for (const lastName of names) {
		const { pages } = await readPdf(pdfOf({ ...minimal, patient: { ...minimal.patient, lastName } }));
		t.ok(
			pages[0]?.outline.some((text) => text.normalize('NFC') === `P: Marlow ${lastName}`.normalize('NFC')),
			lastName,
		);
	}
});

t.test('long texts neither leave the page nor overlap', async (t) => {
	const words = (length: number) => 'Bartholomew-Maximilianus '.repeat(20).slice(0, length).trim();
	const extreme = {
		...long,
		billingProvider: { ...long.billingProvider, name: words(200) },
		patient: { ...long.patient, firstName: words(200), lastName: 'W'.repeat(200) },
		diagnoses: Array.from({ length: 12 }, (_, i) => ({ code: `F3${i % 10}.${i}`, description: words(228) })),
		serviceLines: long.serviceLines.map((row) => ({
			...row,
			description: words(228),
			modifiers: ['25', '59', '95', 'XU'],
		})),
		payments: Array.from({ length: 90 }, () => ({ ...long.payments?.[0], amount: '1.00', note: words(200) })),
		refunds: [],
		note: words(500),
	};
	const { pages } = await readPdf(pdfOf(extreme));
	const seen = pages.map(({ items }) => items.filter(({ text }) => text.trim() !== ''));
	t.same(
		seen.flat().filter(({ x, y, width }) => x < 39.9 || x + width > 612 - 39.5 || y < 36 || y > 792 - 40),
		[],
	);
	const overlaps = seen.flatMap((items) =>
		items.flatMap((a, i) =>
			items
				.slice(i + 1)
				.filter((b) => Math.abs(a.y - b.y) < 6 && a.x < b.x + b.width - 0.6 && b.x < a.x + a.width - 0.6)
				.map((b) => `${a.text} | ${b.text}`),
		),
	);
	t.same(overlaps, []);
});

t.test('the data is attached as canonical JSON', async (t) => {
	const { attachments } = await readPdf(pdfOf(everything));
	const text = Buffer.from(attachments['superbill.json'] as Uint8Array).toString();
	const data = JSON.parse(text);
	t.equal(data.superbill.patient.lastName, 'Fakenham');
	t.equal(data.totals.balance, '0.00');
	t.match(data.template, { id: 'standard', version: 1, sha256: /^[0-9a-f]{64}$/ });
	t.ok(Array.isArray(data.findings));
	t.match(text, /^\{"findings":.*"service":.*"superbill":.*"template":.*"totals":/, 'keys are sorted');
});

t.test('metadata names the superbill and the clinic, never the patient', async (t) => {
	const { title, xmp } = await readPdf(
		pdfOf({
			...everything,
			billingProvider: { ...everything.billingProvider, name: 'Smith & "Jones" <Ketamine>' },
		}),
	);
	t.equal(title, 'Superbill SB-2026-EVERY');
	t.match(xmp, 'Smith &#38; "Jones" &#60;Ketamine&#62;');
	t.match(xmp, '<pdfuaid:part>1</pdfuaid:part>');
	t.match(xmp, '<pdfaid:part>3</pdfaid:part>');
	t.notMatch(xmp, 'Fakenham');
});

t.test('the same request gives the same bytes, whatever was drawn before', async (t) => {
	const first = pdfOf(everything);
	pdfOf({ ...minimal, patient: { ...minimal.patient, lastName: 'Nuʼman Щерба' } });
	pdfOf(long);
	t.ok(first.equals(pdfOf(everything)));
	t.notOk(first.equals(pdfOf({ ...everything, issuedOn: '2026-10-31' })));
});

t.test('the file is named after the number, never after the patient', async (t) => {
	const service = serviceUnderTest();
	t.match(await service.render(everything), { refused: false, fileName: 'superbill-SB-2026-EVERY.pdf' });
	t.match(await service.render({ ...everything, number: 'A/B' }), { fileName: 'superbill-A-B.pdf' });
	t.match(await service.render(minimal), { fileName: 'superbill-draft.pdf' });
});

t.test('a draft has DRAFT across every page', async (t) => {
	const { pages } = await readPdf(pdfOf({ ...long, number: undefined }));
	for (const page of pages) t.match(page.text, /\bDRAFT\b/);
	t.notMatch((await readPdf(pdfOf(everything))).pages[0]?.text, /\bDRAFT\b/);
});

import t from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { minimal } from '../fixtures/payloads.ts';
import { pdfOf, TEMPLATES } from '../service/service-under-test.ts';
import { rowsOf, tables } from './validity/checks/tables-and-lists.ts';
import { attribute, children, readTaggedPdf, type TaggedPdf, textOf } from './validity/document.ts';
import { outline } from './validity/outline.ts';

/** Structure that goes beyond what a validator can check. */

const ketamine = EXAMPLES['iv-ketamine-visit']?.value;

const read = (request: object): TaggedPdf => readTaggedPdf(pdfOf(request));

t.test('the ledger is a table of two columns, and each row has a header', async (t) => {
	for (const template of TEMPLATES.keys()) {
		const ledger = tables(read({ ...ketamine, template })).at(-1);
		const rows = ledger ? rowsOf(ledger) : [];
		t.ok(rows.length >= 4, template);
		for (const row of rows) {
			const [name, amount] = children(row);
			t.equal(children(row).length, 2);
			t.equal(name?.type, 'TH');
			t.equal(name && attribute(name, 'Scope'), '/Row');
			t.equal(amount?.type, 'TD');
		}
	}
});

t.test(
	'the service table tags its column headers once, and the code as the header of each row',
	async (t) => {
		for (const template of TEMPLATES.keys()) {
			const text = outline(read({ ...ketamine, template }));
			const [head = '', ...rows] = text.split('\n').filter((line) => /^ +TR /.test(line));
			t.match(head, /\[Date ↓\].*\[Code ↓\].*\[Charge ↓\]/, template);
			// A table of services and, in one template, of drugs.
			const tables = template === 'infusion' ? 2 : 1;
			t.equal(text.split('THead').length, 1 + tables, 'one head on any number of pages');
			for (const code of ['99213', '96365', '96366', 'J3490']) {
				t.equal(
					rows.filter((row) => row.includes(`[${code} →]`)).length,
					code === 'J3490' ? tables : 1,
					`${template}: ${code}`,
				);
			}
		}
	},
);

t.test('diagnoses are a list with letters as labels', async (t) => {
	const diagnoses = ['F33.2', 'F43.10', 'F41.1'].map((code) => ({ code }));
	for (const template of TEMPLATES.keys()) {
		const text = outline(read({ ...minimal, template, diagnoses }));
		t.match(
			text,
			/L \(UpperAlpha\)\s+LI {2}A \| F33\.2\s+LI {2}B \| F43\.10\s+LI {2}C \| F41\.1\n/,
			template,
		);
	}
});

/** All tagged text with its language. */
function taggedTexts(pdf: TaggedPdf): { text: string; language: string | undefined }[] {
	return pdf.contents.flatMap((page) =>
		page.paintings
			.filter(({ marks }) => marks.some(({ mcid }) => mcid !== undefined))
			.map((painting) => textOf(page, painting)),
	);
}

t.test('exactly the Spanish words are tagged as Spanish', async (t) => {
	for (const template of TEMPLATES.keys()) {
		const pdf = read({ ...ketamine, template, language: 'es', notices: ['how-to-submit'] });
		const texts = taggedTexts(pdf);
		const spanish = texts.filter(({ language }) => language === 'es').map(({ text }) => text);
		const english = texts.filter(({ language }) => language === undefined).map(({ text }) => text);
		t.ok(spanish.length > 30, `${template}: ${spanish.length} texts`);
		for (const word of SPANISH) {
			t.ok(
				spanish.some((text) => word.test(text)),
				`${template}: ${word} is tagged as Spanish`,
			);
			t.strictSame(
				english.filter((text) => word.test(text)),
				[],
				`${template}: ${word} in English`,
			);
		}
		for (const word of ENGLISH) {
			t.strictSame(
				spanish.filter((text) => word.test(text)),
				[],
				`${template}: ${word} in Spanish`,
			);
		}
	}
});

const SPANISH = [/Nac\./, /SERVICIOS/, /Saldo/, /PAGADO/, /una factura/, /autorizaciones/, /su plan/];
const ENGLISH = [/\bBorn\b/, /SERVICES/, /Balance/, /PAID IN FULL/, /a bill\b/, /your plan/];

t.test('an English document has no text in another language', async (t) => {
	t.strictSame(
		taggedTexts(read({ ...ketamine })).filter(({ language }) => language !== undefined),
		[],
	);
});

/** Letters with stacked marks, letters that look like others, letters of other scripts. */
const NAMES = [
	'Thị Ṣọlá Nguyễn',
	'Nuʼman',
	'O’Neil',
	'Łukasiewicz',
	'Щерба',
	'Γεώργιος',
	'Đặng Ữ',
	'ĳssel ŉ ẞ',
];

t.test('a name can be extracted letter for letter, whatever was drawn before it', async (t) => {
	for (const lastName of NAMES) {
		for (const template of TEMPLATES.keys()) {
			const patient = { ...minimal.patient, lastName };
			const text = outline(read({ ...minimal, template, number: 'SB-1', patient }));
			t.match(text, `Marlow ${lastName.normalize('NFC')}\n`, `${template}: ${lastName}`);
		}
	}
});

t.test("a clinic's name can have any printable characters, on the page and in the metadata", async (t) => {
	for (const name of [
		'Smith & Sons <Care> "Best" \'Day\'',
		']]> & -->',
		'Ünïcode (Pty) \\ Ltd',
		'Клиника Γ',
	]) {
		const pdf = read({ ...minimal, billingProvider: { ...minimal.billingProvider, name } });
		t.match(outline(pdf), `P  ${name}\n`);
		const info = pdf.trailer.get('Info') as { text(key: string): string | undefined };
		t.equal(info.text('Author'), name);
	}
});

t.test(
	'title, metadata and file name have no name, birth date or account number of the patient',
	async (t) => {
		const pdf = read({ ...ketamine });
		const xmp = Buffer.from(pdf.catalog.dict('Metadata')?.bytes() ?? []).toString('utf8');
		const info = pdf.trailer.get('Info') as { keys(): string[]; text(key: string): string | undefined };
		const said = [xmp, ...info.keys().map((key) => info.text(key))].join('\n');
		for (const secret of ['Fakenham', 'Marlow', '1984', 'PT-000101', 'FICT0000']) {
			t.notMatch(said, secret);
		}
	},
);

import t from 'tap';
import type { PageContent } from '../../../src/page/content.ts';
import type { SuperbillInput } from '../../../src/superbill/request.ts';
import { type ComposeOptions, compose } from '../../../src/templates/compose/compose.ts';
import type { LoadedTemplate } from '../../../src/templates/loaded-template.ts';
import { uniformVariables, VARIABLE_PATHS, variables } from '../../../src/templates/variables.ts';
import { everything, minimal, superbillOf } from '../../fixtures/payloads.ts';
import { pageTexts, plain } from '../../page-text.ts';
import { TEMPLATES } from '../../service/service-under-test.ts';
import { changed } from '../changed.ts';

const standard = TEMPLATES.get('standard') as LoadedTemplate;

function page(input: SuperbillInput, options: ComposeOptions = { language: 'en' }): PageContent {
	return compose(superbillOf(input), standard, options);
}

/** Every text of a request that is printed. */
function givenTexts(value: unknown, key = ''): string[] {
	if (['template', 'language', 'timeZone', 'notices', 'country'].includes(key)) return [];
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, inner]) => givenTexts(inner, name));
}

/** The printed form of a text. */
const PRINTED: Readonly<Record<string, string>> = {
	'000000001': '00-0000001',
	F332: 'F33.2',
	'0000-1234-05': '00000-1234-05',
	ML: '0.8 mL',
	video: 'Video telehealth',
	self: 'Patient is subscriber',
	child: "Patient is subscriber's child",
	ach: 'bank transfer (ACH)',
	'1185.00': '1,185.00',
	'1110.00': '1,110.00',
};

t.test('everything in a request is printed', async (t) => {
	const text = pageTexts(page(everything)).join('\n');
	for (const given of givenTexts(everything)) {
		const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(given);
		const printed = date ? `${date[2]}/${date[3]}/${date[1]}` : (PRINTED[given] ?? given);
		t.ok(text.includes(printed), `"${printed}" stands on the page`);
	}
	t.match(text, 'CA', 'a foreign country ends its address');
	t.match(text, /\| 2\.5 \| 25\.00/, 'units with their decimal');
});

t.test('the page has the order of a claim', async (t) => {
	const texts = pageTexts(page(everything));
	const order = [
		'Superbill',
		'Corrected superbill',
		'Patient',
		'Guarantor',
		'Rendering provider',
		'Billing provider',
		'Insurance 1',
		'Insurance 2',
		'Diagnoses (ICD-10-CM)',
		'Services',
		'Please note',
		'Note',
		'Payments',
	].map((heading) => texts.indexOf(heading));
	t.ok(
		order.every((position, i) => position > (order[i - 1] ?? -1)),
		order.join(' '),
	);
	t.match(texts.at(-2), /^Signature of Testa Quill Samplewell III, DNP: the services were provided/);
});

t.test('a corrected superbill says what it replaces and why', async (t) => {
	const texts = pageTexts(page(everything));
	t.same(texts.slice(texts.indexOf('Corrected superbill'), texts.indexOf('Patient')), [
		'Corrected superbill',
		'Replaces No. SB-2026-OLD · First issued 10/25/2026 · Payer claim no. FICTCLM1 · Claim frequency 7 (replacement of prior claim)',
		'Reason: Wrong date',
	]);
});

t.test('lines are ordered by date, a drug under its line', async (t) => {
	const table = page(everything).body.find((block) => block.kind === 'table');
	t.same(
		table?.groups.map(({ rows }) => rows.map(({ cells }) => plain(cells[0]?.text ?? ''))),
		[
			[
				'10/06/2026',
				'NDC 00000-1234-05 · ketamine HCl 50 mg/mL · dose 40 mg IV · used 0.8 mL · discarded 0.2 mL',
			],
			['10/20/2026'],
		],
	);
	t.same(
		table?.groups.map(({ carried }) => carried?.amount),
		['0.00', '25.00'],
		'each page can say what came before it',
	);
});

/** Visits with so many lines each. */
const visits = (...counts: number[]): SuperbillInput => ({
	...minimal,
	serviceLines: counts.flatMap((count, day) =>
		Array.from({ length: count }, () => ({
			...(minimal.serviceLines[0] as SuperbillInput['serviceLines'][number]),
			date: `2026-10-0${day + 1}`,
		})),
	),
});

t.test('only visits with several lines have a subtotal, and only if there are several visits', async (t) => {
	const subtotals = (input: SuperbillInput) =>
		pageTexts(page(input)).filter((text) => text.startsWith('Subtotal'));
	t.same(subtotals(visits(1, 2)), ['Subtotal 10/02/2026 | 370.00']);
	t.same(subtotals(visits(2)), []);
});

t.test('a visit of up to five lines stays whole; of a longer one, two lines are never alone', async (t) => {
	const table = page(visits(5, 7)).body.find((block) => block.kind === 'table');
	t.same(
		table?.groups.map(({ rows, carried }) => [rows.length, carried?.amount]),
		[
			[6, '0.00'],
			[2, '925.00'],
			[1, '1,295.00'],
			[1, '1,480.00'],
			[1, '1,665.00'],
			[3, '1,850.00'],
		],
	);
});

t.test('the table ends with the total charges', async (t) => {
	t.ok(pageTexts(page(everything)).includes('Total charges | 1,210.00'));
});

t.test('the ledger lists every event with its date', async (t) => {
	const texts = pageTexts(page(everything));
	t.same(texts.slice(texts.indexOf('Payments') + 1, -2), [
		'Total charges: 1,210.00',
		'Adjustment Prompt-pay discount: −100.00',
		'10/22/2026 Adjustment Courtesy: −50.00',
		"Patient's part: 1,060.00",
		'10/21/2026 insurance, last4 0000, deposit: 1,110.00',
		'10/23/2026 Refund bank transfer (ACH), overpayment: −50.00',
		'Paid: 1,060.00',
		'Balance: 0.00',
		'PAID IN FULL',
	]);
});

t.test('the ledger is ordered by date, rows without a date first', async (t) => {
	const [undated, dated] = everything.adjustments ?? [];
	for (const adjustments of [
		[undated, dated],
		[dated, undated],
	] as SuperbillInput['adjustments'][]) {
		const rows = pageTexts(page({ ...everything, adjustments })).filter((text) =>
			text.includes('Adjustment'),
		);
		t.match(rows, [/^Adjustment/, /^10\/22\/2026/]);
	}
});

t.test('PAID IN FULL and its notice are printed only if it is true', async (t) => {
	const text = pageTexts(page(minimal)).join('\n');
	t.notMatch(text, 'PAID IN FULL');
	t.notMatch(text, 'paid for in full');
	t.match(text, 'Balance: 185.00');
	const credit = pageTexts(
		page({ ...minimal, payments: [{ date: '2026-10-06', amount: '200.00', method: 'cash' }] }),
	);
	t.ok(credit.includes('Credit balance: −15.00'));
	t.ok(credit.includes('Paid by patient: 200.00'));
});

t.test('a value that was not given leaves no empty label', async (t) => {
	const texts = pageTexts(page(minimal));
	t.equal(texts.filter((text) => /: *$/.test(text)).length, 0);
	t.notOk(texts.includes('Insurance'), 'nor an empty column');
});

t.test('a document without a number is a draft, and a mark can be requested', async (t) => {
	const draft = page(minimal);
	t.equal(draft.mark, 'DRAFT');
	t.ok(pageTexts(draft).includes('Draft: no number yet, not for a payer'));
	t.equal(draft.title, 'Superbill');
	t.equal(page(everything).mark, undefined);
	t.equal(page(everything, { language: 'en', mark: 'SAMPLE' }).mark, 'SAMPLE');
});

t.test('an optional notice is printed only on request', async (t) => {
	const notice = "Everything & Sons Clinic is not in the network of the patient's plan.";
	t.ok(pageTexts(page(everything)).includes(notice));
	t.notOk(pageTexts(page(minimal)).includes(notice));
});

t.test('the statement on prior authorization is always printed', async (t) => {
	t.ok(pageTexts(page(minimal)).includes('This clinic neither requests nor provides prior authorization.'));
});

t.test('Spanish labels come before the English ones', async (t) => {
	const spanish = page({ ...everything, language: 'es' }, { language: 'es' });
	const texts = pageTexts(spanish);
	t.ok(texts.includes('Paciente / Patient'));
	t.ok(texts.includes('Nac. / Born 02/29/1984 · X'));
	t.equal(spanish.running.page(1, 2), 'Página 1 de 2 / Page 1 of 2');
	t.equal(page(everything).running.page(2, 2), 'Page 2 of 2');
});

t.test('the running text names number and patient, the title names nobody', async (t) => {
	const { running, title } = page(everything);
	t.equal(running.text, 'SB-2026-EVERY · Marlow Fen Fakenham Jr');
	t.equal(title, 'Superbill SB-2026-EVERY');
	t.equal(page(minimal).running.text, 'Marlow Fakenham');
});

t.test('a template can print ISO dates', async (t) => {
	const iso = compose(
		superbillOf(minimal),
		{ ...standard, template: { ...standard.template, dates: 'iso' } },
		{ language: 'en' },
	);
	t.ok(pageTexts(iso).includes('Issued 2026-10-30'));
});

/** `standard` with this as its only notice. */
function saying(text: string, title?: string): LoadedTemplate {
	const notice = { id: 'own', when: 'always', text: { en: text, es: text } } as const;
	return changed(standard, { notices: [{ ...notice, ...(title && { title: { en: title, es: title } }) }] });
}

const texts = (template: LoadedTemplate) =>
	pageTexts(compose(superbillOf(minimal), template, { language: 'en' }));

t.test('a notice is one paragraph whatever its line breaks', async (t) => {
	t.ok(texts(saying('One\n  two,\n\n{{ number }}three.')).includes('One two, three.'));
});

t.test('a notice whose text comes out empty is not printed', async (t) => {
	const empty = texts(saying('{% if number != "" %}No. {{ number }}{% endif %}'));
	t.strictSame(
		empty.filter((text) => text.trim() === ''),
		[],
	);
	t.equal(empty.length + 1, texts(saying('Something')).length);
});

t.test('a page for the patient keeps its paragraphs and steps', async (t) => {
	const page = texts(saying('For {{ patient.name }}.\n\n1. Do this.\n2. Do that.\n', 'How to'));
	t.strictSame(page.slice(page.indexOf('How to')), [
		'How to',
		'For Marlow Fakenham.',
		'1. Do this.',
		'2. Do that.',
	]);
});

t.test('the documented variables are exactly those that exist', async (t) => {
	const paths = (value: object, before = ''): string[] =>
		Object.entries(value).flatMap(([key, inner]) =>
			typeof inner === 'string' ? [before + key] : paths(inner, `${before}${key}.`),
		);
	const values = variables(superbillOf(everything), standard.template);
	t.strictSame(paths(values), [...VARIABLE_PATHS]);
	t.strictSame(paths(uniformVariables('')), [...VARIABLE_PATHS]);
	t.notMatch(JSON.stringify(values), '""');
});

import t from 'tap';
import type { Block, PageContent } from '../../../src/page/content.ts';
import type { Language } from '../../../src/superbill/language.ts';
import type { SuperbillInput } from '../../../src/superbill/request.ts';
import { compose } from '../../../src/templates/compose/compose.ts';
import type { LoadedTemplate } from '../../../src/templates/loaded-template.ts';
import type { Template } from '../../../src/templates/template.ts';
import { everything, minimal, superbillOf } from '../../fixtures/payloads.ts';
import { pageTexts, plain } from '../../page-text.ts';
import { TEMPLATES } from '../../service/service-under-test.ts';
import { changed } from '../changed.ts';

function page(
	id: string,
	input: SuperbillInput,
	{ language = 'en', own = {} }: { language?: Language; own?: Partial<Template> } = {},
): PageContent {
	const loaded = TEMPLATES.get(id) as LoadedTemplate;
	return compose(superbillOf(input), changed(loaded, own), { language });
}

const table = (content: PageContent) =>
	content.body.find((block) => block.kind === 'table') as Extract<Block, { kind: 'table' }>;

const titles = (content: PageContent) =>
	table(content).columns.map(({ title }) => title.map(plain).join(' / '));

t.test('an optional column is printed only if a line has a value for it', async (t) => {
	const always = ['Date', 'Place', 'Code', 'Dx', 'Service', 'Units', 'Charge'];
	t.same(titles(page('infusion', minimal)), always);
	t.same(titles(page('behavioral-health', minimal)), always);
	t.same(
		titles(page('infusion', everything)).filter((title) => !always.includes(title)),
		['Mod', 'Start', 'End', 'Min'],
	);
	t.same(
		titles(page('behavioral-health', everything)).filter((title) => !always.includes(title)),
		['Visit by', 'State', 'Mod', 'Min'],
	);
});

t.test('a value with a column is not repeated in the description', async (t) => {
	const row = pageTexts(page('behavioral-health', everything)).find((text) => text.includes('Long session'));
	t.match(row, 'video | OR');
	t.match(row, '10:00–10:55');
	t.notMatch(row, 'Video telehealth');
	t.notMatch(row, '55 min');
	const infused = pageTexts(page('infusion', everything)).find((text) => text.includes('Long session'));
	t.notMatch(infused, '10:00–10:55');
	t.match(infused, '10:00 | 10:55 | 55');
});

t.test('a visit in person is labelled if others are by video', async (t) => {
	const drug = pageTexts(page('behavioral-health', everything)).find((text) => text.includes('Drug supply'));
	t.match(drug, '11 | in person |  | J3490');
});

t.test('drugs have a line below their service, or a table without empty columns', async (t) => {
	const { groups, columns, foot } = page('infusion', everything).body.filter(
		(block) => block.kind === 'table',
	)[1] as Extract<Block, { kind: 'table' }>;
	t.same(
		columns.map(({ title }) => title.map(plain).join(' / ')),
		['Date', 'Code', 'Drug', 'NDC', 'Strength', 'Dose, route', 'Used', 'Discarded'],
	);
	t.same(
		groups.map(({ rows }) => rows[0]?.cells.map(({ text }) => plain(text))),
		[['10/06/2026', 'J3490', 'ketamine HCl', '00000-1234-05', '50 mg/mL', '40 mg IV', '0.8 mL', '0.2 mL']],
	);
	t.equal(foot, undefined);
	const bare = { ndc: '00000123405', quantity: '1', unit: 'UN', route: 'nasal' } as const;
	const line = { ...everything.serviceLines[1], drug: bare } as SuperbillInput['serviceLines'][number];
	const input = { ...minimal, serviceLines: [line] };
	const texts = pageTexts(page('infusion', input));
	t.equal(texts[texts.indexOf('Drugs') + 1], 'Code | Drug | NDC | Dose, route | Used');
	t.ok(pageTexts(page('standard', input)).includes('NDC 00000-1234-05 · nasal · used 1 UN'));
	t.notOk(pageTexts(page('infusion', minimal)).includes('Drugs'));
});

t.test('a statement prints what was paid on a day of service beside it', async (t) => {
	const [line] = minimal.serviceLines;
	const card = { date: '2026-10-06', amount: '100.00', method: 'card', reference: 'last4 0000' } as const;
	const payments = [
		card,
		{ ...card, amount: '85.00', method: 'cash', reference: undefined },
		{ ...card, date: '2026-10-09' },
		{ ...card, note: 'deposit' },
	] as SuperbillInput['payments'];
	const texts = pageTexts(page('statement', { ...minimal, payments }));
	t.ok(texts.some((text) => /Session · paid by card, last4 0000; cash \| 1 \| 185.00 \| 185.00$/.test(text)));
	t.ok(texts.includes('Total charges | 185.00 | 185.00'));
	const paid = texts.slice(texts.indexOf('Payments') + 2, texts.indexOf('Payments') + 5);
	t.same(paid, [
		'Paid on the dates above: 185.00',
		'10/06/2026 card, last4 0000, deposit: 100.00',
		'10/09/2026 card, last4 0000: 100.00',
	]);
	const serviceLines = [line, line] as SuperbillInput['serviceLines'];
	const several = pageTexts(
		page('statement', {
			...minimal,
			payments,
			serviceLines: [...serviceLines, { ...serviceLines[0], date: '2026-10-09' }] as typeof serviceLines,
		}),
	);
	t.ok(several.includes('Subtotal 10/06/2026 · paid by card, last4 0000; cash | 370.00 | 185.00'));
	const single = { ...minimal, payments, serviceLines: [{ ...line, paid: '50.00' }] };
	t.notMatch(pageTexts(page('statement', single as SuperbillInput)).join('\n'), 'above');
	t.notMatch(pageTexts(page('standard', { ...minimal, payments })).join('\n'), 'above');
});

t.test('a statement prints the date once per visit, unless a page may start within it', async (t) => {
	const dates = (lines: number) => {
		const serviceLines = Array.from({ length: lines }, () => minimal.serviceLines[0]);
		const input = { ...minimal, serviceLines } as SuperbillInput;
		const { groups } = table(page('statement', input));
		return groups.flatMap(({ rows }) => rows.map(({ cells }) => plain(cells[0]?.text ?? '')));
	};
	t.strictSame(dates(3), ['10/06/2026', '', '']);
	t.equal(dates(6).filter(Boolean).length, 6);
});

t.test('the recipient is the guarantor, else the patient', async (t) => {
	t.ok(
		pageTexts(page('statement', everything)).includes('Delphine Bell | 5 Example Elm | Pretendale, TX 99996'),
	);
	t.ok(
		pageTexts(page('statement', minimal)).includes(
			'Marlow Fakenham | 12 Imaginary Ct | Exampleville, CO 99999',
		),
	);
});

t.test('a notice with a title gets its own page, with steps as a list', async (t) => {
	const asked = { ...everything, notices: ['how-to-submit'] };
	const { body } = page('standard', asked);
	const start = body.findIndex((block) => block.kind === 'page-break');
	t.match(body.slice(start), [
		{
			kind: 'page-break',
			part: {
				text: 'For the patient, not part of superbill SB-2026-EVERY',
				continued: 'How to submit (continued)',
			},
		},
		{ kind: 'page-number' },
		{ kind: 'heading', size: 'title', text: 'How to ask your plan for reimbursement' },
		{
			kind: 'paragraph',
			text: /^This page is for you, not for the insurer\. Everything & Sons Clinic does not/,
		},
		{ kind: 'list', numbering: 'numbers' },
		{ kind: 'paragraph', text: /^Questions about codes or amounts: 555-0101\./ },
	]);
	const list = body.find((block) => block.kind === 'list' && block.numbering === 'numbers');
	t.match(list, {
		items: [{ label: '1.' }, { label: '2.', text: /Marlow Fen Fakenham Jr/ }, { label: '3.' }],
	});
	t.equal(
		page('standard', everything).body.some((block) => block.kind === 'page-break'),
		false,
	);
});

t.test('a Spanish page for the patient starts in Spanish and is tagged as Spanish', async (t) => {
	const asked = { ...everything, notices: ['how-to-submit'] };
	const { body } = page('standard', asked, { language: 'es' });
	const start = body.findIndex((block) => block.kind === 'page-break');
	t.match(body[start + 2], {
		text: [{ text: 'Cómo pedir el reembolso a su plan', lang: 'es' }, { text: /How to/ }],
	});
	t.match(body[start + 3], {
		columns: [
			[{ text: [{ text: /^Esta página es para usted/, lang: 'es' }] }],
			[{ text: /^This page is for you/ }],
		],
	});
});

t.test('each notice is printed under its condition', async (t) => {
	const text = (input: SuperbillInput, when: 'telehealth' | 'corrected') =>
		pageTexts(
			page('standard', input, { own: { notices: [{ id: 'it', when, text: { en: 'IT', es: 'ESO' } }] } }),
		);
	t.ok(text(everything, 'telehealth').includes('IT'));
	t.notOk(text(minimal, 'telehealth').includes('IT'));
	t.ok(text(everything, 'corrected').includes('IT'));
	t.notOk(text(minimal, 'corrected').includes('IT'));
});

t.test('a signature is a line, typed, or left out', async (t) => {
	const signature = (style: Template['signature']['style']) => {
		const { statement } = (TEMPLATES.get('standard') as LoadedTemplate).template.signature;
		return pageTexts(page('standard', everything, { own: { signature: { style, statement } } })).slice(-3);
	};
	const statement = 'the services were provided on the dates shown';
	const signer = 'Testa Quill Samplewell III, DNP';
	t.strictSame(signature('line').slice(1), [`Signature of ${signer}: ${statement}`, 'Date']);
	t.equal(signature('typed').at(-1), `Signed ${signer} · 10/30/2026: ${statement}`);
	t.notMatch(signature('none').join('\n'), /provided on|Sign/);
});

t.test('a template can replace labels', async (t) => {
	const labels = { patient: { en: 'Client', es: 'Cliente' } };
	t.ok(pageTexts(page('standard', minimal, { own: { labels } })).includes('Client'));
	t.ok(
		pageTexts(page('standard', minimal, { own: { labels }, language: 'es' })).includes('Cliente / Client'),
	);
});

t.test('a logo is before the name and has alternative text', async (t) => {
	const loaded = TEMPLATES.get('standard') as LoadedTemplate;
	const logo = { file: 'logo.png', height: 40, alt: 'Two waves in a circle' };
	const image = { type: 'png', bytes: new Uint8Array() } as const;
	const content = compose(
		superbillOf(minimal),
		{ ...loaded, template: { ...loaded.template, logo }, logo: image },
		{ language: 'en' },
	);
	t.equal(pageTexts(content)[0], '[Two waves in a circle]');
});

t.test('a sample is also marked in words', async (t) => {
	const loaded = TEMPLATES.get('standard') as LoadedTemplate;
	const sample = compose(superbillOf(everything), loaded, { language: 'en', mark: 'SAMPLE' });
	t.ok(pageTexts(sample).includes('Sample: no such visit took place'));
});

t.test('what was paid for single lines has a column in any template', async (t) => {
	const [line] = minimal.serviceLines;
	const paid = { ...minimal, serviceLines: [{ ...line, paid: '10.00' }, line] } as SuperbillInput;
	const own = { services: { ...(TEMPLATES.get('standard') as LoadedTemplate).template.services } };
	t.ok(titles(page('standard', paid)).includes('Paid'));
	const columns = ['paid', ...own.services.columns] as Template['services']['columns'];
	const first = titles(page('standard', paid, { own: { services: { ...own.services, columns } } }));
	t.equal(first[0], 'Paid', 'where a template puts it');
	t.notOk(titles(page('standard', minimal)).includes('Paid'));
});

t.test('the answers of boxes 10 to 15 and 27 are printed where they are given', async (t) => {
	const texts = (more: object) =>
		pageTexts(page('standard', { ...minimal, ...more } as SuperbillInput)).join('|');
	t.notMatch(texts({}), 'CLAIM INFORMATION');
	const all = texts({
		conditionRelatedTo: { employment: true, autoAccident: { state: 'CA' }, otherAccident: true },
		accidentDate: '2026-10-01',
		onset: { date: '2026-09-01', of: 'onset' },
		otherDates: [{ date: '2026-09-15', of: 'firstVisit' }],
		releaseOfInformation: true,
		assignmentOfBenefits: 'practice',
		acceptAssignment: false,
	});
	for (const text of [
		'employment, auto accident in CA, other accident',
		'10/01/2026',
		'09/01/2026',
		'09/15/2026',
		'the practice',
	])
		t.ok(all.includes(text), text);
	t.ok(texts({ acceptAssignment: true }).includes('yes'));
	t.ok(texts({ releaseOfInformation: false }).includes('no'));
	t.ok(texts({ conditionRelatedTo: {}, accidentDate: '2026-10-01' }).includes('10/01/2026'));
});

t.test('a line shows that it was an emergency, and its note', async (t) => {
	const lines = minimal.serviceLines.map((line) => ({ ...line, emergency: true, note: 'Second session' }));
	const texts = pageTexts(page('standard', { ...minimal, serviceLines: lines }));
	t.ok(
		texts.some((text) => text.includes(' \u00b7 emergency \u00b7 Second session')),
		texts.join('|'),
	);
	const no = minimal.serviceLines.map((line) => ({ ...line, emergency: false }));
	t.same(
		page('standard', { ...minimal, serviceLines: no }).body,
		page('standard', minimal).body,
		'nothing else does',
	);
});

t.test("the number of a liability insurer's claim and of a laboratory are printed", async (t) => {
	const texts = pageTexts(
		page('standard', {
			...minimal,
			billingProvider: { ...minimal.billingProvider, clia: '00D0000000' } as typeof minimal.billingProvider,
			coverages: [{ payerName: 'X', memberId: 'Y', claimNumber: 'FICT-323232', relationship: 'self' }],
		}),
	);
	const all = texts.join('|');
	t.ok(all.includes('CLIA no. 00D0000000') && all.includes('Claim no. FICT-323232'), all);
});

t.test('a practice without phone, email and website has a letterhead of name and address', async (t) => {
	const {
		phone: _,
		email: __,
		website: ___,
		fax: ____,
		...practice
	} = minimal.billingProvider as typeof minimal.billingProvider & Record<string, unknown>;
	const texts = pageTexts(page('standard', { ...minimal, billingProvider: practice } as SuperbillInput));
	t.equal(texts[0], minimal.billingProvider.name);
});

t.test('the label of a sum is beside the sums, in whatever order the columns are', async (t) => {
	const total = (columns: Template['services']['columns']) => {
		const services = { columns, visits: 'plain', drug: 'line' } as const;
		const { foot } = table(page('standard', everything, { own: { services } }));
		return foot?.cells.map(({ text, span = 1 }) => (plain(text) === '' ? span : `${plain(text)} ${span}`));
	};
	t.same(total(['charge', 'date', 'pos', 'code', 'modifiers', 'pointers', 'units', 'description']), [
		'1,210.00 1',
		'Total charges 7',
	]);
	t.same(total(['units', 'date', 'description', 'charge', 'pos', 'code', 'modifiers', 'pointers']), [
		'Total charges 3',
		'1,210.00 1',
		1,
		1,
		1,
		1,
	]);
});

t.test('a place of service is named in its column if there is room, or else below the table', async (t) => {
	const [line] = minimal.serviceLines as [SuperbillInput['serviceLines'][number]];
	const named = (id: string, serviceLines: SuperbillInput['serviceLines']) => {
		const loaded = TEMPLATES.get(id) as LoadedTemplate;
		const places = { '11': 'Office', '10': 'Telehealth Provided in Patient’s Home' };
		const superbill = { ...superbillOf({ ...minimal, serviceLines }), places };
		return pageTexts(compose(superbill, loaded, { language: 'en' }));
	};
	const home = { ...line, placeOfService: '10', telehealth: { modality: 'video' } } as typeof line;
	const standard = named('standard', [line, home]);
	t.ok(standard.some((text) => text.startsWith('10/06/2026 | 11 Office | ')));
	t.ok(standard.includes('Place of service: 10 Telehealth Provided in Patient’s Home'));
	const held = named('behavioral-health', [line, home]);
	t.ok(held.includes('Place of service: 10 Telehealth Provided in Patient’s Home; 11 Office'));
	t.ok(named('behavioral-health', [line]).some((text) => text.startsWith('10/06/2026 | 11 Office | ')));
});

t.test('a claim that is related to nothing says so', async (t) => {
	t.ok(
		pageTexts(page('standard', { ...minimal, conditionRelatedTo: {} })).includes(
			'Condition not related to work or accident',
		),
	);
});

t.test('a taxonomy code is followed by its name where that is known', async (t) => {
	const known = { ...superbillOf(everything), taxonomies: { '2084P0800X': 'Made-up specialty' } };
	const { billingProvider, renderingProvider } = known;
	const content = compose(
		{
			...known,
			billingProvider: { ...billingProvider, taxonomy: '2084P0800X' },
			renderingProvider: { ...renderingProvider, taxonomy: '103T00000X' },
		},
		TEMPLATES.get('standard') as LoadedTemplate,
		{ language: 'en' },
	);
	const texts = pageTexts(content);
	t.ok(texts.includes('Taxonomy 2084P0800X Made-up specialty'));
	t.ok(texts.includes('Taxonomy 103T00000X'));
});

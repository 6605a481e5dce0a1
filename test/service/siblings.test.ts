import t from 'tap';
import { SIBLINGS, type SiblingName } from '../../src/superbill/sibling.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { everything, minimal } from '../fixtures/payloads.ts';
import { readPdf } from '../pdf/reader.ts';
import { serviceUnderTest, TEMPLATES } from './service-under-test.ts';

async function render(input: object, document: SiblingName, service = serviceUnderTest()) {
	const rendering = await service.render(input, undefined, { document });
	if (rendering.refused) throw new Error(JSON.stringify(rendering.findings));
	const read = await readPdf(rendering.pdf);
	const [[file, bytes] = ['', new Uint8Array()]] = Object.entries(read.attachments);
	const data = JSON.parse(Buffer.from(bytes).toString());
	return { ...rendering, ...read, file, data, text: read.pages.map(({ text }) => text).join(' ') };
}

/** Every text and number in data, as a page prints it. */
function printed(value: unknown): string[] {
	if (typeof value === 'number') return [String(value)];
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(printed);
	const text = String(value);
	const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
	if (year !== undefined) return [`${month}/${day}/${year}`];
	const money = /^-?(\d+)(\d{3})(\.\d\d)$/.exec(text);
	if (money) return [`${money[1]},${money[2]}${money[3]}`];
	return [PRINTED[text] ?? text.replace(/^-/, '')];
}

const PRINTED: Readonly<Record<string, string>> = {
	'000000001': '00-0000001',
	ach: 'bank transfer (ACH)',
	US: '',
};

const bare = (text: string) => text.replace(/\s+/g, '');

for (const name of ['proof-of-payment', 'hsa-receipt'] as const) {
	t.test(`the data of ${name} has only what its page prints, and neither names a diagnosis`, async (t) => {
		const { text, data, file, title, xmp } = await render(everything, name);
		t.equal(file, `${name}.json`);
		const { language: _, ...superbill } = data.superbill;
		const { paymentStatus: __, ...totals } = data.totals;
		for (const value of [
			...printed(superbill),
			data.document === name ? '' : '?',
			...printed(data.drawnOn),
		]) {
			t.ok(bare(text).includes(bare(value)), `${value} is printed`);
		}
		for (const sum of ['totalCharges', 'amountDue', 'netPaid', 'balance']) {
			t.ok(bare(text).includes(printed(totals[sum])[0] as string), sum);
		}
		t.notOk('findings' in data);
		for (const all of [text, JSON.stringify(data), title, xmp]) {
			t.notMatch(all, /F33\.?2|F43\.?10|[Dd]epression|diagnos|pointer/i);
		}
	});
}

t.test('a sibling is named after itself and the number, and dated with the day it is drawn', async (t) => {
	for (const name of SIBLINGS) {
		const { fileName, title, data, pages, text } = await render(everything, name);
		t.equal(fileName, `${name}-SB-2026-EVERY.pdf`);
		t.match(title, /^\S.* SB-2026-EVERY$/);
		t.match(data, { document: name, drawnOn: '2026-11-23', superbill: { number: 'SB-2026-EVERY' } });
		t.equal(pages.length, 1);
		t.match(text, /Page 1 of 1/);
		if (name !== 'how-to-submit') t.match(text, /As of 11\/23\/2026/);
	}
	t.equal((await render(minimal, 'hsa-receipt')).fileName, 'hsa-receipt-draft.pdf');
});

t.test('the same record gives the same bytes on one day, and others on the next', async (t) => {
	const on = async (now: string) =>
		(await render(everything, 'proof-of-payment', serviceUnderTest({ now: () => new Date(now) }))).pdf;
	const first = await on('2026-11-23T12:00:00Z');
	t.ok(first.equals(await on('2026-11-23T18:00:00Z')));
	t.notOk(first.equals(await on('2026-11-24T18:00:00Z')));
});

t.test('the page on how to submit says nothing in its data but the number', async (t) => {
	const { data } = await render(everything, 'how-to-submit');
	t.strictSame(Object.keys(data).sort(), ['document', 'drawnOn', 'service', 'superbill', 'template']);
	t.strictSame(data.superbill, { number: 'SB-2026-EVERY' });
});

const standard = TEMPLATES.get('standard') as LoadedTemplate;
const changed = (changes: Partial<LoadedTemplate['template']>) =>
	serviceUnderTest({
		payers: [],
		templates: () => new Map([['standard', { ...standard, template: { ...standard.template, ...changes } }]]),
	});

t.test('a template without a page on how to submit cannot make one', async (t) => {
	const none = changed({ notices: standard.template.notices.filter(({ title }) => !title) });
	const body = { ...everything, notices: [] };
	const rendering = await none.render(body, undefined, { document: 'how-to-submit' });
	t.match(rendering, { refused: true });
	t.match(
		rendering.findings.find(({ severity }) => severity === 'error')?.message,
		/has no page on how to submit/,
	);
	t.match(await none.render(body, undefined, { document: 'hsa-receipt' }), { refused: false });
	const payer = { ...body, payerProfile: 'hsa-fsa' };
	const templates = () =>
		new Map([['standard', { ...standard, template: { ...standard.template, notices: [] } }]]);
	const withPayers = serviceUnderTest({ templates });
	t.match((await render(payer, 'how-to-submit', withPayers)).text, /How to use your HSA or FSA/);
});

t.test('a request that was issued is drawn without being judged again', async (t) => {
	const service = serviceUnderTest();
	const preparation = service.prepare(everything);
	if (preparation.refused) throw new Error('refused');
	const { request, issuedOn } = preparation.prepared;
	const issued = (changes: object) => ({
		request: { ...request, number: 'SB-1', issuedOn, ...changes },
		practice: undefined,
		timeZone: 'UTC',
	});
	const unheard = issued({
		template: 'gone',
		serviceLines: request.serviceLines.map((line) => ({ ...line, code: '00000' })),
	});
	t.match(await service.renderIssued(unheard, 'proof-of-payment'), { refused: false, findings: [] });
	const unprintable = issued({ patient: { ...request.patient, firstName: '\u{1F600}' } });
	t.match(await service.renderIssued(unprintable, 'proof-of-payment'), {
		refused: true,
		findings: [{ rule: 'unprintable-text' }],
	});
});

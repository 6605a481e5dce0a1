import t from 'tap';
import type { PageContent } from '../../../src/page/content.ts';
import { readRequest } from '../../../src/superbill/read.ts';
import type { SuperbillRequest } from '../../../src/superbill/request.ts';
import { type ReceiptName, receiptData, receiptRequest } from '../../../src/superbill/sibling.ts';
import { resolve } from '../../../src/superbill/superbill.ts';
import { compose } from '../../../src/templates/compose/compose.ts';
import type { LoadedTemplate } from '../../../src/templates/loaded-template.ts';
import { everything, superbillOf } from '../../fixtures/payloads.ts';
import { pageTexts } from '../../page-text.ts';
import { TEMPLATES } from '../../service/service-under-test.ts';

const PAYMENTS = [
	{ date: '2026-10-21', amount: '1000.00', method: 'insurance' },
	{ date: '2026-10-22', amount: '90.00', method: 'card', reference: 'last4 0000' },
];

function page(name: ReceiptName, changes: object = {}, template = 'statement'): PageContent {
	const { request } = readRequest({ ...everything, refunds: [], payments: PAYMENTS, ...changes });
	const superbill = resolve(receiptRequest(receiptData(request as SuperbillRequest, name)), '2026-10-30');
	const sibling = { name, drawnOn: '2026-11-23' };
	return compose(superbill, TEMPLATES.get(template) as LoadedTemplate, { language: 'en', sibling });
}

const texts = (...given: Parameters<typeof page>): string[] => pageTexts(page(...given));

/** The text of the QR code in a letterhead. */
function qrText(name: ReceiptName): string | undefined {
	const [letterhead] = page(name).body;
	const blocks = letterhead?.kind === 'columns' ? letterhead.columns.flat() : [];
	return blocks.find((block) => block.kind === 'qr-code')?.text;
}

t.test('a proof of payment says what was paid, when, how and for which services', async (t) => {
	const all = texts('proof-of-payment');
	t.strictSame(all.slice(all.indexOf('Proof of payment')).slice(0, 4), [
		'Proof of payment',
		'Superbill No. SB-2026-EVERY',
		'Issued 10/30/2026',
		'As of 11/23/2026',
	]);
	t.ok(
		all.includes(
			'10/20/2026 | 90837 | 95 HO | Long session · Rendered by Lucian Contrived, LCSW · NPI 2000000036 | 1 | 1,185.00',
		),
	);
	t.ok(all.includes('10/22/2026 card, last4 0000: 90.00'));
	t.ok(all.includes('Credit balance: −30.00'));
	t.ok(all.includes('NPI 2000000028'));
	t.ok(all.includes('Tax ID 00-0000001 (EIN)'));
	t.notOk(all.includes('Diagnoses (ICD-10-CM)'));
});

t.test('a receipt for an HSA or FSA has no codes, and says what was not paid by insurance', async (t) => {
	const all = texts('hsa-receipt');
	t.ok(all.includes('Date | Service | Charge'));
	t.ok(all.includes('10/06/2026 | Drug supply | 25.00'));
	t.ok(all.includes('10/22/2026 card: 90.00'));
	t.ok(all.includes('Of this, not from insurance: 90.00'));
	const refunded = texts('hsa-receipt', {
		refunds: [{ date: '2026-10-23', amount: '20.00', method: 'card' }],
	});
	t.ok(refunded.includes('Of this, not from insurance: 70.00'));
	const own = texts('hsa-receipt', { payments: PAYMENTS.slice(1) });
	t.notOk(own.some((text) => text.startsWith('Of this')));
	const unpaid = texts('hsa-receipt', { payments: undefined });
	t.notOk(unpaid.some((text) => text.startsWith('Of this')));
	const back = [{ date: '2026-10-23', amount: '1.00', method: 'insurance' }];
	t.ok(texts('hsa-receipt', { refunds: back }).includes('Of this, not from insurance: 90.00'));
	t.ok(texts('hsa-receipt', { refunds: undefined }).includes('Of this, not from insurance: 90.00'));
});

t.test('a QR code says what kind of document it is on, and no more than its page', async (t) => {
	t.match(qrText('proof-of-payment'), /^PAY1:SB-2026-EVERY:.* (?:2026)?1020\+90837-95-HO:1185/);
	t.match(qrText('hsa-receipt'), /^HSA1:SB-2026-EVERY:.* EIN:00-0000001 SUM:1210 /);
	for (const name of ['proof-of-payment', 'hsa-receipt'] as const) {
		t.notMatch(qrText(name), /DX:|F33|F43|SUP:|REF:|FAC:|REPLACES/);
	}
});

t.test('PAID IN FULL is on a sibling under the same condition as on the superbill', async (t) => {
	const paid = [{ date: '2026-10-21', amount: '1060.00', method: 'card' }];
	t.ok(texts('proof-of-payment', { payments: paid }).includes('PAID IN FULL'));
	t.notOk(texts('proof-of-payment').includes('PAID IN FULL'));
});

t.test('the page on how to submit is printed without being asked for, and is a document', async (t) => {
	const sibling = { name: 'how-to-submit', drawnOn: '2026-11-23' } as const;
	const content = compose(superbillOf(everything), TEMPLATES.get('standard') as LoadedTemplate, {
		language: 'en',
		sibling,
	});
	t.equal(content.title, 'How to submit SB-2026-EVERY');
	t.match(content.body[1], { kind: 'heading', level: 1, text: 'How to ask your plan for reimbursement' });
	t.equal(content.running.text, 'For the patient, not part of superbill SB-2026-EVERY');
	t.notOk(content.body.some(({ kind }) => kind === 'page-break'));
});

import t from 'tap';
import { check } from '../../../src/rules/catalogue/check.ts';
import { unprintableText } from '../../../src/rules/document/text.ts';
import { readRequest } from '../../../src/superbill/read.ts';
import type { SuperbillInput } from '../../../src/superbill/request.ts';
import { computeTotals } from '../../../src/superbill/totals.ts';
import { CASES } from '../../fixtures/cases.ts';
import { findings, hits, KNOWLEDGE } from '../../fixtures/examine.ts';
import { TODAY } from '../../fixtures/plain.ts';

t.test('unprintable-text names the field and the code points', async (t) => {
	t.match(findings('unprintable-text', { '/patient/lastName': 'Fake\u{1F600}nh\u3042m\u3042' }), [
		{
			severity: 'error',
			pointer: '/patient/lastName',
			message: 'Patient: last name has characters that cannot be printed: U+1F600, U+3042.',
		},
	]);
	t.match(findings('unprintable-text', { '/serviceLines/0/description': 'Vis\uFFFDit' }), [
		{ pointer: '/serviceLines/0/description', message: /^Service line 1: description .* U\+FFFD\.$/ },
	]);
	t.strictSame(hits('unprintable-text', { '/patient/lastName': 'Žofia Ångström-Nuñez № 5' }), []);
});

t.test('unprintable-text names at most five code points and counts the others', async (t) => {
	const note = (text: string) => findings('unprintable-text', { '/note': text });
	t.match(note('あいうえお'), [{ message: /: U\+3042, U\+3044, U\+3046, U\+3048, U\+304A\.$/ }]);
	t.match(note('あいうえおかき'), [{ message: /U\+304A and 2 more\.$/ }]);
});

t.test('unprintable-text refuses invisible characters, even if the font has a glyph', async (t) => {
	const invisible = [0x202a, 0x202e, 0x2066, 0x2069, 0xe000, 0x0378, 0x034f, 0xfffc, 0xfffd];
	for (const codePoint of invisible) {
		const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
		const text = `a${String.fromCodePoint(codePoint)}b`;
		t.match(findings('unprintable-text', { '/note': text }), [
			{ message: `Note has characters that cannot be printed: ${name}.` },
		]);
	}
	t.strictSame(
		hits('unprintable-text', { '/note': 'a\u200Cb\u200Dc' }),
		[],
		'some names are spelled with joiners',
	);
});

t.test('unprintable-text checks every printed text, and no other', async (t) => {
	const { request } = readRequest({ ...everyField(), notices: ['how-to-submit'] });
	if (!request) throw new Error('the case has the wrong shape');
	const input = {
		request: withAccents(request) as typeof request,
		totals: computeTotals(request),
		issuedOn: TODAY,
		today: TODAY,
		payers: [],
		knowledge: { ...KNOWLEDGE, hasGlyph: (codePoint: number) => codePoint < 0x80 },
	};
	t.strictSame(
		check(input, new Map(), [unprintableText])
			.map((finding) => finding.pointer)
			.sort(),
		texts(request)
			.filter((pointer) => !/^\/(?:template|language|notices\/0|billingProvider\/timeZone)$/.test(pointer))
			.sort(),
	);
});

/** Adds a letter that fonts may lack to every text. */
function withAccents(value: unknown): unknown {
	if (typeof value === 'string') return `${value}\u00e9`;
	if (Array.isArray(value)) return value.map(withAccents);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withAccents(inner)]));
}

function everyField(): SuperbillInput {
	const fixture = CASES.find(({ file }) => file === 'every-field.json');
	if (!fixture) throw new Error('there is no case with every field');
	return fixture.request;
}

/** Lists pointers to all texts in parsed JSON. */
function texts(value: unknown, at = ''): string[] {
	if (typeof value === 'string') return [at];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${at}/${key}`));
}

t.test('ssn-in-text finds a social security number in every free text', async (t) => {
	const ssn = '219-09-9999';
	const drug = { ndc: '0000-1234-05', quantity: '1', unit: 'ML', name: ssn, wasted: ssn };
	t.strictSame(
		hits('ssn-in-text', {
			'/note': `Member ${ssn}, thank you`,
			'/patient/accountNumber': ssn,
			'/diagnoses/0/description': ssn,
			'/serviceLines/0/description': `(${ssn})`,
			'/serviceLines/0/drug': drug,
			'/payments/0/reference': ssn,
			'/payments/0/note': ssn,
			'/adjustments': [{ amount: '1.00', reason: ssn }],
			'/refunds': [{ date: TODAY, amount: '1.00', method: 'card', reason: ssn }],
			'/replaces': { number: 'SB-1', issuedOn: TODAY, reason: ssn },
		}).sort(),
		[
			'warning /adjustments/0/reason',
			'warning /diagnoses/0/description',
			'warning /note',
			'warning /patient/accountNumber',
			'warning /payments/0/note',
			'warning /payments/0/reference',
			'warning /refunds/0/reason',
			'warning /replaces/reason',
			'warning /serviceLines/0/description',
			'warning /serviceLines/0/drug/name',
			'warning /serviceLines/0/drug/wasted',
		],
	);
});

t.test('ssn-in-text recognizes social security numbers', async (t) => {
	const note = (text: string) => hits('ssn-in-text', { '/note': text }).length;
	for (const text of ['219-09-9999', 'x219-09-9999x', '219\u201309\u20139999', '000-00-0000 219-09-9999']) {
		t.equal(note(text), 1, text);
	}
	for (const text of [
		'SSN 219099999',
		'ssn:219099999',
		'SSN# 219 09 9999',
		'SSN219-09-9999',
		'219 09 9999',
		'SSN on file 219099999',
		'her social security number is 219099999',
	]) {
		t.equal(note(text), 1, text);
	}
	for (const text of [
		'219099999',
		'000-09-9999',
		'666-09-9999',
		'900-09-9999',
		'219-00-9999',
		'219-09-0000',
		'1219-09-9999',
		'219-09-99990',
		'1-219-09-9999',
		'SSN 21909999',
		'SSN 2190999990',
		'555-0101',
	]) {
		t.equal(note(text), 0, text);
	}
});

t.test('ssn-in-text ignores numbers that others assign, and repeats none', async (t) => {
	t.strictSame(
		hits('ssn-in-text', {
			'/billingProvider/taxId': { type: 'SSN', value: '219-09-9999' },
			'/coverages/0/memberId': '219-09-9999',
			'/coverages/0/groupNumber': '219-09-9999',
			'/coverages/0/payerId': '219-09-9999',
			'/renderingProvider/license': { state: 'CO', number: '219-09-9999' },
			'/replaces': { number: 'SB-1', issuedOn: TODAY, reason: 'x', payerClaimNumber: '219-09-9999' },
		}),
		[],
	);
	t.notMatch(JSON.stringify(findings('ssn-in-text', { '/note': 'SSN 219-09-9999' })), /219|9999/);
});

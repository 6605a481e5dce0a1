import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import type { QrForm, QrLine } from '../../src/qr/form.ts';
import { qrFormOf } from '../../src/qr/from-superbill.ts';
import { qrData, readQrText } from '../../src/qr/read.ts';
import { symbolSide } from '../../src/qr/symbol.ts';
import { checkOf, MOST_QR_CHARACTERS, qrText, sealedQrText } from '../../src/qr/write.ts';
import type { SuperbillInput } from '../../src/superbill/request.ts';
import { CASES } from '../fixtures/cases.ts';
import { everything, minimal, superbillOf } from '../fixtures/payloads.ts';
import { assertProperty } from '../fixtures/property.ts';

const DATA = Buffer.from('{}');
const HASH = 'A'.repeat(20);

function caseOf(file: string): SuperbillInput {
	const found = CASES.find((one) => one.file === `${file}.json`);
	if (!found) throw new Error(`no case ${file}`);
	return found.request;
}

const formOf = (input: SuperbillInput): QrForm => qrFormOf(superbillOf(input));

function reading(text: string) {
	const read = readQrText(text);
	if ('mistake' in read) throw new Error(read.mistake);
	return read;
}

/** Drops the properties that are undefined. */
const plain = (form: QrForm): unknown => JSON.parse(JSON.stringify(form));

const sealed = (text: string): string => `${text}:${checkOf(text)}`;

t.test('a visit is one line of text in the characters that a QR code packs best', async (t) => {
	const text = qrText(formOf(caseOf('iv-ketamine-visit')));
	t.equal(
		text,
		'SB1:SB-2026-000101:20261006 NPI:2000000028 BY:2000000010 EIN:00-0000001 DX:F33.2 ' +
			'20261006+99213-25:A150+96365:A300+96366:A75+J3490:A25 SUM:550 PAID:550 DUE:0',
	);
	t.equal(
		sealedQrText(text, DATA),
		`${text} SHA:IQJW7I2VWNTYUEKGVULP:${checkOf(`${text} SHA:IQJW7I2VWNTYUEKGVULP`)}`,
	);
});

t.test('it says everything that the request has for it', async (t) => {
	t.match(
		qrText(formOf(everything)),
		/ SUP:2000000093 REF:2000000127 FAC:2000000143 .* ADJ:.* PAID:.* BACK:/,
	);
	t.match(qrText(formOf(caseOf('corrected-superbill'))), / REPLACES:SB-2026-000102 /);
	t.notMatch(qrText(formOf(minimal)), /^SB1:[^:]/, 'a draft has no number');
});

t.test('every case can be read back', async (t) => {
	for (const { file, request } of CASES) {
		const form = formOf(request);
		const text = sealedQrText(qrText(form), DATA);
		t.ok(text.length <= MOST_QR_CHARACTERS, file);
		t.match(text, /^[0-9A-Z $%*+\-./:]+$/, file);
		const read = reading(text);
		t.equal(read.sha256, '44136fa355b3678a1146ad16f');
		if (!text.includes(' OMITTED:')) t.strictSame(plain(read.form), plain(form), file);
		t.strictSame(read.form.amounts, form.amounts, file);
	}
});

t.test('lines that do not fit are left out, with their number and sum for each date', async (t) => {
	const form = formOf(caseOf('treatment-series-fifty-lines'));
	const text = qrText(form);
	t.match(text, / 2026\d{4}\*\d+:[\d.]+ \d{4}\*.* OMITTED:50 /);
	const { visits } = reading(sealedQrText(text, DATA)).form;
	t.strictSame(
		visits,
		form.visits.map(({ date, lines }) => ({
			date,
			lines: [],
			leftOut: { lines: lines.length, charges: lines.reduce((sum, { charge }) => sum + charge, 0) },
		})),
	);
});

t.test('of dates that do not fit, only the first and the last are there', async (t) => {
	const lines = Array.from({ length: 90 }, (_, i): QrLine => {
		return { code: '90837', modifiers: [], units: 1, pointers: 'A', charge: 100 + i };
	});
	const form: QrForm = {
		...formOf(minimal),
		visits: lines.map((line, i) => ({
			date: `2026-0${1 + Math.floor(i / 28)}-${10 + (i % 19)}`,
			lines: [line],
		})),
	};
	const text = qrText(form);
	t.match(text, / 20260110-202604\d\d\*90:130.05 OMITTED:90 /);
	const data = qrData(reading(sealedQrText(text, DATA))) as { leftOut: object };
	t.match(data.leftOut, [{ date: '2026-01-10', to: /^2026-04/, lines: 90, charges: '130.05' }]);
});

t.test('a sibling leaves out what its page does not print', async (t) => {
	const superbill = superbillOf(everything);
	const receipt = qrText(qrFormOf(superbill, 'hsa-receipt', ['diagnoses']));
	t.match(receipt, /^HSA1:/);
	t.notMatch(receipt, /DX:/);
	for (const { code } of superbill.diagnoses) t.notOk(receipt.includes(code), code);
	const { form } = reading(sealedQrText(receipt, DATA));
	t.ok(form.visits.flatMap(({ lines }) => lines).every(({ pointers }) => pointers === ''));
	t.equal(
		qrText(qrFormOf(superbill, 'proof-of-payment', ['npis', 'taxId', 'diagnoses', 'services', 'amounts'])),
		'PAY1:SB-2026-EVERY:20261030 REPLACES:SB-2026-OLD',
	);
	const bare = qrText(qrFormOf(superbill, 'proof-of-payment', ['npis']));
	t.notMatch(bare, /NPI:|:\d{10}/);
});

t.test('any form can be read back', async (t) => {
	const code = fc.string({ minLength: 1, maxLength: 10, unit: 'grapheme' });
	const cents = fc.integer({ min: 0, max: 999_999_999 });
	const line = fc.record({
		code,
		modifiers: fc.array(code, { maxLength: 4 }),
		units: fc.integer({ min: 1, max: 99_999 }).map((tenths) => tenths / 10),
		pointers: fc.stringMatching(/^[A-L]{0,4}$/),
		charge: cents,
		npi: fc.option(fc.constant('2000000010'), { nil: undefined }),
	});
	const forms = fc.record({
		kind: fc.constantFrom('superbill' as const, 'hsa-receipt' as const),
		number: fc.option(fc.stringMatching(/^[A-Z0-9./-]{1,30}$/), { nil: undefined }),
		issuedOn: fc.constant('2026-11-30'),
		replaces: fc.option(fc.stringMatching(/^[A-Z0-9./-]{1,30}$/), { nil: undefined }),
		npis: fc.constantFrom({}, { billingProvider: '2000000028' }),
		taxId: fc.constantFrom(undefined, { type: 'SSN', value: '219-09-9999' } as const),
		diagnoses: fc.array(code, { maxLength: 3 }),
		visits: fc.array(
			fc.record({
				date: fc.constantFrom('2025-12-30', '2026-01-02', '2026-11-30'),
				lines: fc.array(line, { minLength: 1, maxLength: 2 }),
			}),
			{ minLength: 1, maxLength: 2 },
		),
		amounts: fc.record({ totalCharges: cents, balance: fc.integer({ min: -999_999, max: 999_999 }) }),
		verifyAt: fc.constantFrom(undefined, 'HTTPS://VERIFY.EXAMPLE.COM/1'),
	});
	assertProperty(
		t,
		fc.property(forms, (form) => {
			const text = qrText(form);
			fc.pre(!text.includes(' OMITTED:'));
			const read = reading(sealedQrText(text, DATA)).form;
			return isDeepStrictEqual(plain(read), plain(form));
		}),
	);
});

t.test('a reading is described as the attached data describes a superbill', async (t) => {
	const text = sealedQrText(qrText(formOf(caseOf('corrected-superbill'))), DATA);
	t.strictSame(JSON.parse(JSON.stringify(qrData(reading(text)))), {
		kind: 'superbill',
		superbill: {
			number: 'SB-2026-000102-C1',
			issuedOn: '2026-11-12',
			replaces: { number: 'SB-2026-000102' },
			billingProvider: { npi: '2000000143', taxId: { type: 'EIN', value: '00-0000002' } },
			renderingProvider: { npi: '2000000036' },
			diagnoses: [{ code: 'F43.10' }, { code: 'F41.1' }],
			serviceLines: [
				{
					date: '2026-10-01',
					code: '90837',
					modifiers: [],
					units: 1,
					diagnosisPointers: ['A', 'B'],
					charge: '185.00',
				},
				{
					date: '2026-10-08',
					code: '90837',
					modifiers: ['95'],
					units: 1,
					diagnosisPointers: ['A', 'B'],
					charge: '185.00',
				},
			],
		},
		totals: { totalCharges: '370.00', paymentsReceived: '370.00', balance: '0.00' },
		attachment: { sha256: '44136fa355b3678a1146ad16f' },
	});
	const other = sealed(
		`HSA1::20261130 20261130+90837:1.50:2000000010 VERIFY:HTTPS://A.EXAMPLE.COM SHA:${HASH}`,
	);
	t.match(qrData(reading(other)), {
		kind: 'hsa-receipt',
		superbill: { serviceLines: [{ charge: '1.50', renderingProvider: { npi: '2000000010' } }] },
		verifyAt: 'HTTPS://A.EXAMPLE.COM',
	});
});

t.test('a key that a later version adds is skipped', async (t) => {
	const text = sealed(`SB1::20261130 LATER:X:Y SHA:${HASH}`);
	t.match(reading(text).form, { kind: 'superbill', issuedOn: '2026-11-30' });
});

t.test('any other text is refused, with the reason', async (t) => {
	const mistake = (text: string) => {
		const read = readQrText(text);
		return 'mistake' in read ? read.mistake : 'none';
	};
	t.equal(mistake('https://example.com'), 'is not that of a superbill');
	t.equal(mistake('SBS1::20261130'), 'is not that of a superbill');
	t.equal(mistake('SB2:WHATEVER'), 'has version 2 of its form, and this program reads version 1');
	const damaged = 'is damaged: its check does not match';
	const text = sealedQrText(qrText(formOf(minimal)), DATA);
	t.equal(mistake(text.slice(0, -1)), damaged, 'cut off');
	t.equal(mistake(text.replace(':2', ':3')), damaged, 'a wrong character');
	for (const item of ['X', '20261130+90837', '1130+90837:A1', '20261130+%E:A1', 'DX:A/', 'SUM:1.5']) {
		t.equal(mistake(sealed(`SB1::20261130 ${item} SHA:${HASH}`)), damaged, item);
	}
	t.equal(mistake(sealed(`SB1:1 SHA:${HASH}`)), damaged, 'no issue date');
});

t.test('a symbol has modules of whole fax rows if it is then large enough', async (t) => {
	const side = (characters: number) => symbolSide('A'.repeat(characters - 30)).toFixed(2);
	t.equal(side(189), '27.47', '53 modules of two rows');
	t.equal(side(157), '25.40', '49 modules');
	t.equal(side(125), '28.00', '45 modules of two rows would be smaller than 25 mm');
	t.equal(side(190), '28.00', '57 modules of two rows would be larger');
	t.equal(side(5_000), '28.00', 'more than any version holds');
});

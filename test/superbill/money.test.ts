import fc from 'fast-check';
import t from 'tap';
import { moneyText, parseMoney, printedMoney, sum } from '../../src/superbill/money.ts';
import { moneyTexts } from '../fixtures/arbitrary.ts';
import { assertProperty } from '../fixtures/property.ts';

t.test('money text and cents are two forms of one amount', async (t) => {
	t.equal(parseMoney('0.00'), 0);
	t.equal(parseMoney('0.07'), 7);
	t.equal(parseMoney('1234567.89'), 123_456_789);
	t.equal(moneyText(-15_050), '-150.50');
	t.equal(moneyText(5), '0.05');
	assertProperty(
		t,
		fc.property(moneyTexts, (text) => moneyText(parseMoney(text)) === text),
	);
	assertProperty(
		t,
		fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (cents) => {
			const text = moneyText(cents);
			return (text.startsWith('-') ? -1 : 1) * parseMoney(text.replace('-', '')) === cents;
		}),
	);
});

t.test('other text is refused', async (t) => {
	for (const text of [
		'',
		'1',
		'1.0',
		'1.000',
		'.50',
		'-1.00',
		'+1.00',
		'1,000.00',
		'$1.00',
		'12345678.00',
		'1.00 ',
	]) {
		t.throws(() => parseMoney(text), RangeError, JSON.stringify(text));
	}
});

t.test('printed money has grouped thousands and a true minus sign', async (t) => {
	t.equal(printedMoney(0), '0.00');
	t.equal(printedMoney(99_999), '999.99');
	t.equal(printedMoney(100_000), '1,000.00');
	t.equal(printedMoney(-155_000), '\u22121,550.00');
	t.equal(printedMoney(123_456_789_00), '123,456,789.00');
});

t.test('sums are exact', async (t) => {
	t.equal(sum([]), 0);
	t.equal(sum(['0.10', '0.20']), 30);
	assertProperty(
		t,
		fc.property(fc.array(moneyTexts, { maxLength: 200 }), (texts) => {
			const exact = texts.reduce((total, text) => total + BigInt(text.replace('.', '')), 0n);
			return BigInt(sum(texts)) === exact;
		}),
	);
});

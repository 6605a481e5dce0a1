import fc from 'fast-check';
import t from 'tap';
import {
	codeOf,
	dateOfDay,
	dayNumber,
	isBareCode,
	keyOf,
	keyRange,
	shiftDays,
} from '../../../src/codes/index/key.ts';

const code = fc.stringMatching(/^[0-9A-Z]{1,10}$/);

t.test('keys convert back to their codes and sort like them', async (t) => {
	fc.assert(fc.property(code, (text) => codeOf(keyOf(text)) === text));
	fc.assert(fc.property(code, code, (a, b) => a < b === keyOf(a) < keyOf(b)));
	t.equal(codeOf(keyOf('ZZZZZZZZZZ')), 'ZZZZZZZZZZ', 'the largest key is exact');
});

t.test('the codes with a prefix are a range of keys', async (t) => {
	fc.assert(
		fc.property(code, code, (prefix, text) => {
			const [low, high] = keyRange(prefix);
			const key = keyOf(text);
			return (key >= low && key < high) === text.startsWith(prefix);
		}),
	);
	const [low, high] = keyRange('');
	t.ok(low === 0 && keyOf('ZZZZZZZZZZ') < high);
});

t.test('text that is not a code has no key', async (t) => {
	for (const text of ['a', 'A-1', 'A.1', 'Ä1', 'ABCDEFGHIJK', '[', '@']) {
		t.ok(Number.isNaN(keyOf(text)), text);
		t.notOk(isBareCode(text), text);
	}
});

t.test('day numbers sort like the calendar', async (t) => {
	t.equal(dayNumber('2026-10-01'), 20261001);
	t.equal(dateOfDay(20261001), '2026-10-01');
	t.equal(dayNumber(null), 0);
	t.equal(shiftDays('2026-03-01', -1), '2026-02-28');
	t.equal(shiftDays('2025-12-31', 1), '2026-01-01');
});

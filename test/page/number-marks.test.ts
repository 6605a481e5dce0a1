import t from 'tap';
import {
	hasMarks,
	isMark,
	marksFor,
	numberParts,
	splitAtMarks,
	withNumber,
	withStandIn,
} from '../../src/page/number-marks.ts';
import { MAX_NUMBER_LENGTH } from '../../src/superbill/numbering.ts';

const STAND_IN = 'SB-99999';
const marks = marksFor(STAND_IN);

t.test('there is a mark for each character of the longest number, and no text has one', async (t) => {
	const all = marksFor('9'.repeat(MAX_NUMBER_LENGTH));
	t.equal(new Set(all).size, MAX_NUMBER_LENGTH);
	for (const mark of all) t.ok(isMark(mark.charCodeAt(0)) && hasMarks(mark) && !/\p{Assigned}/u.test(mark));
	t.notOk(hasMarks('SB-1 \ufdcf\ufdf0'));
	t.notOk(isMark(0xfdcf) || isMark(0xfdf0));
});

t.test('a stand-in takes the place of the marks without changing the length', async (t) => {
	t.equal(withStandIn(`No. ${marks}, ${marks.slice(3)}`, STAND_IN), 'No. SB-99999, 99999');
});

t.test('a number of another length takes the place of all marks together', async (t) => {
	for (const number of ['SB-1', 'SB-99999', 'SB-1234567']) {
		t.equal(
			withNumber(`a${marks}b${marks}${marks}`, STAND_IN.length, number),
			`a${number}b${number}${number}`,
		);
	}
	t.equal(withNumber(`${marks.slice(0, 3)} ${marks.slice(3)}`, STAND_IN.length, 'SB-1234567'), 'SB- 1234567');
});

t.test('a text is split where marks begin and end', async (t) => {
	t.strictSame(splitAtMarks(`a ${marks} b`), ['a ', marks, ' b']);
	t.strictSame(splitAtMarks('ab'), ['ab']);
	t.equal(numberParts('ab', 8), undefined);
	t.equal(numberParts('', 8), undefined);
	t.strictSame(numberParts(marks.slice(2, 4) + marks.slice(1), 8), [
		{ from: 2, to: 4 },
		{ from: 1, to: undefined },
	]);
});

import t from 'tap';
import {
	DEFAULT_NUMBERING,
	numberEnd,
	numberInSeries,
	numberingMistake,
	seriesOf,
} from '../../src/superbill/numbering.ts';
import { SuperbillRequest } from '../../src/superbill/request.ts';

const first = (pattern: string, day: string): string => numberInSeries(seriesOf(pattern, day), 1);

t.test('a number is its pattern with the issue date and the place in the series', async (t) => {
	t.equal(first(DEFAULT_NUMBERING, '2026-11-23'), 'SB-2026-000001');
	t.equal(first('{yy}{mm}{dd}/{seq:2}', '2026-01-02'), '260102/01');
	t.equal(first('{seq}', '2026-11-23'), '1');
	t.equal(first('{seq:9}.X', '2026-11-23'), '000000001.X');
	t.equal(first('{yyyy}-{yy}-{seq:1}-{yyyy}', '2026-11-23'), '2026-26-1-2026');
});

t.test('a series lasts for a year, a month, a day or forever, by the dates in its pattern', async (t) => {
	const same = (pattern: string, a: string, b: string) => seriesOf(pattern, a) === seriesOf(pattern, b);
	t.ok(same('SB-{yyyy}-{seq:6}', '2026-01-01', '2026-12-31'));
	t.notOk(same('SB-{yyyy}-{seq:6}', '2026-12-31', '2027-01-01'));
	t.ok(same('{yy}{mm}-{seq:4}', '2026-11-01', '2026-11-30'));
	t.notOk(same('{yy}{mm}-{seq:4}', '2026-11-30', '2026-12-01'));
	t.notOk(same('{yyyy}{mm}{dd}-{seq}', '2026-11-23', '2026-11-24'));
	t.ok(same('SB{seq:6}', '2026-11-23', '2031-01-01'));
	t.ok(same('{mm}-{seq:4}', '2026-11-23', '2027-11-23'), 'next November continues where this one ended');
});

t.test('a sequence grows beyond its padding', async (t) => {
	const series = seriesOf('SB-{yyyy}-{seq:2}', '2026-11-23');
	t.equal(numberInSeries(series, 99), 'SB-2026-99');
	t.equal(numberInSeries(series, 100), 'SB-2026-100');
});

t.test('a mistake in a pattern is explained', async (t) => {
	for (const pattern of [
		DEFAULT_NUMBERING,
		'{seq}',
		'A/B.C-{dd}{mm}{yy}{yyyy}{seq:9}',
		`${'X'.repeat(23)}{seq:6}`,
	]) {
		t.equal(numberingMistake(pattern), undefined, pattern);
	}
	for (const pattern of ['', 'SB', '{seq}{seq:3}', '{seq:0}', '{seq:10}', '{SEQ}', '{seq:}']) {
		t.match(numberingMistake(pattern), /must contain \{seq:6\}/, pattern);
	}
	for (const pattern of ['sb-{seq}', 'SB {seq}', '{year}-{seq}', '{seq}}', 'É{seq}', 'A_{seq}', '{seq}\n']) {
		t.match(numberingMistake(pattern), /may contain only capital letters/, JSON.stringify(pattern));
	}
	for (const pattern of [
		`${'X'.repeat(24)}{seq:6}`,
		`${'X'.repeat(22)}{seq:9}`,
		`${'{yyyy}'.repeat(6)}{seq}`,
	]) {
		t.match(numberingMistake(pattern), /at most 30 characters/, pattern);
	}
});

t.test('the numbers of an accepted pattern are valid superbill numbers', async (t) => {
	const { number } = SuperbillRequest.shape;
	for (const pattern of [`${'X'.repeat(23)}{seq:1}`, 'A/B.C-{dd}{mm}{yy}{yyyy}{seq:9}', '{seq}']) {
		t.equal(numberingMistake(pattern), undefined);
		for (const place of [1, 10, 9_999_999]) {
			const made = numberInSeries(seriesOf(pattern, '2026-11-23'), place);
			t.equal(number.parse(made), made);
		}
	}
});

t.test('{seq} and {seq:1} are one series, because they make the same numbers', async (t) => {
	t.equal(seriesOf('A-{seq}', '2026-10-06'), seriesOf('A-{seq:1}', '2026-10-06'));
	t.equal(numberInSeries(seriesOf('A-{seq}', '2026-10-06'), 12), 'A-12');
});

t.test('a number is known by its parts from the end', async (t) => {
	t.equal(numberEnd('SB-2026-000102'), '102-2026-SB-');
	t.equal(numberEnd('sb 2026/102'), '102-2026-SB-');
	t.equal(numberEnd('INV102.0'), '0-102-INV-');
	t.equal(numberEnd('---'), '');
});

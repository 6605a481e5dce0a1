import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';
import { PLAIN } from '../../fixtures/plain.ts';

type Line = readonly [code: string, minutes?: number | undefined, units?: number, more?: object];

const bill = (...lines: Line[]) => ({
	'/serviceLines': lines.map(([code, minutes, units, more]) => ({
		...PLAIN.serviceLines[0],
		code,
		...(minutes !== undefined && { minutes }),
		...(units !== undefined && { units }),
		...more,
	})),
});
const found = (...lines: Line[]) => hits('time-units', bill(...lines));

t.test('a psychotherapy code requires the minutes of its band', async (t) => {
	for (const [code, least, most] of [
		['90832', 16, 37],
		['90834', 38, 52],
		['90837', 53, 1440],
		['90833', 16, 37],
		['90836', 38, 52],
		['90838', 53, 1440],
	] as const) {
		for (const minutes of [least, most]) t.strictSame(found([code, minutes]), [], `${code} ${minutes}`);
		for (const minutes of [least - 1, most + 1].filter((each) => each <= 1440)) {
			t.strictSame(found([code, minutes]), ['warning /serviceLines/0/minutes'], `${code} ${minutes}`);
		}
	}
	t.strictSame(found(['90837']), [], 'without minutes nothing is checked');
	t.strictSame(found(['99213', 5]), [], 'the level of a visit may depend on decisions instead of time');
});

t.test('the help names the code that fits the minutes', async (t) => {
	t.match(findings('time-units', bill(['90837', 45])), [
		{
			severity: 'warning',
			message: '90837 on 2026-10-06 is for 53 minutes or more, but 45 are documented.',
			help: 'Bill 90834 (38 to 52 minutes), or fix the minutes.',
		},
	]);
	t.match(findings('time-units', bill(['90832', 15])), [
		{ help: 'Fix the minutes, or remove 90832: 15 minutes cannot be billed.' },
	]);
	t.match(findings('time-units', bill(['96365', 15])), [{ help: /^Bill 96374 \(up to 15 minutes\)/ }]);
	t.match(findings('time-units', bill(['96374', 16])), [{ help: /^Bill 96365 \(16 minutes or more\)/ }]);
});

t.test('a code with a band is one unit', async (t) => {
	t.match(findings('time-units', bill(['96365', 120, 2])), [
		{ pointer: '/serviceLines/0/units', message: /has 2 units, but one unit covers 16 minutes or more\.$/ },
	]);
	t.strictSame(found(['96365', 120, 1]), []);
});

t.test('a further hour of infusion counts from its 31st minute', async (t) => {
	for (const [minutes, units] of [
		[90, 0],
		[91, 1],
		[100, 1],
		[150, 1],
		[151, 2],
		[210, 2],
		[211, 3],
	] as const) {
		if (units > 0) t.strictSame(found(['96365', minutes], ['96366', undefined, units]), [], `${minutes}`);
		t.strictSame(
			found(['96365', minutes], ['96366', undefined, units + 1]),
			['warning /serviceLines/1'],
			`${minutes} minutes do not support ${units + 1}`,
		);
	}
	t.match(findings('time-units', bill(['96365', 60], ['96366'])), [
		{
			message: '96366 on 2026-10-06 starts at 91 minutes, but 60 are documented.',
			help: 'Remove 96366, or fix the minutes.',
		},
	]);
	t.match(findings('time-units', bill(['96365', 100], ['96366', undefined, 2])), [
		{
			message: '96366 on 2026-10-06 has 2 units, but 100 minutes support 1.',
			help: 'Set units to 1, or fix the minutes.',
		},
	]);
	t.match(findings('time-units', bill(['96365', 60], ['96365', 60], ['96366'])), [
		{ message: /starts at 91 minutes, but 60 are documented\.$/ },
	]);
});

t.test('prolonged visits count in steps of 15 minutes from the threshold of their visit', async (t) => {
	for (const [visit, addOn, minutes, units] of [
		['99215', '99417', 54, 0],
		['99215', '99417', 55, 1],
		['99215', '99417', 135, 6],
		['99205', '99417', 74, 0],
		['99205', '99417', 75, 1],
		['99205', '99417', 104, 2],
		['99215', 'G2212', 68, 0],
		['99215', 'G2212', 69, 1],
		['99205', 'G2212', 88, 0],
		['99205', 'G2212', 89, 1],
	] as const) {
		const label = `${visit} ${addOn} ${minutes}`;
		if (units > 0) t.strictSame(found([visit, minutes], [addOn, undefined, units]), [], label);
		t.strictSame(
			found([visit, minutes], [addOn, undefined, units + 1]),
			['warning /serviceLines/1'],
			`${label} too many`,
		);
	}
});

t.test('fewer units than the time supports are not reported', async (t) => {
	t.strictSame(found(['99215', 135], ['99417', undefined, 1]), []);
	t.strictSame(found(['96365', 400]), []);
});

t.test('the units of several lines of a visit are counted together', async (t) => {
	t.strictSame(found(['96365', 100], ['96366'], ['96366']), [
		'warning /serviceLines/1',
		'warning /serviceLines/2',
	]);
	t.strictSame(found(['96365', 100], ['96366'], ['96365', 100, 1, { date: '2026-10-05' }]), []);
});

t.test('the minutes of the add-on count if the primary has only its own part', async (t) => {
	t.strictSame(found(['96365', 60], ['96366', 40]), []);
	t.strictSame(found(['96365', 60], ['96366', 30]), ['warning /serviceLines/1']);
	t.strictSame(
		found(['96365', 100], ['96366', 100, 2]),
		['warning /serviceLines/1'],
		'the whole time on both',
	);
});

t.test('nothing is checked without minutes', async (t) => {
	t.strictSame(found(['96365'], ['96366', undefined, 9]), []);
	t.strictSame(found(['96366', undefined, 9]), []);
	t.strictSame(found(['96365', 60], ['96367'], ['96366', undefined, 9]), [], 'a primary without known steps');
	t.strictSame(found(['0820T', undefined, 9]), []);
});

t.test('a code by the hour counts its own minutes', async (t) => {
	t.strictSame(found(['0820T', 30]), ['warning /serviceLines/0']);
	t.strictSame(found(['0820T', 31]), []);
	t.strictSame(found(['0820T', 90, 2]), ['warning /serviceLines/0']);
	t.strictSame(found(['0820T', 91, 2]), []);
});

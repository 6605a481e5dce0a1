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

t.test('a psychotherapy code has the minutes of its band', async (t) => {
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
	t.strictSame(found(['90837']), [], 'no minutes, no judgement');
	t.strictSame(found(['99213', 5]), [], 'a visit may be chosen by its decisions instead');
});

t.test('the code that fits the minutes is offered', async (t) => {
	t.match(findings('time-units', bill(['90837', 45])), [
		{
			severity: 'warning',
			message: '90837 of 2026-10-06 stands for 53 minutes or more, and 45 are given.',
			help: 'Bill 90834 (38 to 52 minutes), or correct the minutes.',
		},
	]);
	t.match(findings('time-units', bill(['90832', 15])), [
		{ help: 'Correct the minutes, or remove the line: no code stands for 15.' },
	]);
	t.match(findings('time-units', bill(['96365', 15])), [{ help: /^Bill 96374 \(up to 15 minutes\)/ }]);
	t.match(findings('time-units', bill(['96374', 16])), [{ help: /^Bill 96365 \(16 minutes or more\)/ }]);
});

t.test('a code of a band is one unit', async (t) => {
	t.match(findings('time-units', bill(['96365', 120, 2])), [
		{ pointer: '/serviceLines/0/units', message: /has 2 units; it stands for 16 minutes or more as one\.$/ },
	]);
	t.strictSame(found(['96365', 120, 1]), []);
});

t.test('a further hour of infusion begins with its 31st minute', async (t) => {
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
			`${minutes} minutes do not make ${units + 1}`,
		);
	}
	t.match(findings('time-units', bill(['96365', 60], ['96366'])), [
		{ help: 'Remove 96366, or correct the minutes.' },
	]);
});

t.test('prolonged visits go by steps of fifteen minutes from the threshold of their visit', async (t) => {
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

t.test('fewer units than the time makes are not found', async (t) => {
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

t.test('the minutes of the add-on count where the primary has only its own part', async (t) => {
	t.strictSame(found(['96365', 60], ['96366', 40]), []);
	t.strictSame(found(['96365', 60], ['96366', 30]), ['warning /serviceLines/1']);
	t.strictSame(found(['96365', 100], ['96366', 100, 2]), ['warning /serviceLines/1'], 'all of it on both');
});

t.test('time that is not known is not judged', async (t) => {
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

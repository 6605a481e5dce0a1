import t from 'tap';
import { FAKE_CODE_SETS } from '../../fixtures/code-sets.ts';
import { findings, hits } from '../../fixtures/examine.ts';
import { PLAIN, TODAY } from '../../fixtures/plain.ts';

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
			message: '96366 on 2026-10-06 starts at 91 minutes; this infusion took 60.',
			help: 'Remove 96366, or fix the time.',
		},
	]);
	t.match(findings('time-units', bill(['96365', 100], ['96366', undefined, 2])), [
		{
			message: '96366 on 2026-10-06 has 2 units, but 100 minutes support 1.',
			help: 'Set units to 1, or fix the time.',
		},
	]);
	t.match(findings('time-units', bill(['96365', 60], ['96365', 60], ['96366'])), [
		{ message: /starts at 91 minutes; this infusion took 60\.$/ },
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

const from = (startTime: string, endTime: string) => ({ startTime, endTime });

t.test('start and end times are read where minutes are missing', async (t) => {
	t.match(findings('time-units', bill(['90837', undefined, 1, from('10:00', '10:40')])), [
		{
			severity: 'warning',
			pointer: '/serviceLines/0/endTime',
			message: '90837 on 2026-10-06 is for 53 minutes or more, but 10:00 to 10:40 is 40.',
			help: 'Bill 90834 (38 to 52 minutes), or fix the times.',
		},
	]);
	t.strictSame(found(['90834', undefined, 1, from('10:00', '10:40')]), []);
	t.match(findings('time-units', bill(['90839', undefined, 1, from('10:00', '10:20')])), [
		{ help: 'Fix the times, or remove 90839: 20 minutes cannot be billed.' },
	]);
	t.strictSame(found(['96365', undefined, 1, from('10:00', '11:40')], ['96366', undefined, 2]), [
		'warning /serviceLines/1',
	]);
	t.strictSame(
		found(['99215', undefined, 1, from('10:00', '10:40')], ['99417']),
		[],
		'a visit also counts time before and after it',
	);
});

t.test('the times of psychotherapy with a visit may include the visit', async (t) => {
	t.strictSame(found(['99213'], ['90833', undefined, 1, from('10:00', '11:00')]), []);
	t.strictSame(found(['99213'], ['90836', undefined, 1, from('10:00', '10:30')]), [
		'warning /serviceLines/1/endTime',
	]);
});

t.test('an end before the start, and minutes that the times do not hold, are reported', async (t) => {
	t.match(findings('time-units', bill(['99213', undefined, 1, from('10:40', '10:00')])), [
		{
			pointer: '/serviceLines/0/endTime',
			message: '99213 on 2026-10-06 ends at 10:00, not after its start at 10:40.',
		},
	]);
	t.strictSame(found(['99213', undefined, 1, from('10:00', '10:00')]), ['warning /serviceLines/0/endTime']);
	t.strictSame(found(['0820T', undefined, 1, from('10:40', '10:00')]), ['warning /serviceLines/0/endTime']);
	t.match(findings('time-units', bill(['90837', 60, 1, from('10:00', '10:40')])), [
		{
			pointer: '/serviceLines/0/minutes',
			message: '90837 on 2026-10-06 has 60 minutes, but 10:00 to 10:40 is only 40.',
		},
	]);
	t.strictSame(found(['90837', 53, 1, from('10:00', '11:00')]), [], 'with a pause');
	t.strictSame(found(['97110', 60, 1, from('10:00', '10:40')]), ['warning /serviceLines/0/minutes']);
	t.strictSame(found(['99214', 35, 1, from('10:00', '10:25')]), [], 'a visit with time for writing');
	t.strictSame(found(['99213', undefined, 1, { startTime: '10:00' }]), []);
});

t.test('a service has its least minutes', async (t) => {
	for (const [code, least] of [
		['90839', 30],
		['90846', 26],
		['90847', 26],
		['96130', 31],
		['96132', 31],
		['96136', 16],
		['96138', 16],
		['96360', 31],
	] as const) {
		t.strictSame(found([code, least]), [], code);
		t.strictSame(found([code, least - 1]), ['warning /serviceLines/0/minutes'], code);
	}
	t.match(findings('time-units', bill(['90847', 20])), [
		{ help: 'Fix the minutes, or remove 90847: 20 minutes cannot be billed.' },
	]);
});

t.test('a session, an evaluation and a first infusion are one unit, with or without minutes', async (t) => {
	const codes = { ...FAKE_CODE_SETS, unitsLimit: () => undefined };
	const unlimited = (...line: Line) => hits('time-units', bill(line), TODAY, { codes });
	for (const code of [
		'90832',
		'90837',
		'90791',
		'90792',
		'90839',
		'96365',
		'96374',
		'96360',
		'97810',
		'98941',
	]) {
		t.strictSame(unlimited(code, undefined, 2), ['warning /serviceLines/0/units'], code);
		t.strictSame(unlimited(code), [], code);
	}
	t.match(findings('time-units', bill(['90791', undefined, 2])), [
		{ message: '90791 on 2026-10-06 has 2 units, but is billed with one unit.', help: 'Set units to 1.' },
	]);
	t.strictSame(found(['96127', undefined, 2]), [], 'nothing is known about it');
});

t.test('units above the limit of CMS are left to units-limit unless minutes are documented', async (t) => {
	const codes = { ...FAKE_CODE_SETS, unitsLimit: () => 1 };
	const units = (minutes?: number) => hits('time-units', bill(['96365', minutes, 2]), TODAY, { codes });
	t.strictSame(units(), []);
	t.strictSame(units(100), ['warning /serviceLines/0/units']);
});

t.test('further time counts from its first minute', async (t) => {
	for (const [primary, addOn, first, step] of [
		['90839', '90840', 75, 30],
		['96130', '96131', 91, 60],
		['96132', '96133', 91, 60],
		['96136', '96137', 46, 30],
		['96138', '96139', 46, 30],
		['98003', '99417', 75, 15],
		['98011', '99417', 75, 15],
		['98007', '99417', 55, 15],
		['98015', '99417', 55, 15],
		['99483', '99417', 75, 15],
		['99350', '99417', 75, 15],
		['99345', '99417', 90, 15],
		['99245', '99417', 70, 15],
		['99483', 'G2212', 100, 15],
	] as const) {
		const label = `${primary} ${addOn}`;
		t.strictSame(found([primary, first - 1], [addOn]), ['warning /serviceLines/1'], label);
		t.strictSame(found([primary, first], [addOn]), [], label);
		t.strictSame(
			found([primary, first + step - 1], [addOn, undefined, 2]),
			['warning /serviceLines/1'],
			label,
		);
		t.strictSame(found([primary, first + step], [addOn, undefined, 2]), [], label);
	}
	t.strictSame(
		found(['96130', 60], ['96131', 120, 2], ['96136', 30], ['96137', 90, 3]),
		[],
		'a primary of another kind does not count',
	);
});

t.test('therapy counts in units of 15 minutes from the eighth minute', async (t) => {
	for (const code of ['97110', '97112', '97116', '97140', '97530', '97535']) {
		for (const [minutes, units] of [
			[7, 0],
			[8, 1],
			[22, 1],
			[23, 2],
			[37, 2],
			[38, 3],
		] as const) {
			if (units > 0) t.strictSame(found([code, minutes, units]), [], `${code} ${minutes}`);
			t.strictSame(found([code, minutes, units + 1]), ['warning /serviceLines/0'], `${code} ${minutes}`);
		}
	}
	t.match(findings('time-units', bill(['97110', 20, 2])), [
		{
			message: '97110 on 2026-10-06 has 2 units, but 20 minutes of the therapy support 1.',
			help: 'Bill 1 unit in all, or fix the time.',
		},
	]);
	t.match(findings('time-units', bill(['97110', 7])), [
		{ help: 'Remove 97110, or fix the time: a unit starts at 8 minutes.' },
	]);
});

t.test('the minutes of therapies count together or each by itself, whichever gives more', async (t) => {
	t.strictSame(found(['97110', 20, 2], ['97140', 20]), [], '40 minutes are 3 units at Medicare');
	t.strictSame(found(['97110', 8], ['97140', 8]), [], '8 minutes are a unit elsewhere');
	t.match(findings('time-units', bill(['97140', 20, 2], ['97110', 20, 2])), [
		{
			pointer: '/serviceLines/0',
			message: /^97110 and 97140 on 2026-10-06 have 4 units, but 40 minutes of the therapy support 3\.$/,
		},
		{ pointer: '/serviceLines/1' },
	]);
	t.strictSame(found(['97140', 35, 4], ['97110', 15]), ['warning /serviceLines/0'], 'the line at fault');
	t.strictSame(found(['97110', 20, 9], ['97140']), [], 'without the minutes of one of them');
});

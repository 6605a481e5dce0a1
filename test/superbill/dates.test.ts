import t from 'tap';
import { ageOn, dateIn, daysBetween, isTimeZone, printedDate } from '../../src/superbill/dates.ts';

t.test('days are counted across leap days and clock changes', async (t) => {
	t.equal(daysBetween('2024-02-28', '2024-03-01'), 2);
	t.equal(daysBetween('2026-02-28', '2026-03-01'), 1);
	t.equal(daysBetween('2026-03-07', '2026-03-09'), 2, 'clocks go forward in the US');
	t.equal(daysBetween('2026-10-06', '2025-10-06'), -365);
	t.equal(daysBetween('2026-10-06', '2026-10-06'), 0);
});

t.test('age is counted in completed years', async (t) => {
	t.equal(ageOn('2008-10-06', '2026-10-05'), 17);
	t.equal(ageOn('2008-10-06', '2026-10-06'), 18);
	t.equal(ageOn('2008-02-29', '2026-02-28'), 17);
	t.equal(ageOn('2008-02-29', '2026-03-01'), 18);
	t.equal(ageOn('2026-10-06', '2026-10-06'), 0);
});

t.test('the calendar date of a moment depends on the time zone', async (t) => {
	const moment = new Date('2026-10-06T05:30:00Z');
	t.equal(dateIn('UTC', moment), '2026-10-06');
	t.equal(dateIn('America/Denver', moment), '2026-10-05');
	t.equal(dateIn('Pacific/Kiritimati', new Date('2026-12-31T10:00:00Z')), '2027-01-01');
});

t.test('time zones have IANA names', async (t) => {
	t.ok(isTimeZone('America/Los_Angeles'));
	t.notOk(isTimeZone('Mars/Olympus_Mons'));
	t.notOk(isTimeZone(''));
});

t.test('a date is printed in the style of the template', async (t) => {
	t.equal(printedDate('2026-10-06', 'us'), '10/06/2026');
	t.equal(printedDate('2026-10-06', 'iso'), '2026-10-06');
});

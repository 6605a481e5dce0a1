import t from 'tap';
import { dateShown, dateTyped, dayIn, moneyTyped, timeTyped } from '../../../src/browser/base/typing.ts';

const TODAY = '2026-11-30';

/** Checks that a reader understands each text as the text next to it. */
const table = (read: (text: string) => string, rows: readonly (readonly [typed: string, read: string])[]) =>
	t.test(`${read.name || 'dates'} reads what people type`, async (t) => {
		for (const [typed, expected] of rows) t.equal(read(typed), expected, typed);
	});

table(moneyTyped, [
	['150', '150.00'],
	['150.', '150.00'],
	['150.5', '150.50'],
	['150.00', '150.00'],
	['$1,550', '1550.00'],
	['$ 1,550.75 ', '1550.75'],
	['007', '7.00'],
	['', ''],
	// For the checks to refuse, not for us to guess.
	['1,50', '1,50'],
	['150,00', '150,00'],
	['-5', '-5'],
	['150.005', '150.005'],
	['a hundred', 'a hundred'],
]);

table(
	(text) => dateTyped(text, TODAY),
	[
		['10/6/2026', '2026-10-06'],
		['10-06-2026', '2026-10-06'],
		['10.6.26', '2026-10-06'],
		['10062026', '2026-10-06'],
		['2026-10-06', '2026-10-06'],
		['2026-1-6', '2026-01-06'],
		['2/29/84', '1984-02-29'],
		['1/1/27', '1927-01-01'],
		['2/30/2026', '2/30/2026'],
		['13/1/2026', '13/1/2026'],
		['next week', 'next week'],
		['', ''],
	],
);

table(timeTyped, [
	['9:05 am', '09:05'],
	['12:30 AM', '00:30'],
	['12 p.m.', '12:00'],
	['2pm', '14:00'],
	['14:30', '14:30'],
	['10:00:00 AM', '10:00'],
	['1430', '14:30'],
	['24:00', '24:00'],
	['13 pm', '13 pm'],
	['9:75', '9:75'],
	['noon', 'noon'],
]);

t.test('dates are shown as people in the United States write them', async (t) => {
	t.equal(dateShown('2026-10-06'), '10/06/2026');
	t.equal(dateShown('next week'), 'next week');
});

t.test('the day is that of the practice, or of the computer, and not of Greenwich', async (t) => {
	const evening = new Date('2026-12-01T00:25:00Z');
	t.equal(dayIn('America/Denver', evening), '2026-11-30');
	t.equal(dayIn('Pacific/Kiritimati', evening), '2026-12-01');
	t.equal(dayIn(undefined, new Date(2026, 0, 5, 23, 59)), '2026-01-05');
});

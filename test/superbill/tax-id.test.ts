import t from 'tap';
import { formatTaxId, isSsn } from '../../src/superbill/tax-id.ts';

t.test('an EIN gets its hyphen, with any prefix', async (t) => {
	t.equal(formatTaxId('EIN', '000000001'), '00-0000001');
	t.equal(formatTaxId('EIN', '99-9999999'), '99-9999999');
	for (const text of ['', '00-000001', '0-00000001', '00-00000011', '000-00-0001', '00 0000001']) {
		t.equal(formatTaxId('EIN', text), undefined, text);
	}
});

t.test('an SSN is one that the SSA can have issued', async (t) => {
	t.equal(formatTaxId('SSN', '219099999'), '219-09-9999');
	t.equal(formatTaxId('SSN', '899-99-9999'), '899-99-9999');
	for (const text of [
		'000-09-9999',
		'666-09-9999',
		'900-09-9999',
		'219-00-9999',
		'219-09-0000',
		'21-909-9999',
		'',
	]) {
		t.equal(formatTaxId('SSN', text), undefined, text);
	}
	t.ok(isSsn('001', '01', '0001'));
});

t.test('an ITIN starts with 9 and has a group that the IRS assigns', async (t) => {
	const taken = Array.from({ length: 100 }, (_, group) => String(group).padStart(2, '0')).filter(
		(group) => formatTaxId('ITIN', `900${group}0000`) !== undefined,
	);
	const range = (from: number, to: number) =>
		Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
	t.strictSame(taken, [...range(50, 65), ...range(70, 88), ...range(90, 92), ...range(94, 99)]);
	t.equal(formatTaxId('ITIN', '900700000'), '900-70-0000');
	t.equal(formatTaxId('ITIN', '800-70-0000'), undefined);
});

import t from 'tap';
import { DateFormats, readCell } from '../../../src/intake/table/cells.ts';
import { COLUMN_BY_NAME, type Column } from '../../../src/intake/table/columns.ts';

const MONTH_FIRST = ['11/23/2026'];

function readAs(name: string, text: string, dates: readonly string[] = [], country?: string): unknown {
	const formats = new DateFormats();
	for (const date of [...dates, text]) formats.see(date);
	const { value, mistake } = readCell(COLUMN_BY_NAME.get(name) as Column, text, formats, country);
	return value ?? mistake?.message;
}

t.test('a date is read as month/day/year only if the table proves that order', async (t) => {
	t.equal(readAs('date_of_service', '2026-10-06'), '2026-10-06');
	t.equal(readAs('date_of_service', '11/23/2026'), '2026-11-23');
	t.equal(readAs('date_of_service', '1/2/2026', MONTH_FIRST), '2026-01-02');
	const unclear =
		'this could be month/day/year or day/month/year, and no other date in the table shows which.';
	t.equal(readAs('date_of_service', '1/2/2026'), unclear);
	t.equal(readAs('date_of_service', '12/12/2026'), unclear);
	t.equal(readAs('date_of_service', '23/11/2026'), unclear);
	t.equal(readAs('date_of_service', '1/2/2026', ['23/11/2026']), unclear);
	t.equal(readAs('date_of_service', '1/2/2026', ['23/11/2026', '11/23/2026']), unclear);
});

t.test("a spreadsheet's day number is refused; other formats are left to the schema", async (t) => {
	const serial = 'this is a number, not a date.';
	for (const text of ['46349', '46349.5', '1']) t.equal(readAs('patient_birth_date', text), serial);
	for (const text of ['1/2/26', '2026/01/02', 'Jan 2']) t.equal(readAs('paid_date', text, MONTH_FIRST), text);
});

t.test('the date formats of a table are recognised', async (t) => {
	const named = (...texts: string[]) => {
		const formats = new DateFormats();
		for (const text of texts) formats.see(text);
		return formats.name;
	};
	t.equal(named(), 'YYYY-MM-DD');
	t.equal(named('2026-10-06', ''), 'YYYY-MM-DD');
	t.equal(named('10/6/2026'), 'M/D/YYYY');
	t.equal(named('10/6/2026', '2026-10-06', '46349'), 'either');
});

t.test('amounts are read as spreadsheets write them and never guessed', async (t) => {
	for (const [text, value] of [
		['150.00', '150.00'],
		['150', '150.00'],
		['150.5', '150.50'],
		['0', '0.00'],
		['$150.00', '150.00'],
		['$ 1,550.00', '1550.00'],
		['1,234,567.8', '1234567.80'],
	]) {
		t.equal(readAs('charge', text as string), value);
	}
	for (const text of ['150,00', '1.550,00', '15,50', '150.123', '-5.00', '(5.00)', 'free', '5 USD', '.50']) {
		t.equal(readAs('paid_amount', text), 'this is not an amount in dollars and cents.', text);
	}
});

t.test('values that a spreadsheet damaged are refused', async (t) => {
	const lost = 'the spreadsheet turned this into a number like 1.23E+09, and its last digits are lost.';
	for (const [name, text] of [
		['patient_phone', '5.55E+09'],
		['billing_provider_npi', '2E+09'],
		['member_id', '1,23e+12'],
		['charge', '1E+03'],
		['date_of_service', '4.6E+4'],
	]) {
		t.equal(readAs(name as string, text as string), lost);
	}
	t.equal(readAs('note', '1E+03'), '1E+03', 'free text may be anything');
	for (const text of ['#N/A', '#REF!', '#NAME?', '#DIV/0!', '####', '#VALUE!']) {
		t.equal(readAs('note', text), 'the spreadsheet shows an error here.');
	}
	t.equal(readAs('note', '# 5'), '# 5');
	for (const text of ['=A1', '="02134"']) t.equal(readAs('patient_postal_code', text), 'this is a formula.');
	t.match(readAs('patient_postal_code', '2134'), /^a US postal code has five digits/);
	t.match(readAs('patient_postal_code', '2134', [], 'us'), /^a US postal code has five digits/);
	t.equal(readAs('patient_postal_code', '2134', [], 'AU'), '2134');
	t.equal(readAs('patient_postal_code', '02134'), '02134');
	t.match(readAs('place_of_service', '2'), /^this must have two digits/);
	t.equal(readAs('place_of_service', '02'), '02');
});

t.test('numbers, times and words get their usual form', async (t) => {
	t.equal(readAs('units', '2.5'), 2.5);
	t.equal(readAs('minutes', '055'), 55);
	for (const text of ['1,5', '-1', 'two', '12345']) t.equal(readAs('units', text), 'this is not a number.');
	t.equal(readAs('start_time', '9:30'), '09:30');
	t.equal(readAs('start_time', '09:30'), '09:30');
	for (const [text, time] of [
		['9:30 AM', '09:30'],
		['10:00:00 AM', '10:00'],
		['12:05 a.m.', '00:05'],
		['12:30pm', '12:30'],
		['1:00 PM', '13:00'],
		['22:00:00', '22:00'],
	] as const)
		t.equal(readAs('start_time', text), time, text);
	for (const text of ['24:00', '13:00 PM', '0:30 AM', '9:60', '10:00:30', 'noon', '930'])
		t.equal(readAs('end_time', text), 'this is not a time.', text);
	t.equal(readAs('paid_method', 'Card'), 'card');
	t.equal(readAs('patient_sex', 'f'), 'F');
	t.equal(readAs('description', 'As It Is'), 'As It Is');
	t.equal(readAs('account_number', '007'), '007');
	t.equal(readAs('notices', 'a b'), 'a b');
	t.equal(readAs('diagnosis_pointers', 'ab'), 'ab');
});

t.test('yes and no are read in the ways in which people write them', async (t) => {
	for (const text of ['yes', 'Y', 'TRUE', '1', 'x']) t.equal(readAs('accept_assignment', text), true, text);
	for (const text of ['no', 'N', 'false', '0']) t.equal(readAs('accept_assignment', text), false, text);
	t.equal(readAs('accept_assignment', 'maybe'), 'this is neither yes nor no.');
});

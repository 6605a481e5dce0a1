import t from 'tap';
import { DateFormats, readCell } from '../../../src/intake/table/cells.ts';
import { COLUMN_BY_NAME, type Column } from '../../../src/intake/table/columns.ts';

const MONTH_FIRST = ['11/23/2026'];

function readAs(name: string, text: string, dates: readonly string[] = [], country?: string): unknown {
	const forms = new DateFormats();
	for (const date of [...dates, text]) forms.see(date);
	const { value, mistake } = readCell(COLUMN_BY_NAME.get(name) as Column, text, forms, country);
	return value ?? mistake?.message;
}

t.test('a day is read as month/day/year only where the table proves that order', async (t) => {
	t.equal(readAs('date_of_service', '2026-10-06'), '2026-10-06');
	t.equal(readAs('date_of_service', '11/23/2026'), '2026-11-23');
	t.equal(readAs('date_of_service', '1/2/2026', MONTH_FIRST), '2026-01-02');
	const unclear = 'could be month/day/year or day/month/year, and no other date of the table tells which';
	t.equal(readAs('date_of_service', '1/2/2026'), unclear);
	t.equal(readAs('date_of_service', '12/12/2026'), unclear);
	t.equal(readAs('date_of_service', '23/11/2026'), unclear);
	t.equal(readAs('date_of_service', '1/2/2026', ['23/11/2026']), unclear);
	t.equal(readAs('date_of_service', '1/2/2026', ['23/11/2026', '11/23/2026']), unclear);
});

t.test('the day number of a spreadsheet is refused, other forms are left to the schema', async (t) => {
	const serial = 'is a number where a day is asked for: spreadsheets count days in two ways';
	for (const text of ['46349', '46349.5', '1']) t.equal(readAs('patient_birth_date', text), serial);
	for (const text of ['1/2/26', '2026/01/02', 'Jan 2']) t.equal(readAs('paid_date', text, MONTH_FIRST), text);
});

t.test('it is known how the dates of a table are written', async (t) => {
	const named = (...texts: string[]) => {
		const forms = new DateFormats();
		for (const text of texts) forms.see(text);
		return forms.name;
	};
	t.equal(named(), 'YYYY-MM-DD');
	t.equal(named('2026-10-06', ''), 'YYYY-MM-DD');
	t.equal(named('10/6/2026'), 'M/D/YYYY');
	t.equal(named('10/6/2026', '2026-10-06', '46349'), 'either');
});

t.test('dollars are understood as spreadsheets write them, never guessed', async (t) => {
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
		t.equal(readAs('paid_amount', text), 'must be an amount in dollars and cents, like 150.00', text);
	}
});

t.test('what a spreadsheet spoilt is refused with what to do', async (t) => {
	const lost = 'was turned into a number like 1.23E+09, which lost its digits';
	for (const [name, text] of [
		['patient_phone', '5.55E+09'],
		['billing_provider_npi', '2E+09'],
		['member_id', '1,23e+12'],
		['charge', '1E+03'],
		['date_of_service', '4.6E+4'],
	]) {
		t.equal(readAs(name as string, text as string), lost);
	}
	t.equal(readAs('note', '1E+03'), '1E+03', 'free text may hold anything');
	for (const text of ['#N/A', '#REF!', '#NAME?', '#DIV/0!', '####', '#VALUE!']) {
		t.equal(readAs('note', text), 'is an error of the spreadsheet');
	}
	t.equal(readAs('note', '# 5'), '# 5');
	for (const text of ['=A1', '="02134"']) t.equal(readAs('patient_postal_code', text), 'is a formula');
	t.match(readAs('patient_postal_code', '2134'), /^has too few digits for a US postal code/);
	t.match(readAs('patient_postal_code', '2134', [], 'us'), /^has too few digits for a US postal code/);
	t.equal(readAs('patient_postal_code', '2134', [], 'AU'), '2134');
	t.equal(readAs('patient_postal_code', '02134'), '02134');
	t.match(readAs('place_of_service', '2'), /^must have two digits/);
	t.equal(readAs('place_of_service', '02'), '02');
});

t.test('numbers become numbers, times and words their usual form', async (t) => {
	t.equal(readAs('units', '2.5'), 2.5);
	t.equal(readAs('minutes', '055'), 55);
	for (const text of ['1,5', '-1', 'two', '12345'])
		t.equal(readAs('units', text), 'must be a number like 1 or 2.5');
	t.equal(readAs('start_time', '9:30'), '09:30');
	t.equal(readAs('start_time', '09:30'), '09:30');
	t.equal(readAs('start_time', '9:30 AM'), '9:30 AM');
	t.equal(readAs('paid_method', 'Card'), 'card');
	t.equal(readAs('patient_sex', 'f'), 'F');
	t.equal(readAs('description', 'As it Stands'), 'As it Stands');
	t.equal(readAs('account_number', '007'), '007');
	t.equal(readAs('notices', 'a b'), 'a b');
	t.equal(readAs('diagnosis_pointers', 'ab'), 'ab');
});

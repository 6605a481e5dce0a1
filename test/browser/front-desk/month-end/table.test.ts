import t from 'tap';
import {
	asSent,
	type KnownColumn,
	matched,
	readDropped,
	remembering,
} from '../../../../src/browser/front-desk/month-end/table.ts';
import { writeTable } from '../../../../src/intake/table/failed-rows.ts';

const KNOWN: readonly KnownColumn[] = [
	{ name: 'patient_birth_date', means: 'Birth date.', synonyms: ['DOB', 'Date of Birth'] },
	{ name: 'procedure_code', means: 'Code.', synonyms: ['CPT'] },
	{ name: 'charge', means: 'Charge.', synonyms: ['Fee', 'Amount'] },
	{ name: 'account_number', means: 'Account.', synonyms: ['Patient ID'] },
];

t.test('rows are counted as a spreadsheet counts them', async (t) => {
	const text = '\uFEFFDOB,CPT\r\n1984-02-29,"99213, or\nso"\r\n\r\n,\n2001-01-01,"a ""quoted"" word"';
	t.strictSame(readDropped(text), {
		header: ['DOB', 'CPT'],
		rows: [
			{ row: 2, cells: ['1984-02-29', '99213, or\nso'] },
			{ row: 5, cells: ['2001-01-01', 'a "quoted" word'] },
		],
	});
	t.strictSame(readDropped('a;b\n1;2\n').rows, [{ row: 2, cells: ['1', '2'] }]);
	t.strictSame(readDropped('a\tb\r1\t2').rows, [{ row: 2, cells: ['1', '2'] }]);
	t.strictSame(readDropped(''), { header: [], rows: [] });
	t.throws(() => readDropped('a,b\n"1,2'), SyntaxError);
});

t.test('a table that is written is read again as it was', async (t) => {
	const rows = [
		['a', 'b,c'],
		['d "e"', 'f\ng'],
	];
	const { header, rows: others } = readDropped(writeTable(rows));
	t.strictSame([header, ...others.map(({ cells }) => cells)], rows);
});

t.test('columns are matched by name, synonym and earlier choice, and never twice', async (t) => {
	t.strictSame(matched(['Date of  birth', 'cpt', 'Fee', 'Ref', '', 'Why it failed'], KNOWN, {}), [
		'patient_birth_date',
		'procedure_code',
		'charge',
		undefined,
		'',
		'',
	]);
	t.strictSame(matched(['Fee', 'Amount'], KNOWN, {}), [undefined, undefined]);
	const before = remembering({}, ['Ref', 'Notes', 'New'], ['account_number', '', undefined]);
	t.strictSame(matched(['REF', 'notes', 'new'], KNOWN, before), ['account_number', '', undefined]);
	t.strictSame(matched(['Ref'], KNOWN, { ref: 'no_longer_known' }), [undefined]);
});

t.test('the table is sent with the names that the API knows, and rows keep their numbers', async (t) => {
	const table = readDropped('DOB,Notes,CPT\n1984-02-29,secret,99213\n\n2001-01-01,,96365\n');
	t.equal(
		asSent(table, ['patient_birth_date', '', 'procedure_code'], { practice: 'harbor', procedure_code: 'x' }),
		'patient_birth_date,procedure_code,practice\r\n1984-02-29,99213,harbor\r\n\r\n2001-01-01,96365,harbor\r\n',
	);
});

import t from 'tap';
import { failedItem, failedTable, writeTable } from '../../../src/intake/table/failed-rows.ts';

const tableOf = (...lines: string[]) => {
	const [header = [], ...rows] = lines.map((line) => line.split(','));
	return { header, rows: rows.map((cells, i) => ({ row: i + 2, cells })) };
};

t.test('failed rows come back as they were, with the reason', async (t) => {
	t.equal(
		failedTable(
			tableOf('ID,CPT', 'A,1', 'B,2', 'a ,3', 'C'),
			['account_number', 'procedure_code'],
			[
				{
					rows: [2, 4],
					reasons: [
						{ row: 4, text: 'Code 3 is wrong.' },
						{ row: undefined, text: 'No address.' },
					],
				},
				{ rows: [5, 5], reasons: [{ row: undefined, text: 'Taken.' }] },
				{ rows: [99, 99], reasons: [] },
			],
		),
		'ID,CPT,Why it failed\r\nA,1,No address.\r\na ,3,Code 3 is wrong.\r\nC,,Taken.\r\n',
	);
});

t.test(
	'rows of a visit need not repeat whose they are, and two superbills of a patient are two',
	async (t) => {
		const table = tableOf(
			'Visit,Last,ID,Superbill',
			'V1,Fakenham,P1,S1',
			'V2,Other,P2,',
			'V1,,,',
			'V3,,P1,S2',
			'V4,Fakenham,,S1',
		);
		const names = ['visit', 'patient_last_name', 'account_number', 'superbill_number'];
		t.equal(
			failedTable(table, names, [{ rows: [2, 6], reasons: [] }]),
			'Visit,Last,ID,Superbill,Why it failed\r\nV1,Fakenham,P1,S1,\r\nV1,,,,\r\nV4,Fakenham,,S1,\r\n',
		);
	},
);

t.test('a table that was sent back once gets new reasons', async (t) => {
	const table = tableOf('Why it failed,ID', 'Old reason,A', 'Old reason,B');
	t.equal(
		failedTable(
			table,
			[undefined, 'account_number'],
			[
				{ rows: [3, 3], reasons: [{ row: 3, text: 'New.' }] },
				{ rows: [3, 3], reasons: [{ row: 3, text: 'Newer.' }] },
			],
		),
		'ID,Why it failed\r\nB,New. Newer.\r\n',
	);
});

t.test('the reasons are the errors and what else was in the way', async (t) => {
	const findings = [
		{ severity: 'warning', message: 'Fine.', help: '' },
		{ severity: 'error', message: 'Wrong.', help: 'Fix it.', source: { row: 3 } },
		{ severity: 'error', message: 'Bad.', help: '' },
	];
	t.strictSame(failedItem([2, 3], findings), {
		rows: [2, 3],
		reasons: [
			{ row: 3, text: 'Wrong. Fix it.' },
			{ row: undefined, text: 'Bad.' },
		],
	});
	t.strictSame(failedItem([2, 2], [], 'Taken.').reasons, [{ row: undefined, text: 'Taken.' }]);
});

t.test('cells with commas, quotation marks or line breaks are quoted', async (t) => {
	t.equal(writeTable([['a', 'b,c', 'd "e"', 'f\ng']]), 'a,"b,c","d ""e""","f\ng"\r\n');
});

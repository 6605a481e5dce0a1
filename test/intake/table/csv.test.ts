import fc from 'fast-check';
import t from 'tap';
import { CsvReader, type CsvRow, columnLetters } from '../../../src/intake/table/csv.ts';
import { LIMITS } from '../../../src/intake/upload/limits.ts';
import { piecesOf } from '../../fixtures/pieces.ts';
import { runs } from '../../fixtures/property.ts';

function rowsOf(
	content: string | Uint8Array,
	delimiter = ',',
	cuts: readonly number[] = [],
	width = 1000,
): CsvRow[] {
	const reader = new CsvReader(delimiter, LIMITS, width, (cell) => `column ${columnLetters(cell)}`);
	const rows: CsvRow[] = [];
	for (const piece of piecesOf(content, cuts)) rows.push(...reader.push(piece));
	return [...rows, ...reader.end()];
}

const cellsOf = (...given: Parameters<typeof rowsOf>) => rowsOf(...given).map(({ cells }) => cells);

const cells = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\r', '\n', 'a', 'é', '😀', ' ') }),
);

t.test('a table written by RFC 4180 is read back, wherever its bytes are cut', async (t) => {
	fc.assert(
		fc.property(
			fc.array(fc.array(cells, { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
			fc.constantFrom(',', ';', '\t'),
			fc.constantFrom('\r\n', '\n', '\r'),
			fc.func(fc.boolean()),
			fc.array(fc.nat()),
			(table, delimiter, lineEnd, quotes, cuts) => {
				const written = table
					.map((row) =>
						row
							.map((cell) =>
								quotes(cell) || /["\r\n,;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
							)
							.join(delimiter),
					)
					.map((row) => row + lineEnd)
					.join('');
				t.strictSame(cellsOf(written, delimiter, cuts), table);
			},
		),
		{ numRuns: runs(500) },
	);
});

t.test(
	'rows are counted as in a spreadsheet: blank ones count, line breaks inside a cell do not',
	async (t) => {
		t.strictSame(rowsOf('a\r\n\r\n"b\r\nc"\nd'), [
			{ row: 1, cells: ['a'], isEnded: true },
			{ row: 2, cells: [''], isEnded: true },
			{ row: 3, cells: ['b\r\nc'], isEnded: true },
			{ row: 4, cells: ['d'], isEnded: false },
		]);
		t.strictSame(cellsOf('a,\n'), [['a', '']]);
		t.strictSame(cellsOf('a,'), [['a', '']]);
		t.strictSame(cellsOf(''), []);
	},
);

t.test('a misplaced quotation mark refuses the table, because the rest would be a guess', async (t) => {
	for (const [text, place] of [
		['a,b\n1,in"side\n', 'Row 2, column B'],
		['a,b\n"closed"more,2\n', 'Row 2, column A'],
		['a,b\n1, "spaced"\n', 'Row 2, column B'],
	] as const) {
		t.throws(() => rowsOf(text), {
			kind: 'bad-table',
			message: `${place}: a quotation mark is in the wrong place. Put the whole cell in quotation marks and double those that belong to its text.`,
		});
	}
});

t.test('an upload that ends inside quotation marks is cut off', async (t) => {
	t.throws(() => rowsOf('a,b\n1,"2\n3,4\n'), {
		kind: 'unreadable',
		message: /^The upload ends inside a cell\. Row 2, column B: the cell has an opening quotation mark/,
	});
	t.strictSame(cellsOf('a,b\n1,"2"'), [
		['a', 'b'],
		['1', '2'],
	]);
});

t.test('a cell and a row can be as long as the limits and not a byte longer', async (t) => {
	const cell = 'é'.repeat(LIMITS.cellBytes / 2);
	t.strictSame(cellsOf(`"${cell}",${cell}`), [[cell, cell]]);
	t.throws(() => rowsOf(`1,${cell}x`), {
		kind: 'too-large',
		message: /^Row 1, column B: the cell or the row is too long/,
	});
	t.throws(() => rowsOf(`1\n"${cell}x"`), {
		kind: 'too-large',
		message: /^Row 2, column A: the cell has an opening quotation mark but no closing one/,
	});
	const commas = ','.repeat(LIMITS.lineBytes);
	t.equal(rowsOf(commas, ',', [], LIMITS.lineBytes + 1)[0]?.cells.length, LIMITS.lineBytes + 1);
	t.throws(() => rowsOf(`${commas},`), { kind: 'too-large', message: /^Row 1, column/ });
});

t.test('bytes that are not UTF-8 are reported with their cell', async (t) => {
	const bytes = Buffer.concat([Buffer.from('a,b\n1,Zo'), Buffer.from([0xeb, 0x0a])]);
	t.throws(() => rowsOf(bytes), {
		kind: 'not-text',
		message: /^Row 2, column B is not UTF-8\. Save the table as "CSV UTF-8"/,
	});
});

t.test('columns have the letters that spreadsheets use', async (t) => {
	t.strictSame([0, 25, 26, 51, 52, 701, 702].map(columnLetters), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});

t.test('cells beyond the width are not kept, and the first that is not blank is known', async (t) => {
	const [blank, filled, kept] = rowsOf('a,b, ,,,\na,b,,x,y\na,b', ',', [], 2);
	t.strictSame(blank, { row: 1, cells: ['a', 'b'], isEnded: true });
	t.strictSame(filled, { row: 2, cells: ['a', 'b'], extra: 3, isEnded: true });
	t.strictSame(kept, { row: 3, cells: ['a', 'b'], isEnded: false });
	t.throws(() => rowsOf(Buffer.from('a,b,c\xeb', 'latin1'), ',', [], 2), /column C is not UTF-8/);
});

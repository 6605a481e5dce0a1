import fc from 'fast-check';
import t from 'tap';
import { EXAMPLES } from '../../../src/http/examples/index.ts';
import { COLUMNS } from '../../../src/intake/table/columns.ts';
import { sampleTable } from '../../../src/intake/table/sample.ts';
import { PLAIN } from '../../fixtures/plain.ts';
import { runs } from '../../fixtures/property.ts';
import { rowsOf, type SampleRow, tableText } from '../../fixtures/table.ts';
import { csv, itemsOf, read, refusal, said } from '../uploads.ts';

const [plain] = rowsOf(PLAIN) as [SampleRow];
const SAMPLE = sampleTable('spelled out');
const examples = Object.values(EXAMPLES).map(({ value: { replaces: _, number, ...value } }) => ({
	...value,
	number: number as string,
}));

t.test('a table is read the same however it is written and cut', async (t) => {
	const rows = examples.flatMap((each) => rowsOf(each));
	const expected = await itemsOf(csv(tableText(rows)));
	t.equal(expected.length, examples.length);
	t.strictSame(expected.flatMap(said), []);
	const used = COLUMNS.map(({ name }) => name).filter((name) => rows.some((row) => row[name] !== undefined));
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(',', ';', '\t'),
			fc.constantFrom('\r\n', '\n', '\r'),
			fc.func(fc.boolean()),
			fc.shuffledSubarray(used, { minLength: used.length }),
			fc.array(fc.nat(), { maxLength: 20 }),
			fc.constantFrom('', '\uFEFF'),
			async (delimiter, lineEnd, quote, columns, cuts, mark) => {
				const text = mark + tableText(rows, { delimiter, lineEnd, quote, columns });
				const items = await itemsOf(csv(text, 'none', cuts));
				t.strictSame(items, expected);
			},
		),
		{ numRuns: runs(50) },
	);
});

t.test('a file that is not UTF-8 text is named for what it is', async (t) => {
	for (const [bytes, what] of [
		[[0x50, 0x4b, 0x03, 0x04, 0x14], 'is an Excel workbook or another ZIP file'],
		[[0x50, 0x4b, 0x05, 0x06], 'is an empty ZIP file'],
		[[0xd0, 0xcf, 0x11, 0xe0, 0xa1], 'is an old Excel workbook'],
		[[0x1f, 0x8b], 'is compressed with gzip'],
		[[0x28, 0xb5, 0x2f, 0xfd], 'is compressed with Zstandard'],
		[[...Buffer.from('%PDF-1.7')], 'is a PDF'],
		[[0xff, 0xfe, 0x41, 0x42], 'is text in UTF-16'],
		[[0xfe, 0xff, 0x41, 0x42], 'is text in UTF-16'],
		[[0x41, 0x42, 0x43, 0x44, 0x45, 0], 'has zero bytes, which text never has; it may be UTF-16'],
	] as const) {
		const expected = `not-text: The upload ${what}. Save it as text in UTF-8 (in Excel: "CSV UTF-8") and send it again.`;
		t.equal(await refusal(csv(Uint8Array.from(bytes))), expected);
		t.equal(
			await refusal(csv(Uint8Array.from(bytes), 'none', [1, 2, 3])),
			expected,
			'cut within its first bytes',
		);
	}
	const windows = Buffer.from(tableText([{ ...plain, patient_first_name: 'Zoë' }]), 'latin1');
	t.match(
		await refusal(csv(windows)),
		/^not-text: Row 2, column patient_first_name is not UTF-8\. Save the table as "CSV UTF-8"/,
	);
});

t.test('the delimiter is recognised from the header, or refused by name', async (t) => {
	for (const [delimiter, name] of [
		[',', 'comma'],
		[';', 'semicolon'],
		['\t', 'tab'],
	] as const) {
		const { understood } = await read(csv(tableText([plain], { delimiter })));
		t.equal(understood.table?.delimiter, name);
	}
	for (const [delimiter, name] of [
		['|', 'vertical bars'],
		[':', 'colons'],
		['^', 'carets'],
	] as const) {
		t.equal(
			await refusal(csv(SAMPLE.replaceAll(',', delimiter))),
			`bad-table: The columns of the table are separated by ${name}. Save it with commas, semicolons or tabs instead.`,
		);
	}
});

t.test('all mistakes in the header are reported at once', async (t) => {
	const header = (names: string) => refusal(csv(`${names}\n1,2\n`));
	const without = (...names: string[]) => {
		const row = Object.fromEntries(Object.entries(plain).filter(([name]) => !names.includes(name)));
		return tableText([row], { columns: Object.keys(row) });
	};
	t.match(await header('Marlow,1984-02-29'), /^bad-table: The first row has no column date_of_service/);
	t.notMatch(await header('Marlow,1984-02-29'), /Marlow|1984/);
	t.match(await header('visit note'), /^bad-table: The first row has no column date_of_service/);
	t.match(await header('\u0000x'.slice(1)), /^bad-table: /);

	const crowded = without()
		.replace('charge', 'chrage')
		.replace('patient_sex', 'Patient Sex')
		.replace('member_id', 'Auth Number')
		.replace('payer_name', 'favourite_colour');
	t.equal(
		await refusal(csv(crowded.replace('\r\n', ',charge,CHARGE,Fee,\r\n'))),
		[
			'bad-table: The header of the table has 4 mistakes. Fix the items below, then send it again.',
			'Column AA ("favourite_colour") is not a known column. Rename or remove it.',
			'Column AB ("Auth Number") cannot be used: this service does not do prior authorization, pre-certification or referral authorization. Remove the column.',
			'Column AH ("chrage") is not a known column. Did you mean charge? If not, remove it.',
			'Columns AN ("charge"), AO ("CHARGE") and AP ("Fee") are all read as charge. Keep one.',
		].join('\n'),
	);
	t.equal(
		await refusal(csv(without('charge', 'billing_provider_npi', 'rendering_provider_npi', 'paid_method'))),
		'bad-table: The header of the table has 1 mistake. Fix the items below, then send it again.\nThese columns are missing: billing_provider_npi, rendering_provider_npi, charge, paid_method. Add them. For a practice, clinician or service on file, add practice, rendering_provider, and service instead.',
	);
	t.match(await refusal(csv(without('patient_sex'))), /These columns are missing: patient_sex\. Add them\.$/);
	t.match(
		await refusal(csv('x'.repeat(70_000))),
		/^too-large: Row 1, column A: the cell or the row is too long/,
	);
	t.match(
		await refusal(csv('x'.repeat(300_000), 'none', [200_000])),
		/^bad-table: The first row does not end\./,
	);
	t.match(await refusal(csv(Uint8Array.from([0xe9, 0x2c, 0x0a]))), /^not-text: Row 1, column A is not UTF-8/);
});

t.test('a column without a name is accepted if it is empty', async (t) => {
	const text = SAMPLE.replaceAll('\r\n', ',\r\n');
	t.strictSame((await itemsOf(csv(text))).flatMap(said), []);
});

t.test('a value in a column without a name refuses only its own superbill', async (t) => {
	const [header, first, ...rest] = SAMPLE.split('\r\n').filter((line) => line !== '');
	const text = [`${header},`, `${first},lost`, ...rest.map((line) => `${line},`)].join('\r\n');
	const items = await itemsOf(csv(text));
	t.strictSame(
		items.map(({ refused }) => refused),
		[true, false, false],
	);
	t.match(items.flatMap(said), [/^2 Row 2: column BK has a value here but no name in the header/]);
});

t.test('a row with too many or too few cells refuses only its own superbill', async (t) => {
	const lines = SAMPLE.split('\r\n');
	const broken = [
		...lines.slice(0, 2),
		`${lines[2]},more,`,
		`${lines[3]?.slice(0, -5)}`,
		...lines.slice(4),
	].join('\r\n');
	const items = await itemsOf(csv(broken));
	t.strictSame(
		items.map(({ refused }) => refused),
		[true, false, false],
	);
	t.strictSame(items.flatMap(said), [
		'3 Row 3: column BK has a value here but no name in the header.',
		'4 Row 4: the row has 57 cells and the header has 62.',
	]);
});

t.test('a table that is cut off or empty is refused', async (t) => {
	const end = SAMPLE.lastIndexOf('First evaluation');
	t.equal(
		await refusal(csv(SAMPLE.slice(0, end))),
		'unreadable: The upload ends in the middle of row 9. Send the whole file again; nothing was used.',
	);
	t.equal(
		await refusal(csv(SAMPLE.slice(0, -2))),
		'it was read',
		'a last row without a line end is complete',
	);
	for (const text of ['', '\r\n']) t.match(await refusal(csv(text)), /^(?:unreadable|bad-table): /);
	t.match(
		await refusal(csv(SAMPLE.slice(0, SAMPLE.indexOf('\n') + 1))),
		/^unreadable: The table has no rows below its header/,
	);
	t.match(await refusal(csv(SAMPLE.slice(0, SAMPLE.indexOf('\n')))), /^unreadable: /);
	t.match(await refusal(csv(`${SAMPLE.slice(0, SAMPLE.indexOf('\n'))}\n,,\n , \n`)), /^unreadable: /);
});

t.test('a table with too many rows or visits is refused as a whole', async (t) => {
	t.match(await refusal(csv(SAMPLE), { lines: 7 }), /^too-large: The upload has more than 7 rows,/);
	t.equal(await refusal(csv(SAMPLE), { lines: 8 }), 'it was read');
	t.match(
		await refusal(csv(SAMPLE), { items: 3 }),
		/^too-large: The upload has more than 3 superbills or visits\./,
	);
	t.equal(await refusal(csv(SAMPLE), { items: 4 }), 'it was read');
	const rows = Array.from({ length: 10_001 }, (_, i) => ({ ...plain, account_number: `PT-${i}` }));
	t.match(await refusal(csv(tableText(rows))), /^too-large: The upload has more than 10,000/);
});

t.test('a header of more columns than there could be is refused', async (t) => {
	const [header, ...others] = SAMPLE.split('\r\n');
	const wide = (count: number) => [`${header}${','.repeat(count)}`, ...others].join('\r\n');
	t.equal(await refusal(csv(wide(100))), 'it was read');
	t.equal(await refusal(csv(wide(1000))), 'it was read', 'blank ones do not matter');
	t.match(
		await refusal(csv(`${wide(1000).replace('\r\n', 'x\r\n')}`)),
		`bad-table: The table has more than ${2 * COLUMNS.length} columns.`,
	);
});

t.test('columns can be matched by hand, or left out', async (t) => {
	const table = SAMPLE.replace('charge', 'Ref').replace(',description,', ',Why it failed,');
	const chosen = (columns: Record<string, string>) => ({
		...csv(table),
		form: { kind: 'csv', splitBy: 'none', columns } as const,
	});
	t.match(await refusal(csv(table)), 'Column ');
	t.equal(await refusal(chosen({ ref: 'charge' })), 'it was read');
	const left = await refusal(chosen({ REF: '' }));
	t.match(left, 'These columns are missing: charge.');
	t.notMatch(left, 'Ref');
	t.match(
		await refusal(chosen({ Ref: 'charge', Reff: '' })),
		'The table has no column "Reff", which was matched by hand. Correct its name, or leave out the match.',
	);
});

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { becomes, type CellForm, COLUMNS, type Column } from '../src/intake/table/columns.ts';
import { LIMITS } from '../src/intake/upload/limits.ts';
import { ROOT } from '../src/version.ts';

export const BATCH_DOCS_FILE = new URL('docs/batch-csv.md', ROOT);

/** What stands in the table for each form; how it is read stands below. */
const FORMS: Readonly<Record<CellForm, string>> = {
	text: 'text',
	identifier: 'text, kept as it is',
	'postal code': 'text, kept as it is',
	'two digits': 'two digits',
	word: 'a word',
	capitals: 'letters and digits',
	words: 'words with spaces between them',
	date: 'a day',
	time: 'HH:MM',
	money: 'dollars',
	number: 'a number',
	letters: 'letters',
};

/** The page `docs/batch-csv.md`, made from the list of columns that reads tables. */
export function batchDocs(): string {
	return `# Visits as a table (CSV)

A batch may be a table with **one row for each service**: \`POST /v1/batches\` with \`Content-Type: text/csv\`, or
\`superbill batch FILE.csv\`. This page is made from the list of columns that reads the table (\`npm run docs:batch\`).

Two samples to download and fill in:
[batch.csv](../openapi/examples/batch.csv) spells the clinic out in every row;
[batch-practice-on-file.csv](../openapi/examples/batch-practice-on-file.csv) names a practice and a clinician that are
[on file](practices.md), which is shorter. Try a table with \`dryRun=true\` first: nothing is kept, and the answer says
what was understood.

## How to save it

- As **CSV UTF-8**. In Excel: *Save as*, then "CSV UTF-8 (comma delimited)". Plain "CSV", a workbook (.xlsx), UTF-16 and
  compressed files are refused and called what they are.
- Commas, semicolons or tabs between the columns: the header tells which. Rows end in CRLF, LF or CR. A cell with the
  delimiter, a quotation mark or a line break in it stands in quotation marks, and quotation marks within are doubled
  (RFC 4180). A quotation mark anywhere else stops the reading, because everything after it would be a guess.
- The **first row names the columns**, in any order. Capitals do not matter, and \`Date of Service\` is \`date_of_service\`.
  A column that is not listed below is refused with the nearest name, and none may stand twice: nothing is left out in
  silence. Columns that nobody needs can be missing. Blank rows are skipped.
- At most ${thousands(LIMITS.items)} visits, ${thousands(LIMITS.rows)} rows, ${LIMITS.gatheredBytes / 1024 / 1024} MB; ${LIMITS.lineBytes / 1024} KB a row and ${LIMITS.cellBytes / 1024} KB a cell.

## From rows to superbills

1. **Rows become visits.** Rows with the same \`visit\` are one visit. Without it, rows of one patient, day and clinician
   are, wherever they stand. What the first row of a visit says (patient, clinic, insurance) may be left blank in its
   later rows; a later row that says something else is an error. A patient is known by \`account_number\`, or by name
   and birth date: one of them stands in every row, unless \`visit\` does.
2. **Visits become superbills**: one for each practice, patient and calendar month, or as \`splitBy\` asks: \`visit\`,
   \`provider\` or \`payer\`. Visits with the same \`superbill_number\` stand on that one superbill instead, whatever
   their month. Visits that cannot share a paper (another guarantor, facility, supervisor; more than twelve diagnoses
   or 200 services) go on a further superbill, and a warning says why.
3. **An error in a row refuses the superbill that the row belongs to**, all of it, because a superbill that lacks a visit
   looks complete. All other superbills are made. A finding names row and column; row 1 is the header, as in a
   spreadsheet. What stands in a cell is never repeated.

The same account number with two names or birth dates refuses that patient's superbills. Where a patient's address or
telephone number differs between visits, the latest visit's is printed and a warning says so.

**Diagnoses.** \`diagnosis_1\` to \`diagnosis_12\` of a row are those that the service of the row is for, the main one first.
Where there are more than four, \`diagnosis_pointers\` says which ones count, in letters of the row's own columns: \`AC\` is
\`diagnosis_1\` and \`diagnosis_3\`. A row without diagnoses is for those of the visit's row before it. The superbill
lists each diagnosis once and gives it its letter.

**Money.** \`charge\` is the row's total, never a price per unit. A row's payment, adjustment and refund are of its visit,
and each stands in **one** row: a visit's payment that is repeated in all of its rows is refused once it comes to more
than the charges. A further payment of a visit goes in a row of its own, with patient and day and without a service.

## How cells are read

What is not in doubt is understood. What could be one thing or another is refused, never guessed.

| form | is read | is refused |
|---|---|---|
| a day | \`2026-10-06\`. \`10/6/2026\` as month/day/year, where some date of the same table has a day above 12 in second place, and none has a number above 12 in first | \`10/6/2026\` where no date of the table proves what comes first; two-digit years; day numbers such as 46301, which spreadsheets count from 1900 or from 1904 |
| dollars | \`150.00\`, \`150\`, \`150.5\`, \`$150.00\`, \`1,550.00\` | a comma before the cents, more than two decimals, a minus sign, brackets |
| HH:MM | \`09:30\`, \`9:30\` | \`9:30 AM\` |
| a number | \`1\`, \`2.5\` | anything else |
| two digits | \`02\` | \`2\`: a spreadsheet may have dropped the zero, or a hand forgotten a digit |
| text, kept as it is | as it stands | \`1.23E+09\`: a spreadsheet made a number of it, and its last digits are lost |
| US postal codes | \`99999\`, \`99999-0000\` | fewer than five digits: a zero in front was dropped |
| a word; letters and digits | capitals do not matter | |
| any | | a formula (\`=…\`), an error of the spreadsheet (\`#N/A\`, \`####\`) |

Excel changes zeros in front, long numbers and dates as soon as it opens a table. Before typing or pasting, select all
cells and format them as *Text*; to open a file, use *Data → From Text/CSV* and load every column as text.

## The columns

*Becomes* is the place in the [superbill request](../openapi/openapi.json) that the cell becomes; \`-\` is an entry of its
own for the row.

| column | when it must be there | form | becomes | example | |
|---|---|---|---|---|---|
${COLUMNS.map(tableRow).join('')}`;
}

function tableRow(column: Column): string {
	const { name, form, example, means } = column;
	const place = becomes(column);
	return `| \`${name}\` | ${needOf(column)} | ${FORMS[form]} | ${place === '' ? '' : `\`${place}\``} | ${example.replaceAll('|', '\\|')} | ${means.replaceAll('|', '\\|')} |\n`;
}

function needOf({ need }: Column): string {
	if (need === 'always') return '**always**';
	if (need === 'never') return '';
	if ('unless' in need) return `unless \`${need.unless}\` is`;
	return `with \`${need.with}\``;
}

function thousands(count: number): string {
	return count.toLocaleString('en-US');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
	writeFileSync(BATCH_DOCS_FILE, batchDocs());

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { becomes, type CellForm, COLUMNS, type Column } from '../src/intake/table/columns.ts';
import { synonymsOf } from '../src/intake/table/synonyms.ts';
import { LIMITS } from '../src/intake/upload/limits.ts';
import { DIAGNOSIS_LETTERS, MAX_DIAGNOSIS_POINTERS } from '../src/superbill/diagnosis-code.ts';
import { SuperbillRequest } from '../src/superbill/request.ts';
import { ROOT } from '../src/version.ts';

export const BATCH_DOCS_FILE = new URL('docs/batch-csv.md', ROOT);

const { maxItems: mostLines } = z.toJSONSchema(SuperbillRequest.shape.serviceLines, { io: 'input' });

/** The name of each form in the table of columns. */
const FORMS: Readonly<Record<CellForm, string>> = {
	text: 'text',
	identifier: 'text, kept as is',
	'postal code': 'text, kept as is',
	'two digits': 'two digits',
	word: 'a word',
	capitals: 'letters and digits',
	words: 'words separated by spaces',
	date: 'a date',
	time: 'HH:MM',
	money: 'dollars',
	number: 'a number',
	'yes or no': 'yes or no',
	letters: 'letters',
};

/** Makes the page `docs/batch-csv.md` from the list of columns that reads tables. */
export function batchDocs(): string {
	return `# Visits as a table (CSV)

A batch can be a table with **one row for each service**. Send it to \`POST /v1/batches/csv\`, or run \`superbill batch FILE.csv\`. This page is generated from the list of columns that the service reads
(\`npm run docs:batch\`).

Download one of two samples and fill it in:
[batch.csv](../openapi/examples/batch.csv) spells out the clinic in every row;
[batch-practice-on-file.csv](../openapi/examples/batch-practice-on-file.csv) is shorter and names a practice and a
clinician that are [on file](practices.md). Try your table with \`POST /v1/batches/csv/check\` first: nothing is kept, and
the answer shows how the table was read and what is wrong with it.

## Save the table

- Save it as **CSV UTF-8**. In Excel, choose *Save as* and "CSV UTF-8 (comma delimited)". Plain "CSV", workbooks (.xlsx),
  UTF-16 and compressed files are refused.
- Separate the columns with commas, semicolons or tabs, and end rows with CRLF, LF or CR. If a cell contains the
  delimiter, a quotation mark or a line break, put the cell in quotation marks and double the quotation marks in it
  (RFC 4180). If a quotation mark is anywhere else, the whole table is refused, because the rest could only be guessed.
- **Name the columns in the first row**, in any order. Capitals, spaces and punctuation do not matter: \`Date of Service\` is
  the same as \`date_of_service\`. The names that other programs give their columns, such as DOB or CPT, are
  [understood, too](#names-in-other-programs). If the table has a column that is not listed below, or one
  column twice, it is refused, with a line for each such column: nothing is ignored silently. Only a column \`Why it failed\`,
  with which failed rows are handed back, is left out. On the command line, \`--column "Ref=visit"\` says what a column holds,
  and \`--column "Ref="\` leaves it out. The front desk asks. Leave out columns that you do not need. Blank rows are skipped.
- A table may have ${thousands(LIMITS.items)} visits, ${thousands(LIMITS.lines)} rows and ${LIMITS.bytes / 1024 / 1024} MiB, a row ${LIMITS.lineBytes / 1024} KiB, and a cell ${LIMITS.cellBytes / 1024} KiB.

## From rows to superbills

1. **Rows become visits.** Rows with the same \`visit\` are one visit. Without that column, rows with the same patient, day
   and clinician are one visit. They can be anywhere in the table. In later rows of a visit, you may leave blank what its
   first row says about patient, clinic and insurance; a different value is an error. Every row must identify the patient
   by \`account_number\`, or by name and birth date, unless it has a \`visit\`.
2. **Visits become superbills**: one for each practice, patient and calendar month. \`splitBy\` divides them further by
   \`visit\`, \`provider\` or \`payer\`. Visits with the same \`superbill_number\` go on that one superbill, whatever their
   month. Visits that do not fit on one superbill (a different guarantor, facility or supervisor; more than
   ${DIAGNOSIS_LETTERS.length} diagnoses or ${mostLines} services) go on another one, and a warning gives the reason.
3. **An error in a row refuses the whole superbill that the row belongs to**, because a superbill that lacks a visit looks
   complete. All other superbills are made. A finding names the row and the column; row 1 is the header, as in a
   spreadsheet. It never repeats what a cell contains.

If the same account number has two names or birth dates, all superbills of that patient are refused. If a patient's address
or phone number differs between visits, the one from the latest visit is printed, with a warning.

**Diagnoses.** \`diagnosis_1\` to \`diagnosis_${DIAGNOSIS_LETTERS.length}\` are the diagnoses that the service of the row is for, the main one first. If
there are more than ${MAX_DIAGNOSIS_POINTERS}, choose up to ${MAX_DIAGNOSIS_POINTERS} in \`diagnosis_pointers\`, by the letters of the row's own columns: \`AC\` is \`diagnosis_1\`
and \`diagnosis_3\`. A row without diagnoses uses those of the visit's row before it. The superbill lists each diagnosis once
and assigns the printed letters.

**Money.** \`charge\` is the total of the row, never a price per unit. The payment, adjustment and refund of a row belong to
its visit. Enter each of them in **one** row only. If a payment is repeated in other rows of the visit, it counts again, and
the superbill is refused if the payments exceed the charges. For another payment of the same visit, add a row with the patient and the day but no service.

## How cells are read

Any clear spelling is accepted. Anything ambiguous is refused, never guessed.

| form | accepted | refused |
|---|---|---|
| a date | \`2026-10-06\`. Also \`10/6/2026\` as month/day/year, if at least one date of the table has a number above 12 in second place and none has one in first place | \`10/6/2026\` if no date of the table shows which number is the month; two-digit years; day numbers such as 46301, which spreadsheets count from 1900 or from 1904 |
| dollars | \`150.00\`, \`150\`, \`150.5\`, \`$150.00\`, \`1,550.00\` | a comma before the cents, more than two decimals, a minus sign, parentheses |
| HH:MM | \`09:30\`, \`9:30\`, \`9:30 AM\`, \`09:30:00\` | \`9.30\` |
| a number | \`1\`, \`2.5\` | anything else |
| two digits | \`02\` | \`2\`: the spreadsheet may have dropped a zero, or somebody may have dropped a digit |
| text, kept as is | any text | \`1.23E+09\`: the spreadsheet made it a number and lost its last digits |
| US postal codes | \`99999\`, \`99999-0000\` | fewer than five digits: the spreadsheet dropped a leading zero |
| a word; letters and digits | capitals or not | |
| all forms | | a formula (\`=…\`), an error of the spreadsheet (\`#N/A\`, \`####\`) |

Excel changes leading zeros, long numbers and dates as soon as it opens a table. Before you type or paste, select all cells
and format them as *Text*. To open a file, use *Data → From Text/CSV* and load every column as text.

## The columns

*Becomes* is the place in the [superbill request](../openapi/openapi.json) that the cell fills; \`-\` is a new entry for the
row.

| column | required | form | becomes | example | meaning |
|---|---|---|---|---|---|
${COLUMNS.map(tableRow).join('')}
## Names in other programs

Words that could mean several columns, such as *Name* or *Date*, are not guessed. With \`superbill batch --column\`, or at the
front desk, you say what they are.

| column | is also called |
|---|---|
${COLUMNS.filter((column) => synonymsOf(column).length > 0)
	.map(synonymRow)
	.join('')}`;
}

function synonymRow(column: Column): string {
	return `| \`${column.name}\` | ${synonymsOf(column).join(', ')} |\n`;
}

function tableRow(column: Column): string {
	const { name, form, example, means } = column;
	const place = becomes(column);
	return `| \`${name}\` | ${needOf(column)} | ${FORMS[form]} | ${place === '' ? '' : `\`${place}\``} | ${example.replaceAll('|', '\\|')} | ${means.replaceAll('|', '\\|')} |\n`;
}

function needOf({ need }: Column): string {
	if (need === 'always') return '**always**';
	if (need === 'never') return '';
	if ('unless' in need) return `without \`${need.unless}\``;
	return `with \`${need.with}\``;
}

function thousands(count: number): string {
	return count.toLocaleString('en-US');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
	writeFileSync(BATCH_DOCS_FILE, batchDocs());

/** Writes a row of CSV with its line break (RFC 4180). */
export function csvRow(cells: readonly (string | number | null)[]): string {
	return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Text that a spreadsheet takes for a formula. It may begin with blanks or with full-width forms of the signs. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Puts an apostrophe before a formula, which makes it text (https://owasp.org/www-community/attacks/CSV_Injection). */
function csvCell(value: string | number | null): string {
	if (typeof value !== 'string') return String(value ?? '');
	const text = FORMULA.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

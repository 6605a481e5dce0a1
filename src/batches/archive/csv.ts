/** A row as RFC 4180 writes it, with the end of its line. */
export function csvRow(cells: readonly (string | number | null)[]): string {
	return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula, also behind blanks and in the forms that East Asian text has for it. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** Text that would be a formula begins with an apostrophe, which makes it text. */
function csvCell(value: string | number | null): string {
	if (typeof value !== 'string') return String(value ?? '');
	const text = FORMULA.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

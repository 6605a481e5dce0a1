import { badFile } from '../index/edition.ts';
import type { CodeFileReader } from './reader.ts';

/** Patterns that recognize the columns of a table by their headings, in any order. */
export type ColumnPatterns<Name extends string> = Readonly<Record<Name, RegExp>>;

interface Layout<Name extends string> {
	readonly delimiter: string;
	readonly at: Readonly<Record<Name, number>>;
}

/** A copyright notice may come before the header. */
const MOST_LINES_ABOVE = 30;

/** Locates the columns in a header line; `undefined` if a required one is missing. */
export function columnsOf<Name extends string>(
	line: string,
	columns: ColumnPatterns<Name>,
	optional: readonly NoInfer<Name>[] = [],
): Layout<Name> | undefined {
	const delimiter = line.includes('\t') ? '\t' : ',';
	const names = splitFields(line, delimiter).map((name) => name.replace(/\s+/g, ' ').trim());
	const at = Object.fromEntries(
		Object.entries<RegExp>(columns).map(([name, form]) => [name, names.findIndex((each) => form.test(each))]),
	) as Record<Name, number>;
	const missing = (Object.keys(columns) as Name[]).some((name) => at[name] < 0 && !optional.includes(name));
	return missing ? undefined : { delimiter, at };
}

/**
 * Reads comma-separated (RFC 4180) or tab-separated rows below a header. A missing optional column reads as empty text.
 * @param row is called with the trimmed fields and the number of the line on which they begin
 */
export function delimitedReader<Name extends string>(
	columns: ColumnPatterns<Name>,
	row: (fields: Readonly<Record<Name, string>>, line: number) => void,
	{ optional = [] }: { optional?: readonly NoInfer<Name>[] } = {},
): CodeFileReader {
	let layout: Layout<Name> | undefined;
	let number = 0;
	let open: { readonly line: number; readonly text: string } | undefined;
	let rows = 0;
	return {
		line(text) {
			number++;
			if (!layout) {
				layout = columnsOf(text, columns, optional);
				if (!layout && number > MOST_LINES_ABOVE)
					throw badFile('no header was found. The columns must be named in the first 30 lines.', number);
				return;
			}
			if (!open && text.trim() === '') return;
			const whole = open ? `${open.text}\n${text}` : text;
			const line = open?.line ?? number;
			// CMS's tab-separated files use quotation marks as ordinary characters.
			open = layout.delimiter === ',' && hasOpenQuote(whole) ? { line, text: whole } : undefined;
			if (open) return;
			const fields = splitFields(whole, layout.delimiter);
			if (fields.every((field) => field === '')) return;
			const { at } = layout;
			const named = Object.fromEntries(
				Object.entries<number>(at).map(([name, place]) => [name, fields[place]?.trim() ?? '']),
			);
			row(named as Record<Name, string>, line);
			rows++;
		},
		end() {
			if (open) throw badFile('this row has an opening quotation mark but no closing one.', open.line);
			if (rows === 0) throw badFile('the file has a header but no rows.');
		},
	};
}

function hasOpenQuote(text: string): boolean {
	let quotes = 0;
	for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
	return quotes % 2 === 1;
}

export function splitFields(text: string, delimiter: string): string[] {
	if (delimiter === '\t' || !text.includes('"')) {
		return text.split(delimiter).map((field) => field.replace(/^\s*"(.*)"\s*$/s, '$1'));
	}
	const fields: string[] = [];
	for (let at = 0; at <= text.length; ) {
		if (text[at] === '"') {
			let end = at + 1;
			while (end < text.length && (text[end] !== '"' || text[end + 1] === '"'))
				end += text[end] === '"' ? 2 : 1;
			fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
			const comma = text.indexOf(delimiter, end);
			at = comma < 0 ? text.length + 1 : comma + 1;
		} else {
			const comma = text.indexOf(delimiter, at);
			const end = comma < 0 ? text.length : comma;
			fields.push(text.slice(at, end));
			at = end + 1;
		}
	}
	return fields;
}

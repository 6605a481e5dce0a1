import { BadFile } from '../edition.ts';
import type { Reader } from './reader.ts';

/** Comma- or tab-separated text with a header that names its columns, in whatever order (RFC 4180 where it is quoted). */

export type Columns<Name extends string> = Readonly<Record<Name, RegExp>>;

interface Layout<Name extends string> {
	readonly delimiter: string;
	readonly at: Readonly<Record<Name, number>>;
}

/** Headers stand above the data, sometimes below a copyright notice. */
const MOST_LINES_ABOVE = 30;

/** Where a line, as a header, has the columns; `undefined` where one that must be there is missing. */
export function columnsOf<Name extends string>(
	line: string,
	columns: Columns<Name>,
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
 * Reads what stands below the header. A column that is not there is empty text.
 * @param row is called with the trimmed fields and the number of the line on which they begin.
 */
export function delimitedReader<Name extends string>(
	columns: Columns<Name>,
	row: (fields: Readonly<Record<Name, string>>, line: number) => void,
	{ optional = [] }: { optional?: readonly NoInfer<Name>[] } = {},
): Reader {
	let layout: Layout<Name> | undefined;
	let number = 0;
	let open: { readonly line: number; readonly text: string } | undefined;
	let rows = 0;
	return {
		line(text) {
			number++;
			if (!layout) {
				layout = columnsOf(text, columns, optional);
				if (!layout && number > MOST_LINES_ABOVE) throw new BadFile('the header is missing.', number);
				return;
			}
			if (!open && text.trim() === '') return;
			const whole = open ? `${open.text}\n${text}` : text;
			const line = open?.line ?? number;
			// A tab-separated file of CMS uses quotation marks as they come.
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
			if (open) throw new BadFile('a quotation mark is opened and never closed.', open.line);
			if (rows === 0) throw new BadFile('has a header and no rows.');
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

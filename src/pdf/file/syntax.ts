/**
 * Reads and writes PDF objects (ISO 32000-1, 7.2 and 7.3) as text. Most values are copied from one file to another, and
 * text is copied byte for byte.
 */

/** A dictionary: values in PDF syntax by their keys without the slash. */
export type Entries = ReadonlyMap<string, string>;

/**
 * A file that this product did not write, or that was changed afterwards. The message says why, and quotes
 * nothing from the file.
 */
export class UnreadablePdf extends Error {
	override readonly name = 'UnreadablePdf';
}

const BETWEEN = String.raw`(?:[\0\t\n\f\r ]|%[^\r\n]*)*`;
const REGULAR = String.raw`[^\0\t\n\f\r ()<>[\]{}/%]`;
/** Parentheses in strings must be escaped, as this product does. */
const STRING = String.raw`<[0-9A-Fa-f\s]*>|\((?:[^\\()]|\\[\s\S])*\)`;
const TOKEN = new RegExp(
	String.raw`${BETWEEN}(<<|>>|[[\]]|${STRING}|\d+ \d+ R(?!${REGULAR})|/?${REGULAR}+)`,
	'y',
);

/** Matches a sticky pattern at a position. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

/** A token or an object, and the position after it. */
interface Parsed {
	readonly syntax: string;
	readonly end: number;
}

function tokenAt(text: string, at: number): Parsed {
	const syntax = matchAt(TOKEN, text, at)?.[1];
	if (syntax === undefined) throw new UnreadablePdf('an object is cut off');
	return { syntax, end: TOKEN.lastIndex };
}

const DEPTH: Readonly<Record<string, number>> = { '<<': 1, '[': 1, '>>': -1, ']': -1 };

/** The object at a position. @throws UnreadablePdf if it is cut off */
export function objectAt(text: string, at: number): Parsed {
	const first = tokenAt(text, at);
	const start = first.end - first.syntax.length;
	let { end } = first;
	for (let depth = DEPTH[first.syntax] ?? 0; depth > 0; ) {
		const token = tokenAt(text, end);
		depth += DEPTH[token.syntax] ?? 0;
		end = token.end;
	}
	return { syntax: text.slice(start, end), end };
}

/** The items of an array. @throws UnreadablePdf for any other object */
export function parseArray(syntax: string): string[] {
	if (!/^\[[\s\S]*\]$/.test(syntax)) throw new UnreadablePdf('an array was expected');
	return objectsIn(syntax.slice(1, -1));
}

/** The entries of a dictionary. @throws UnreadablePdf for any other object */
export function parseDictionary(syntax: string): Entries {
	if (!/^<<[\s\S]*>>$/.test(syntax)) {
		throw new UnreadablePdf('a dictionary was expected');
	}
	const items = objectsIn(syntax.slice(2, -2));
	return new Map(
		Array.from({ length: items.length / 2 }, (_, i) => [
			(items[2 * i] as string).slice(1),
			items[2 * i + 1] as string,
		]),
	);
}

function objectsIn(text: string): string[] {
	const objects: string[] = [];
	for (let rest = text.trimEnd(), at = 0; at < rest.length; ) {
		const { syntax, end } = objectAt(rest, at);
		objects.push(syntax);
		at = end;
	}
	return objects;
}

/** The value of a key. @throws UnreadablePdf if the dictionary does not have the key */
export function requiredEntry(entries: Entries, key: string): string {
	const value = entries.get(key);
	if (value === undefined) throw new UnreadablePdf(`${key} is missing`);
	return value;
}

/** @throws UnreadablePdf for any other object */
export function parseNumber(syntax: string): number {
	if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(syntax)) {
		throw new UnreadablePdf('a number was expected');
	}
	return Number(syntax);
}

/** The object number in a reference. @throws UnreadablePdf for any other object */
export function parseReference(syntax: string): number {
	const id = /^(\d+) 0 R$/.exec(syntax)?.[1];
	if (id === undefined) throw new UnreadablePdf('a reference was expected');
	return Number(id);
}

/** Matches strings too, so that text in them that looks like a reference is skipped. */
const REFERENCE = new RegExp(String.raw`${STRING}|\b(\d+) 0 R(?!${REGULAR})`, 'g');

/** Replaces the object number of each reference. */
export function renumbered(syntax: string, to: (id: number) => number): string {
	return syntax.replace(REFERENCE, (token, id?: string) =>
		id === undefined ? token : `${to(Number(id))} 0 R`,
	);
}

/** A dictionary in PDF syntax. */
export function dictionary(entries: Entries): string {
	return `<<${Array.from(entries, ([key, value]) => `/${key} ${value}`).join('')}>>`;
}

/** A text string (ISO 32000-1, 7.9.2.2) in UTF-16BE, as hexadecimal. */
export function textString(text: string): string {
	return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

/**
 * Reads a text string of this product: UTF-16BE with a byte order mark, or Latin letters in one byte each.
 * @throws UnreadablePdf for any other object
 */
export function parseTextString(syntax: string): string {
	const bytes = syntax.startsWith('(')
		? Buffer.from(syntax.slice(1, -1).replace(/\\([\s\S])/g, unescaped), 'latin1')
		: Buffer.from(syntax.slice(1, -1).replace(/\s/g, ''), 'hex');
	if (bytes[0] !== 0xfe || bytes[1] !== 0xff) return bytes.toString('latin1');
	if (bytes.length % 2 !== 0) throw new UnreadablePdf('a text is cut off');
	return bytes.subarray(2).swap16().toString('utf16le');
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const unescaped = (_: string, character: string): string => ESCAPES[character] ?? character;

/** Reads a date in UTC. @throws UnreadablePdf for any other object */
export function parseDate(syntax: string): Date {
	const [, year, month, day, hour, minute, second] =
		/^\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z/.exec(syntax) ?? [];
	const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	if (Number.isNaN(date.getTime())) throw new UnreadablePdf('a date was expected');
	return date;
}

/**
 * Objects as a PDF writes them (ISO 32000-1, 7.2 and 7.3). They stay text: what goes from one part of a file to another
 * goes there as it stands.
 */

/** A dictionary's values as they are written, by their keys without the slash. */
export type Entries = ReadonlyMap<string, string>;

/** A file is not what it should be. The message says what is wrong, without anything of its content. */
export class UnreadablePdf extends Error {
	override readonly name = 'UnreadablePdf';
}

const BETWEEN = String.raw`(?:[\0\t\n\f\r ]|%[^\r\n]*)*`;
const REGULAR = String.raw`[^\0\t\n\f\r ()<>[\]{}/%]`;
/** Strings are taken with their parentheses escaped, as this product writes them. */
const TOKEN = new RegExp(
	String.raw`${BETWEEN}(<<|>>|[[\]]|<[0-9A-Fa-f\s]*>|\((?:[^\\()]|\\[\s\S])*\)|\d+ \d+ R(?!${REGULAR})|/?${REGULAR}+)`,
	'y',
);

/** What a sticky pattern finds at a position. */
export function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

interface Written {
	readonly syntax: string;
	readonly end: number;
}

function tokenAt(text: string, at: number): Written {
	const syntax = match(TOKEN, text, at)?.[1];
	if (syntax === undefined) throw new UnreadablePdf('an object breaks off');
	return { syntax, end: TOKEN.lastIndex };
}

const DEPTH: Readonly<Record<string, number>> = { '<<': 1, '[': 1, '>>': -1, ']': -1 };

/** The object at a position, with all that is in it. */
export function objectAt(text: string, at: number): Written {
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

/** What an array holds. */
export function itemsOf(array: string): string[] {
	if (!/^\[[\s\S]*\]$/.test(array)) throw new UnreadablePdf('something else stands where an array should');
	return inside(array.slice(1, -1));
}

export function entriesOf(dictionary: string): Entries {
	if (!/^<<[\s\S]*>>$/.test(dictionary)) {
		throw new UnreadablePdf('something else stands where a dictionary should');
	}
	const items = inside(dictionary.slice(2, -2));
	return new Map(
		Array.from({ length: items.length / 2 }, (_, i) => [
			(items[2 * i] as string).slice(1),
			items[2 * i + 1] as string,
		]),
	);
}

function inside(text: string): string[] {
	const items: string[] = [];
	for (let rest = text.trimEnd(), at = 0; at < rest.length; ) {
		const { syntax, end } = objectAt(rest, at);
		items.push(syntax);
		at = end;
	}
	return items;
}

/** @throws UnreadablePdf where a dictionary has no such key. */
export function entry(entries: Entries, key: string): string {
	const value = entries.get(key);
	if (value === undefined) throw new UnreadablePdf(`there is no ${key} where one should be`);
	return value;
}

export function numberOf(syntax: string): number {
	if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(syntax)) {
		throw new UnreadablePdf('something else stands where a number should');
	}
	return Number(syntax);
}

/** The number of the object that a reference leads to. */
export function referenced(syntax: string): number {
	const id = /^(\d+) 0 R$/.exec(syntax)?.[1];
	if (id === undefined) throw new UnreadablePdf('something else stands where a reference should');
	return Number(id);
}

/** Strings, to pass over them, and references. */
const REFERENCE = new RegExp(
	String.raw`\((?:[^\\()]|\\[\s\S])*\)|<[0-9A-Fa-f\s]*>|\b(\d+) 0 R(?!${REGULAR})`,
	'g',
);

/** An object that leads to others than it does: to those that have the numbers which `to` gives for theirs. */
export function redirected(syntax: string, to: (id: number) => number): string {
	return syntax.replace(REFERENCE, (token, id?: string) =>
		id === undefined ? token : `${to(Number(id))} 0 R`,
	);
}

/** A dictionary to write. */
export function dictionary(entries: Entries): string {
	return `<<${Array.from(entries, ([key, value]) => `/${key} ${value}`).join('')}>>`;
}

/** A text string (ISO 32000-1, 7.9.2.2) in UTF-16BE, as hexadecimal. */
export function textString(text: string): string {
	return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

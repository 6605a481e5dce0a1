/**
 * The first place where a text cannot be read as JSON. Node's own message may quote the text, which may be a patient's
 * name, or lack a position. Node also accepts a name twice in an object and drops the first value, which may be a charge.
 */
export interface JsonError {
	/** Counted from 1. */
	readonly line: number;
	/** Counted from 1 in UTF-16 code units, as in editors. */
	readonly column: number;
	/** Continues "expected …". */
	readonly expected: string;
	/** Steps from the root to a value that is JSON, but that no program can keep as it is (RFC 7493). */
	readonly path?: readonly (string | number)[];
}

/** Levels of brackets. A superbill in a batch has seven. Deeper values would exhaust the stack of code that recurses. */
export const MAX_DEPTH = 32;

/**
 * Names and values of a request, counting objects and lists. The fullest superbill has 11,000; more would only hold up other
 * requests.
 */
export const MOST_VALUES = 12_000;

/** Characters of a name. No field has more, and findings quote unknown ones. */
export const MAX_NAME = 200;

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const HEXADECIMAL = /[\da-fA-F]{4}/y;

const VALUE = 'a value: text in double quotes, a number, true, false, null, { or [';
const NAME = 'a property name in double quotes';
const NEW_NAME = 'a new property name: this object already has one with this name';
const PAIR = '\\ud800 to \\udfff only as a pair that makes up one character';
const ESCAPE = '\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits';

/** An object or a list whose end has not been read. */
interface Open {
	readonly closing: '}' | ']';
	/** Names so far; none for a list. */
	readonly names?: Set<string>;
	/** Name or index of the value that is being read; none before its name. */
	step?: string | number;
}

/**
 * Finds the first place where a text is not JSON (RFC 8259), an object has a name twice, or a value cannot be kept: a number
 * too large for a computer, half a character, or more than anything that is sent needs.
 */
export function findJsonError(text: string, mostValues = MOST_VALUES): JsonError | undefined {
	const open: Open[] = [];
	let values = 0;
	let at = 0;

	const skip = (expression: RegExp): boolean => {
		expression.lastIndex = at;
		if (!expression.test(text)) return false;
		at = expression.lastIndex;
		return true;
	};
	const take = (character: string): boolean => {
		skip(SPACE);
		if (text[at] !== character) return false;
		at++;
		return true;
	};
	const fail = (expected: string, where = at): JsonError => ({ ...position(text, where), expected });
	const unusable = (expected: string, where: number): JsonError => ({
		...fail(expected, where),
		path: open.flatMap(({ step }) => step ?? []),
	});

	/** Reads a string after its opening quote. */
	function restOfString(): JsonError | undefined {
		for (; ; at++) {
			const character = text[at];
			if (character === undefined) return fail('a double quote (") at the end of the text');
			if (character === '"') break;
			if (character < ' ') return fail('a double quote (") on the same line, or \\n for a line break');
			if (character !== '\\') continue;
			const escaped = text[++at] ?? '';
			if (escaped === 'u') {
				at++;
				if (!skip(HEXADECIMAL)) return fail(ESCAPE, at - 2);
				at--;
			} else if (!/["\\/bfnrt]/.test(escaped)) return fail(ESCAPE, at - 1);
		}
		at++;
		return undefined;
	}

	/** Reads a string after its opening quote, and returns what it says. */
	function string(): string | JsonError {
		const start = at - 1;
		const error = restOfString();
		if (error) return error;
		const written = text.slice(start, at);
		const value: string = written.includes('\\') ? JSON.parse(written) : written.slice(1, -1);
		return value.isWellFormed() ? value : unusable(PAIR, start);
	}

	const count = (): JsonError | undefined =>
		++values > mostValues ? unusable(`at most ${mostValues.toLocaleString('en-US')} values`, at) : undefined;

	/** Counts the next value of the innermost object or list, and reads its name. */
	function next(step: number): JsonError | undefined {
		const inside = open.at(-1) as Open;
		if (inside.names) delete inside.step;
		else inside.step = step;
		const error = count();
		if (error || !inside.names) return error;
		if (!take('"')) return fail(NAME);
		const start = at - 1;
		const name = string();
		if (typeof name !== 'string') return name;
		if (name.length > MAX_NAME) return unusable(`a name of at most ${MAX_NAME} characters`, start);
		if (inside.names.has(name)) return fail(NEW_NAME, start);
		inside.names.add(name);
		inside.step = name;
		return take(':') ? undefined : fail('a colon (:) after the property name');
	}

	/** Reads a value, or the start of one. @returns true if it goes on */
	function value(): boolean | JsonError {
		for (const closing of ['}', ']'] as const) {
			if (!take(closing === '}' ? '{' : '[')) continue;
			if (open.length === MAX_DEPTH)
				return unusable(`at most ${MAX_DEPTH} levels of brackets inside each other`, at - 1);
			if (take(closing)) return count() ?? false;
			open.push({ closing, ...(closing === '}' && { names: new Set() }) });
			return next(0) ?? true;
		}
		if (take('"')) {
			const read = string();
			return typeof read === 'string' ? false : read;
		}
		const start = at;
		if (!skip(SCALAR)) return fail(VALUE);
		return Math.abs(Number(text.slice(start, at))) === Number.POSITIVE_INFINITY
			? unusable('a smaller number', start)
			: false;
	}

	// A loop rather than recursion, because callers decide how deeply values nest.
	for (;;) {
		const read = value();
		if (read === true) continue;
		if (read) return read;
		while (open.length > 0 && take((open.at(-1) as Open).closing)) open.pop();
		const inside = open.at(-1);
		if (!inside) {
			skip(SPACE);
			return at === text.length ? undefined : fail('nothing more after the end');
		}
		if (!take(',')) return fail(`a comma (,) or a closing ${inside.closing}`);
		const error = next(typeof inside.step === 'number' ? inside.step + 1 : 0);
		if (error) return error;
	}
}

function position(text: string, at: number): { line: number; column: number } {
	let line = 1;
	let start = 0;
	for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) {
		line++;
		start = end + 1;
	}
	return { line, column: at - start + 1 };
}

/**
 * The place where JSON breaks. Node's own message may quote the text, which may be a patient's name, or lack a
 * position. Node also accepts a name twice in an object and drops the first value, which may be a charge.
 */
export interface JsonError {
	/** Counted from 1. */
	readonly line: number;
	/** Counted from 1 in UTF-16 code units, as in editors. */
	readonly column: number;
	/** Continues "expected …". */
	readonly expected: string;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
/** Characters of a string that need no escape: no quotes, backslashes or control characters. */
const PLAIN = /[ !#-[\]-\uFFFF]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

const VALUE = 'a value: text in double quotes, a number, true, false, null, { or [';
const NAME = 'a property name in double quotes';
const NEW_NAME = 'a new property name: this object already has one with this name';
const CLOSING = { '{': '}', '[': ']' } as const;

type Bracket = keyof typeof CLOSING;

/** Finds the first place where a text is not JSON (RFC 8259) or an object has a name twice. */
export function findJsonError(text: string): JsonError | undefined {
	const open: Bracket[] = [];
	/** Names so far of each open object. */
	const names: Set<string>[] = [];
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

	/** Reads a string after its opening quote. */
	function restOfString(): JsonError | undefined {
		for (;;) {
			skip(PLAIN);
			const character = text[at];
			if (character === undefined) return fail('a double quote (") at the end of the text');
			if (character < ' ') return fail('a double quote (") on the same line, or \\n for a line break');
			if (character === '\\') {
				if (!skip(ESCAPE)) return fail('\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four hexadecimal digits');
			} else {
				at++;
				if (character === '"') return undefined;
			}
		}
	}

	function nameAndColon(): JsonError | undefined {
		if (!take('"')) return fail(NAME);
		const start = at - 1;
		const error = restOfString();
		if (error) return error;
		const written = text.slice(start, at);
		const name: string = written.includes('\\') ? JSON.parse(written) : written.slice(1, -1);
		const known = names.at(-1) as Set<string>;
		if (known.has(name)) return fail(NEW_NAME, start);
		known.add(name);
		return take(':') ? undefined : fail('a colon (:) after the property name');
	}

	// Each turn reads a value, or the start of one, and the brackets that close after it. A loop rather than recursion, because callers decide how deeply values nest.
	for (;;) {
		if (take('{')) {
			if (!take('}')) {
				open.push('{');
				names.push(new Set());
				const error = nameAndColon();
				if (error) return error;
				continue;
			}
		} else if (take('[')) {
			if (!take(']')) {
				open.push('[');
				continue;
			}
		} else if (take('"')) {
			const error = restOfString();
			if (error) return error;
		} else if (!skip(SCALAR)) return fail(VALUE);

		let bracket = open.at(-1);
		while (bracket !== undefined && take(CLOSING[bracket])) {
			if (open.pop() === '{') names.pop();
			bracket = open.at(-1);
		}
		if (bracket === undefined) {
			skip(SPACE);
			return at === text.length ? undefined : fail('nothing more after the end');
		}
		if (!take(',')) return fail(`a comma (,) or a closing ${CLOSING[bracket]}`);
		if (bracket === '{') {
			const error = nameAndColon();
			if (error) return error;
		}
	}
}

function position(text: string, at: number): { line: number; column: number } {
	const before = text.slice(0, at);
	return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** Reads content streams: operators, their operands, and the marked content around them (ISO 32000-1, 7.8 and 14.6). */

/** Names have their slash. Strings are bytes. */
export type Operand = number | string | Uint8Array | readonly Operand[] | ReadonlyMap<string, Operand>;

export interface Operation {
	readonly operator: string;
	readonly operands: readonly Operand[];
}

const TOKEN =
	/\s+|%[^\r\n]*|(?<name>\/[^\s()<>[\]{}/%]*)|(?<open><<|\[)|(?<close>>>|\])|<(?<hex>[0-9A-Fa-f\s]*)>|\((?<literal>(?:[^\\()]|\\[\s\S])*)\)|(?<number>[+-]?(?:\d+\.?\d*|\.\d+))(?![\w.])|(?<operator>[A-Za-z'"][\w*]*)/y;

/** Inline images are not supported. @throws SyntaxError for anything that is neither an operand nor an operator */
export function readOperations(content: string): Operation[] {
	const operations: Operation[] = [];
	/** Open arrays and dictionaries, after the operands of the next operator. */
	const stack: Operand[][] = [[]];
	const put = (operand: Operand) => stack.at(-1)?.push(operand);
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < content.length) {
		const at = TOKEN.lastIndex;
		const groups = TOKEN.exec(content)?.groups;
		if (!groups) throw new SyntaxError(`unreadable at ${at}: ${content.slice(at, at + 20)}`);
		const { name, open, close, hex, literal, number, operator } = groups;
		if (name !== undefined) put(name);
		else if (number !== undefined) put(Number(number));
		else if (hex !== undefined) put(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
		else if (literal !== undefined) put(Buffer.from(literal.replace(/\\([\s\S])/g, '$1'), 'latin1'));
		else if (open !== undefined) stack.push([]);
		else if (close !== undefined) {
			const items = stack.pop() as Operand[];
			if (stack.length === 0) throw new SyntaxError(`${close} closes nothing at ${at}`);
			put(close === ']' ? items : dictionary(items));
		} else if (operator !== undefined) {
			operations.push({ operator, operands: stack.pop() as Operand[] });
			if (stack.length > 0) throw new SyntaxError(`${operator} inside an operand at ${at}`);
			stack.push([]);
		}
	}
	return operations;
}

function dictionary(items: readonly Operand[]): ReadonlyMap<string, Operand> {
	return new Map(
		Array.from({ length: items.length / 2 }, (_, i) => [String(items[2 * i]), items[2 * i + 1] as Operand]),
	);
}

/** The start of a marked-content sequence. */
export interface Mark {
	readonly tag: string;
	readonly mcid: number | undefined;
	/** Its `/Lang`. */
	readonly language: string | undefined;
}

/** An operator that paints. */
export interface Painting {
	readonly operator: string;
	/** The sequences around it, the outermost first. */
	readonly marks: readonly Mark[];
	/** For text, the font's resource name and the two-byte codes shown. */
	readonly font: string | undefined;
	readonly codes: readonly number[];
}

export interface Content {
	readonly operations: readonly Operation[];
	readonly paintings: readonly Painting[];
	/** Every sequence, with the sequences around it. */
	readonly sequences: readonly { readonly mark: Mark; readonly within: readonly Mark[] }[];
	/** Pairs of operators that do not match or that overlap. */
	readonly unbalanced: readonly string[];
}

const TEXT = new Set(['Tj', 'TJ', "'", '"']);
const PAINTS = new Set([...TEXT, 'S', 's', 'f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'Do', 'sh']);
const CLOSES: Readonly<Record<string, readonly string[]>> = { EMC: ['BDC', 'BMC'], ET: ['BT'], Q: ['q'] };
const OPENS = new Set(Object.values(CLOSES).flat());

export function readContent(content: string): Content {
	const operations = readOperations(content);
	const paintings: Painting[] = [];
	const sequences: Content['sequences'][number][] = [];
	const unbalanced: string[] = [];
	const open: string[] = [];
	let marks: readonly Mark[] = [];
	let font: string | undefined;
	for (const { operator, operands } of operations) {
		if (OPENS.has(operator)) open.push(operator);
		else if (operator in CLOSES) {
			const last = open.pop();
			if (!CLOSES[operator]?.includes(last ?? '')) unbalanced.push(`${operator} after ${last ?? 'nothing'}`);
		}
		if (operator === 'BDC' || operator === 'BMC') {
			const mark = markOf(operands);
			sequences.push({ mark, within: marks });
			marks = [...marks, mark];
		} else if (operator === 'EMC') marks = marks.slice(0, -1);
		else if (operator === 'Tf') font = String(operands[0]).slice(1);
		else if (PAINTS.has(operator)) {
			const codes = TEXT.has(operator) ? operands.flatMap(codesOf) : [];
			paintings.push({ operator, marks, font: TEXT.has(operator) ? font : undefined, codes });
		}
	}
	return {
		operations,
		paintings,
		sequences,
		unbalanced: [...unbalanced, ...open.map((name) => `${name} left open`)],
	};
}

function markOf([tag, properties]: readonly Operand[]): Mark {
	const given = properties instanceof Map ? (properties as ReadonlyMap<string, Operand>) : new Map();
	const mcid = given.get('/MCID');
	const language = given.get('/Lang');
	return {
		tag: String(tag),
		mcid: typeof mcid === 'number' ? mcid : undefined,
		language: language instanceof Uint8Array ? Buffer.from(language).toString('latin1') : undefined,
	};
}

function codesOf(operand: Operand): number[] {
	if (Array.isArray(operand)) return operand.flatMap(codesOf);
	if (!(operand instanceof Uint8Array)) return [];
	return Array.from(
		{ length: operand.length / 2 },
		(_, i) => (operand[2 * i] as number) * 256 + (operand[2 * i + 1] as number),
	);
}

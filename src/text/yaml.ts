import {
	type Document,
	isAlias,
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	parseDocument,
	type Range,
	type Scalar,
	type YAMLMap,
} from 'yaml';
import type { FileMistake } from './mistake.ts';
import { quoted } from './nearest.ts';

export type YamlPath = readonly PropertyKey[];

/** A YAML or JSON file that knows the position of everything in it. */
export interface YamlFile {
	readonly name: string;
	/** Empty if the file has mistakes or no keys. */
	readonly value: Readonly<Record<string, unknown>>;
	/** Mistakes that prevent reading. */
	readonly mistakes: readonly FileMistake[];
	/** Places a mistake at the value of a path, or at the closest parent that exists. `index` is an offset in a text. */
	mistake(path: YamlPath, message: string, index?: number): FileMistake;
	/** Places a mistake at a key. */
	mistakeAtKey(path: YamlPath, message: string): FileMistake;
}

/** Reads a file of keys with values. */
export function readYaml(name: string, source: string, empty: 'refused' | 'allowed' = 'refused'): YamlFile {
	const lines = new LineCounter();
	const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
	const at = (offset: number, message: string): FileMistake => {
		const { line, col } = lines.linePos(offset);
		return { file: name, line, column: col, message };
	};
	const mistakes = [...document.errors, ...document.warnings].map(({ code, message, pos }) =>
		at(
			pos[0],
			code === 'DUPLICATE_KEY'
				? `${quoted(wordAt(source, pos[0]))} is listed twice; keep one`
				: `this is not YAML: ${message}`,
		),
	);
	const nothing = empty === 'allowed' && document.contents === null;
	const value = mistakes.length > 0 || nothing ? {} : keysOf(document);
	if (value === undefined) mistakes.push(at(0, 'the file must have keys with values, like "key: value"'));
	return {
		name,
		value: value ?? {},
		mistakes,
		mistake: (path, message, index) => at(offsetOf(document, source, path, index), message),
		mistakeAtKey: (path, message) =>
			at(keyOffset(document, path) ?? offsetOf(document, source, path), message),
	};
}

function wordAt(source: string, offset: number): string {
	return /^["']?([^"':\n]*)/.exec(source.slice(offset))?.[1] as string;
}

function keysOf(document: Document): Record<string, unknown> | undefined {
	if (!isMap(document.contents)) return undefined;
	try {
		return document.toJS();
	} catch {
		// The parser limits how far aliases of aliases expand.
		return undefined;
	}
}

function offsetOf(document: Document, source: string, path: YamlPath, index?: number): number {
	const node = nodeAt(document, path);
	if (isNode(node) && node.range) {
		return index !== undefined && isScalar(node) ? offsetInText(node, source, index) : node.range[0];
	}
	return path.length === 0 ? 0 : offsetOf(document, source, path.slice(0, -1));
}

function keyOffset(document: Document, path: YamlPath): number | undefined {
	const parent = nodeAt(document, path.slice(0, -1));
	const holder = isAlias(parent) ? parent.resolve(document) : parent;
	// A path cannot continue below an alias.
	if (!isMap(holder)) return undefined;
	return (pairOf(holder, path.at(-1))?.key as Scalar | undefined)?.range?.[0];
}

function nodeAt({ contents }: Document, path: YamlPath): unknown {
	return path.reduce<unknown>((node, step) => {
		if (isMap(node)) return pairOf(node, step)?.value;
		return isSeq(node) ? node.items[Number(step)] : undefined;
	}, contents);
}

/** Finds a pair by the text of its key. `get` does not find keys that YAML reads as numbers. */
function pairOf(map: YAMLMap, step: PropertyKey | undefined) {
	return map.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
}

/** One character of a scalar, by quoting style. */
const CHARACTER: Readonly<Record<string, RegExp>> = {
	QUOTE_DOUBLE: /\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|.)|./isy,
	QUOTE_SINGLE: /''|./sy,
};
const ANY_CHARACTER = /./sy;
/** White space, which folding and indenting change. Escapes such as `\n` are white space too. */
const SPACE = /(?:\s|\\[ntrvfLP_ \n])*/y;
const PLAIN_SPACE = /\s*/y;

/** Finds the offset in the file of a character in a text. White space is skipped, because it differs. */
function offsetInText({ type = 'PLAIN', range, value }: Scalar, source: string, index: number): number {
	let [offset] = range as Range;
	if (type.startsWith('BLOCK')) offset = source.indexOf('\n', offset) + 1;
	if (type.startsWith('QUOTE')) offset += 1;
	const character = CHARACTER[type] ?? ANY_CHARACTER;
	const space = type === 'QUOTE_DOUBLE' ? SPACE : PLAIN_SPACE;
	const skip = (expression: RegExp) => {
		expression.lastIndex = offset;
		expression.test(source);
		offset = expression.lastIndex;
	};
	for (const letter of String(value).slice(0, index)) {
		if (/\s/.test(letter)) continue;
		skip(space);
		skip(character);
	}
	skip(space);
	return offset;
}

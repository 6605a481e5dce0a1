import { PictureError } from './picture.ts';

/** An element of an SVG file; text between elements is not kept. */
export interface XmlElement {
	readonly name: string;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: XmlElement[];
}

const NAME = String.raw`[A-Za-z_][\w:.-]*`;
const SPACE = /\s*/y;
const COMMENT = /<!--(?:(?!--).)*-->/sy;
const INSTRUCTION = /<\?(?:(?!\?>).)*\?>/sy;
/** Names a grammar; one that brings entities of its own is no plain picture. */
const DOCTYPE = /<!DOCTYPE\s[^[<>]*>/y;
const TEXT = /[^<]+/y;
const OPEN = new RegExp(String.raw`<(${NAME})((?:\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>`, 'y');
const CLOSE = new RegExp(String.raw`</(${NAME})\s*>`, 'y');
const ATTRIBUTE = new RegExp(String.raw`(${NAME})\s*=\s*(?:"([^"]*)"|'([^']*)')`, 'g');
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** No drawing program nests deeper. */
const MAX_DEPTH = 64;

/**
 * The elements of an XML document: as much of XML 1.0 as drawing programs write, and nothing that reaches outside the
 * file. @throws PictureError where it is anything else.
 */
export function readXml(source: string): XmlElement {
	let at = 0;
	const take = (pattern: RegExp): RegExpExecArray | null => {
		pattern.lastIndex = at;
		const match = pattern.exec(source);
		if (match) at = pattern.lastIndex;
		return match;
	};
	const skipAsides = () => {
		do take(SPACE);
		while (take(COMMENT) || take(INSTRUCTION) || take(DOCTYPE));
	};
	const document: XmlElement = { name: '', attributes: new Map(), children: [] };
	const open = [document];
	skipAsides();
	do {
		const parent = open.at(-1) as XmlElement;
		const start = take(OPEN);
		if (start) {
			const element = {
				name: start[1] as string,
				attributes: readAttributes(start[2] as string),
				children: [],
			};
			parent.children.push(element);
			if (start[3] === '') open.push(element);
			if (open.length > MAX_DEPTH) throw new PictureError('has groups in groups too deep; flatten them');
		} else if (take(CLOSE)?.[1] === parent.name) open.pop();
		else if (!take(COMMENT) && !take(INSTRUCTION) && !take(TEXT)) {
			throw new PictureError('is not well-formed XML, or brings entities or CDATA; save it as plain SVG');
		}
	} while (open.length > 1 && at < source.length);
	skipAsides();
	const [root] = document.children;
	if (!root || open.length > 1 || at < source.length) throw new PictureError('is not well-formed XML');
	return root;
}

function readAttributes(source: string): Map<string, string> {
	const attributes = new Map<string, string>();
	for (const [, name, double, single] of source.matchAll(ATTRIBUTE)) {
		if (attributes.has(name as string)) throw new PictureError('is not well-formed XML');
		attributes.set(name as string, decode((double ?? single) as string));
	}
	return attributes;
}

function decode(text: string): string {
	return text.replace(ENTITY, (whole, decimal, hexadecimal, name) => {
		if (name !== undefined) {
			const character = NAMED[name];
			if (character === undefined) throw new PictureError(`has the entity ${whole}; save it as plain SVG`);
			return character;
		}
		const codePoint = Number.parseInt(decimal ?? hexadecimal, decimal === undefined ? 16 : 10);
		if (codePoint > 0x10ffff) throw new PictureError('is not well-formed XML');
		return String.fromCodePoint(codePoint);
	});
}

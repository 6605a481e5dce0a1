import type { Align, Heading, Span, Text } from '../../page/content.ts';
import { hasMarks, numberParts, splitAtMarks } from '../../page/number-marks.ts';
import type { LateNumber, Move } from '../file/unfinished.ts';
import { bidiLevels, hasRightToLeft, reverse, visualOrder } from './bidi.ts';
import { aside, type Canvas, drawMovedText, drawNumber, drawText, num, spanned } from './canvas.ts';
import type { BlockStyle, TextStyle } from './style.ts';
import { syllableBreaks } from './syllables.ts';

/** A text broken into lines. Lengths are points. */
export interface TextLines {
	readonly lines: readonly TextLine[];
	readonly style: TextStyle;
	readonly height: number;
	/** Width of the widest line. */
	readonly width: number;
}

interface TextLine {
	/** From left to right. */
	readonly parts: readonly TextPart[];
	/** Without the space at its end. */
	readonly width: number;
}

/** Part of a line in one style and one direction. */
interface TextPart {
	readonly text: string;
	readonly style: TextStyle;
	readonly width: number;
	readonly lang: string | undefined;
	/** Read from right to left: its characters are in visual order. */
	readonly reversed?: boolean;
	/** Ends within a word. The hyphen is drawn, but it is no part of the text. */
	readonly hyphen?: boolean;
}

/** A column that is exactly as wide as its text must hold it, whatever the rounding of sums. */
const ROUNDING = 0.001;

/** Width of a text in points. */
export function widthOf(text: string, { face, size, tracking = 0 }: TextStyle): number {
	return (face.width(text) * size) / 1000 + tracking * text.length;
}

/**
 * Breaks a text into lines no wider than `width` points: at spaces, after hyphens and slashes, and within a word that is
 * wider than a line. No character is dropped: the space at a break remains at the end of the line for screen readers.
 */
export function breakText(text: Text, style: BlockStyle, width: number): TextLines {
	const parts = partsOf(text, style);
	const total = widthOfAll(parts);
	const broken = total <= width + ROUNDING ? [{ parts, width: total }] : breakLines(parts, width);
	const lines = parts.some((part) => hasRightToLeft(part.text)) ? inVisualOrder(broken) : broken;
	return {
		lines,
		style,
		height: lines.length * style.leading,
		width: Math.max(...lines.map((line) => line.width)),
	};
}

/** Some of the lines of a text. */
export function linesBetween({ lines, style, width }: TextLines, from: number, to: number): TextLines {
	return { lines: lines.slice(from, to), style, height: (to - from) * style.leading, width };
}

/** The text of a heading in capitals, except on the page of a notice. Of two languages, the first is emphasised. */
export function headingText({ text, size }: Heading): Text {
	if (size === 'title') return text;
	if (typeof text === 'string') return text.toUpperCase();
	const isBilingual = text.some(({ lang }) => lang !== undefined);
	return text.map((span) =>
		isBilingual && span.lang === undefined
			? { ...span, manner: 'muted' }
			: { ...span, text: span.text.toUpperCase() },
	);
}

/** The widths that a text needs on one line and with as many lines as possible, and the height of a line. */
export interface TextNeed {
	readonly natural: number;
	readonly least: number;
	readonly leading: number;
	/** Contains digits, as identifiers do. */
	readonly isNumbered: boolean;
}

/** Width of a text on one line. */
export const naturalWidth = (text: Text, style: BlockStyle): number => widthOfAll(partsOf(text, style));

export function needOf(text: Text, style: BlockStyle): TextNeed {
	const parts = partsOf(text, style);
	return {
		natural: widthOfAll(parts),
		least: Math.max(
			...parts.flatMap((part) => breakable(part.text).map((word) => widthOf(word.trimEnd(), part.style))),
		),
		leading: style.leading,
		isNumbered: parts.some((part) => /\d/.test(part.text)),
	};
}

function partsOf(text: Text, style: BlockStyle): TextPart[] {
	return typeof text === 'string' ? [plain(text, style, undefined)] : text.map((span) => partOf(span, style));
}

const widthOfAll = (parts: readonly TextPart[]): number => parts.reduce((sum, part) => sum + part.width, 0);

function partOf({ text, manner, lang }: Span, style: BlockStyle): TextPart {
	return plain(text, manner === undefined ? style : style.spans[manner], lang);
}

function plain(text: string, given: TextStyle, lang: string | undefined): TextPart {
	const style = given.tracking !== undefined && UNSPACED.test(text) ? { ...given, tracking: 0 } : given;
	return { text, style, width: widthOf(text, style), lang };
}

/**
 * Combining marks, which must stay with their letter for whoever extracts the text, and scripts whose letters are joined.
 * The noncharacters that stand for a number are not among them.
 */
const UNSPACED =
	/\p{M}|[\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u0700-\u1dbf\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]/u;

const AFTER_SPACES = /(?<= )(?![ \p{M}])/u;
/** After a hyphen, dash or slash between words; dates, times and numbers with hyphens stay whole. */
const AFTER_HYPHEN = /(?<=\p{Ll}\p{M}*[-/\u2013])(?=\p{L})/u;
/** Mail addresses and host names stay whole. */
const ADDRESS = /[@.]\p{L}/u;

/** A character in whose neighbourhood more than spaces must be looked at. */
const SPECIAL = /[-/]|[^\x20-\u02ff]/;
const AFTER_PLAIN_SPACES = /(?<= )(?! )/;

/** Splits a text where a line may end. */
function breakable(text: string): string[] {
	if (!SPECIAL.test(text)) return text.includes(' ') ? text.split(AFTER_PLAIN_SPACES) : [text];
	return text.split(AFTER_SPACES).flatMap((word) => (ADDRESS.test(word) ? [word] : word.split(AFTER_HYPHEN)));
}

function breakLines(parts: readonly TextPart[], width: number): TextLine[] {
	const lines: TextLine[] = [];
	let line: TextPart[] = [];
	let used = 0;
	const close = () => {
		lines.push(joinLine(line));
		line = [];
		used = 0;
	};
	for (const part of parts) {
		for (const word of wordsOf(part, width)) {
			if (line.length > 0 && used + visibleWidth(word) > width) close();
			line.push(word);
			used += word.width;
		}
	}
	if (line.length > 0) close();
	return lines;
}

function wordsOf(part: TextPart, width: number): TextPart[] {
	return breakable(part.text).flatMap((text) => {
		const word = plain(text, part.style, part.lang);
		return visibleWidth(word) <= width ? [word] : splitWord(word, width);
	});
}

/** A character with the marks, joiners and spaces that follow it, which never begin a line. */
const UNBREAKABLE = /^[\p{M}\p{Join_Control} ]+|[^\p{M}\p{Join_Control} ][\p{M}\p{Join_Control} ]*/gu;

const HYPHEN = '-';
/** Characters after which a word may be split as it is. */
const OWN_BREAK = /[-/@_]/;

/**
 * Splits a word that is wider than a line: between syllables, with a hyphen. A word without syllables is split after a
 * hyphen of its own or anywhere, without an added one: it may be an identifier or an address. Marks stay with their letter.
 */
function splitWord(word: TextPart, width: number): TextPart[] {
	const { text, style, lang } = word;
	const syllables = new Set(ADDRESS.test(text) ? [] : syllableBreaks(text));
	const limit = syllables.size > 0 ? width - widthOf(HYPHEN, style) : width;
	const parts: TextPart[] = [];
	const add = (from: number, to: number, hyphen: boolean) => {
		const part = plain(text.slice(from, to), style, lang);
		parts.push(hyphen ? { ...part, width: part.width + widthOf(HYPHEN, style), hyphen } : part);
	};
	let [start, used, end, last] = [0, 0, 0, ''];
	for (const { 0: next, index } of text.matchAll(UNBREAKABLE)) {
		if (index > start && (syllables.has(index) || OWN_BREAK.test(last))) end = index;
		// Measured with the character before it, for their kerning. Measuring the whole piece would take quadratic time.
		const before = widthOf(last, style);
		if (index > start && used - before + widthOf((last + next).trimEnd(), style) > limit) {
			const cut = end > start ? end : index;
			add(start, cut, syllables.size > 0 && !OWN_BREAK.test(text.charAt(cut - 1)));
			start = cut;
			used = widthOf(text.slice(start, index + next.length), style);
		} else {
			used += widthOf(last + next, style) - before;
		}
		last = next;
	}
	add(start, text.length, false);
	return parts;
}

function visibleWidth(part: TextPart): number {
	return !part.text.endsWith(' ') ? part.width : widthOf(part.text.trimEnd(), part.style);
}

/** Joins words of one style and language, so that kerning and text extraction get whole runs. */
function joinLine(words: readonly TextPart[]): TextLine {
	const groups: { readonly first: TextPart; text: string; count: number }[] = [];
	for (const word of words) {
		const last = groups.at(-1);
		const { first } = last ?? {};
		if (last && !word.hyphen && first?.style === word.style && first.lang === word.lang) {
			last.text += word.text;
			last.count++;
		} else {
			groups.push({ first: word, text: word.text, count: 1 });
		}
	}
	// Each group is measured once, as a whole, however many words it has.
	return lineOf(
		groups.map(({ first, text, count }) => (count === 1 ? first : plain(text, first.style, first.lang))),
	);
}

function lineOf(parts: readonly TextPart[]): TextLine {
	const end = parts.at(-1) as TextPart;
	const width = widthOfAll(parts.slice(0, -1)) + visibleWidth(end);
	return { parts, width };
}

/** Puts each line into visual order. */
function inVisualOrder(lines: readonly TextLine[]): TextLine[] {
	const text = lines.flatMap(({ parts }) => parts.map((part) => part.text)).join('');
	const levels = bidiLevels(text);
	let offset = 0;
	return lines.map((line) => {
		const placed = line.parts.map((part) => {
			const start = offset;
			offset += part.text.length;
			return { part, start, end: offset };
		});
		const parts = visualOrder(text, levels, placed[0]?.start ?? offset, offset).flatMap(
			({ start, end, reversed }) => {
				const within = placed.filter((item) => item.start < end && start < item.end);
				return (reversed ? within.reverse() : within).map((item) =>
					turned(item.part, text.slice(Math.max(start, item.start), Math.min(end, item.end)), reversed),
				);
			},
		);
		return lineOf(parts);
	});
}

/** The marks of direction have done their work once a line is in order. */
const DIRECTIONS = /[\u200e\u200f]/g;

/** Puts a section of a part into visual order. */
function turned(part: TextPart, text: string, reversed: boolean): TextPart {
	const ordered = (reversed ? reverse(text) : text).replace(DIRECTIONS, '');
	return { ...plain(ordered, part.style, part.lang), reversed };
}

/** Draws lines into a box, the top of the first line at `y`. */
export function drawTextLines(
	canvas: Canvas,
	{ lines, style }: TextLines,
	box: { readonly x: number; readonly y: number; readonly width: number; readonly align?: Align | undefined },
): void {
	let baseline = box.y + style.ascent;
	for (const line of lines) {
		const isAtEnd = box.align === 'end';
		let x = isAtEnd ? box.x + box.width - line.width : box.x;
		let moves = isAtEnd ? movesToLeft(canvas, line) : [];
		for (const part of line.parts) {
			spanned(canvas, part, () => {
				moves = drawPart(canvas, part, x, baseline, moves);
			});
			if (part.hyphen) {
				const at = x + part.width - widthOf(HYPHEN, part.style);
				aside(canvas, () => drawText(canvas, HYPHEN, at, baseline, part.style));
			}
			x += part.width;
		}
		baseline += style.leading;
	}
}

/** Draws part of a line. @returns the moves that apply to the next part */
function drawPart(
	canvas: Canvas,
	{ text, style }: TextPart,
	x: number,
	baseline: number,
	moves: readonly Move[],
): readonly Move[] {
	if (canvas.numberLength === 0 || (moves.length === 0 && !hasMarks(text))) {
		drawText(canvas, text, x, baseline, style);
		return moves;
	}
	let now = moves;
	let end = '';
	const start = num(x);
	for (const piece of splitAtMarks(text)) {
		end += piece;
		let at = start + widthOf(end, style) - widthOf(piece, style);
		const numbers = lateNumbers(canvas, piece, style);
		if (numbers.length === 0) {
			if (now.length > 0) drawMovedText(canvas, piece, at, baseline, style, now);
			else drawText(canvas, piece, at, baseline, style);
		}
		for (const number of numbers) {
			drawNumber(canvas, number, at, baseline, style, now);
			at += number.width;
			// What follows at the end of a line no longer depends on this number.
			now = now[0]?.to === 'left' ? now.slice(1) : [...now, { to: 'right', number }];
		}
	}
	return now;
}

/** Every number in a line that ends at a fixed place. */
function movesToLeft(canvas: Canvas, { parts }: TextLine): readonly Move[] {
	if (canvas.numberLength === 0) return [];
	return parts.flatMap(({ text, style }) =>
		splitAtMarks(text).flatMap((piece) =>
			lateNumbers(canvas, piece, style).map((number) => ({ to: 'left', number }) as const),
		),
	);
}

function lateNumbers({ numberLength }: Canvas, piece: string, style: TextStyle): LateNumber[] {
	const { face, size, tracking = 0 } = style;
	let start = 0;
	return (numberParts(piece, numberLength) ?? []).map((part) => {
		const marks = piece.slice(start, (part.to ?? numberLength) - part.from);
		start += marks.length;
		return { ...part, face: face.id, size, tracking, width: widthOf(marks, style) };
	});
}

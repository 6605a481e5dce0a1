import { ContentStream } from '../file/content-stream.ts';
import type { Resource } from '../file/object-writer.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import {
	type LateNumber,
	type LateText,
	type Move,
	type PageStream,
	QR_STENCIL,
} from '../file/unfinished.ts';
import { embedShard } from '../fonts/embed.ts';
import type { EncodedRun } from '../fonts/face.ts';
import { type Picture, writePicture } from '../pictures/picture.ts';
import type { Colour, TextStyle } from './style.ts';

/**
 * One page as PDF operators (ISO 32000-1, 8 and 9). Coordinates are points from the upper left corner. The y axis points
 * down, so each text's matrix flips it back.
 */
export interface Canvas {
	/** Index of the page. */
	readonly index: number;
	readonly place: PagePlace;
	readonly content: ContentStream;
	/** Structure node of every marked content sequence, by MCID. */
	readonly owners: StructNode[];
	/** The node whose content is being painted. */
	node: StructNode | undefined;
	/** Lengths of the content before and after the operator that opened the node's sequence. */
	outside: number;
	inside: number;
	/** Current colour and font operators of text. They are written only where they change. */
	ink: string;
	font: string;
	/** By resource name. */
	readonly fonts: Map<string, Resource>;
	/** By resource name. */
	readonly pictures: Map<string, Resource>;
	/** Text of the QR code on this page, if it has one. */
	qrCode: string | undefined;
	/** Length of the number that texts have marks for. */
	readonly numberLength: number;
	/** Texts that depend on the number, and the length of the content before each. */
	readonly late: { readonly at: number; readonly text: LateText }[];
}

/** The place of a page in its part of the document. */
export interface PagePlace {
	/** From 0. */
	readonly page: number;
	/** Number of pages of the part. */
	readonly pages: number;
}

/** @param height of the page in points */
export function newCanvas(
	index: number,
	height: number,
	numberLength = 0,
	place: PagePlace = { page: 0, pages: 1 },
): Canvas {
	const content = new ContentStream();
	content.add(`1 0 0 -1 0 ${height} cm`);
	return {
		index,
		place,
		content,
		owners: [],
		node: undefined,
		outside: 0,
		inside: 0,
		ink: '',
		font: '',
		fonts: new Map(),
		pictures: new Map(),
		qrCode: undefined,
		numberLength,
		late: [],
	};
}

/** Paints content of a structure node. */
export function tagged(canvas: Canvas, node: StructNode, paint: () => void): void {
	open(canvas, node, '');
	paint();
	close(canvas, node);
}

function open(canvas: Canvas, node: StructNode, properties: string): void {
	const mcid = canvas.owners.push(node) - 1;
	node.kids.push({ page: canvas.index, mcid });
	canvas.outside = canvas.content.length;
	canvas.content.add(`/${node.type} <</MCID ${mcid}${properties}>> BDC`);
	canvas.inside = canvas.content.length;
	canvas.node = node;
}

/** Ends a sequence, or removes it if nothing was painted. */
function close(canvas: Canvas, node: StructNode): void {
	const { content, owners } = canvas;
	if (content.length === canvas.inside) {
		content.truncate(canvas.outside);
		owners.pop();
		node.kids.pop();
	} else content.add('EMC');
	canvas.node = undefined;
}

/** Properties of part of a line. */
export interface SpanProperties {
	/** BCP 47, if it differs from the document's language (ISO 32000-1, 14.9.2). */
	readonly lang?: string | undefined;
	/** The characters are shown in the reverse of reading order (ISO 32000-1, 14.8.2.3.3). */
	readonly reversed?: boolean | undefined;
}

/**
 * Paints text as a Span element with its properties. With a nested marked sequence instead, readers lose the text after
 * it.
 */
export function spanned(canvas: Canvas, { lang, reversed }: SpanProperties, paint: () => void): void {
	const { node: around, content } = canvas;
	if ((lang === undefined && !reversed) || !around) {
		paint();
		return;
	}
	close(canvas, around);
	const span = structNode(around, 'Span');
	open(canvas, span, lang === undefined ? '' : `/Lang (${lang})`);
	if (reversed) content.add('/ReversedChars BMC');
	paint();
	if (reversed) content.add('EMC');
	close(canvas, span);
	open(canvas, around, '');
}

/** Paints decoration within the content of a structure node. */
export function aside(canvas: Canvas, paint: () => void): void {
	const { node: around } = canvas;
	if (around) close(canvas, around);
	artifact(canvas, 'Layout', paint);
	if (around) open(canvas, around, '');
}

/** Paints decoration or repeated text, which screen readers skip. `Pagination` is a running head or foot. */
export function artifact(canvas: Canvas, kind: 'Layout' | 'Pagination', paint: () => void): void {
	canvas.content.add(`/Artifact <</Type /${kind}>> BDC`);
	paint();
	canvas.content.add('EMC');
}

/** Cosine and sine of the angle at which text rises. */
export type Slope = readonly [cosine: number, sine: number];

const LEVEL: Slope = [1, 0];

/** Draws a line of text from its left end on the baseline. */
export function drawText(
	canvas: Canvas,
	text: string,
	x: number,
	baseline: number,
	style: TextStyle,
	slope: Slope = LEVEL,
): void {
	const { before, after, end } = textObject(canvas, baseline, style, slope);
	canvas.content.add(`${before}${num(x)}${after}${shown(canvas, text, style)}${end}`);
}

/** Draws text whose position depends on the number. @param x its position with the stand-in */
export function drawMovedText(
	canvas: Canvas,
	text: string,
	x: number,
	baseline: number,
	style: TextStyle,
	moves: readonly Move[],
): void {
	const { before, after, end } = textObject(canvas, baseline, style, LEVEL);
	addLate(canvas, { before, x, after: after + shown(canvas, text, style), moves, end });
}

/** Draws part of the number. @param x its position with the stand-in */
export function drawNumber(
	canvas: Canvas,
	number: LateNumber,
	x: number,
	baseline: number,
	style: TextStyle,
	moves: readonly Move[],
): void {
	const { before, after, end } = textObject(canvas, baseline, style, LEVEL);
	// All characters of numbers are in the shard of the digits.
	const [digit] = style.face.encode('0') as [EncodedRun];
	addLate(canvas, { before, x, after: after + fontOperator(canvas, digit, style), moves, number, end });
}

function addLate(canvas: Canvas, text: LateText): void {
	canvas.late.push({ at: canvas.content.length, text });
	// Otherwise the sequence around it would count as empty.
	canvas.content.add('');
}

/** The operators of a late text. @param shift distance in points by which the number moves it */
export function lateOperators(
	{ before, x, after, end }: LateText,
	shift: number,
	runs: readonly EncodedRun[],
): string {
	return `${before}${fine(x + shift)}${after}${runs.map(({ operand }) => `${operand} TJ `).join('')}${end}`;
}

/** The operators around the x coordinate and the shown text. */
function textObject(
	canvas: Canvas,
	baseline: number,
	{ colour, tracking = 0 }: TextStyle,
	[cos, sin]: Slope,
): { before: string; after: string; end: string } {
	const ink = colour.operand === canvas.ink ? '' : `${colour.operand} rg `;
	canvas.ink = colour.operand;
	return {
		before: `BT ${ink}${num(cos)} ${num(-sin)} ${num(-sin)} ${num(-cos)} `,
		// Character spacing lasts beyond the text object (ISO 32000-1, 9.3.1).
		after: ` ${num(baseline)} Tm ${tracking === 0 ? '' : `${num(tracking)} Tc `}`,
		end: `${tracking === 0 ? '' : '0 Tc '}ET`,
	};
}

function shown(canvas: Canvas, text: string, style: TextStyle): string {
	let operators = '';
	for (const run of style.face.encode(text)) {
		const { operand, rise } = run;
		operators += fontOperator(canvas, run, style);
		operators += rise ? `${num((rise * style.size) / 1000)} Ts ${operand} TJ 0 Ts ` : `${operand} TJ `;
	}
	return operators;
}

/** Chooses the font of a run, unless it is the current one. */
function fontOperator(canvas: Canvas, { face, shard }: EncodedRun, { size }: TextStyle): string {
	const name = `${face.id}-${shard}`;
	const operator = `/${name} ${size} Tf `;
	if (operator === canvas.font) return '';
	if (!canvas.fonts.has(name)) canvas.fonts.set(name, (file) => embedShard(file, face, shard));
	canvas.font = operator;
	return operator;
}

/** Operators that are shorter join a late text in its stream. */
const SHORT = 1_000;

/** Divides the content of a page into streams, so that texts that depend on the number are in streams of their own. */
export function pageStreams({ content, late }: Canvas): PageStream[] {
	const streams: PageStream[] = [];
	let parts: (string | LateText)[] | undefined;
	const add = (...more: (string | LateText)[]) => {
		if (!parts) {
			parts = [];
			streams.push({ parts });
		}
		parts.push(...more);
	};
	let from = 0;
	for (const { at, text } of late) {
		const operators = content.bytes.subarray(from, at);
		from = at;
		if (operators.length >= SHORT) {
			streams.push({ operators });
			parts = undefined;
			add(text);
		} else add(operators.toString('latin1'), text);
	}
	const rest = content.bytes.subarray(from);
	if (parts && rest.length < SHORT) add(rest.toString('latin1'));
	else streams.push({ operators: rest });
	return streams;
}

/** Draws a horizontal line. */
export function drawLine(
	canvas: Canvas,
	x1: number,
	x2: number,
	y: number,
	width: number,
	colour: Colour,
): void {
	canvas.content.add(`${colour.operand} RG ${width} w ${num(x1)} ${num(y)} m ${num(x2)} ${num(y)} l S`);
}

/** Draws a picture with its upper left corner at `x`, `y`. */
export function drawPicture(
	canvas: Canvas,
	picture: Picture,
	x: number,
	y: number,
	width: number,
	height: number,
): void {
	canvas.pictures.set(picture.id, (file) => writePicture(file, picture.stream));
	canvas.content.add(
		`q ${num(width)} 0 0 ${num(-height)} ${num(x)} ${num(y + height)} cm /${picture.id} Do Q`,
	);
}

/**
 * Draws a QR code in black on white. Its stencil is written when the document is finished, so only its place is known.
 *
 * @param size width and height without the quiet zone
 */
export function drawQrCode(
	canvas: Canvas,
	text: string,
	x: number,
	y: number,
	size: number,
	quiet: number,
): void {
	canvas.qrCode = text;
	const around = [x - quiet, y - quiet, size + 2 * quiet, size + 2 * quiet].map(num).join(' ');
	canvas.content.add(
		`q 1 1 1 rg ${around} re f 0 0 0 rg ${num(size)} 0 0 ${num(-size)} ${num(x)} ${num(y + size)} cm /${QR_STENCIL} Do Q`,
	);
}

/** Draws a frame with rounded corners. */
export function drawFrame(canvas: Canvas, x: number, y: number, w: number, h: number, colour: Colour): void {
	const r = 2;
	/** Distance of the control points from the corner that approximates a quarter circle. */
	const k = r * 0.4477;
	const [l, t, b, e] = [x, y, y + h, x + w];
	canvas.content.add(
		[
			`${colour.operand} RG 0.8 w ${num(l + r)} ${num(t)} m ${num(e - r)} ${num(t)} l`,
			`${num(e - k)} ${num(t)} ${num(e)} ${num(t + k)} ${num(e)} ${num(t + r)} c ${num(e)} ${num(b - r)} l`,
			`${num(e)} ${num(b - k)} ${num(e - k)} ${num(b)} ${num(e - r)} ${num(b)} c ${num(l + r)} ${num(b)} l`,
			`${num(l + k)} ${num(b)} ${num(l)} ${num(b - k)} ${num(l)} ${num(b - r)} c ${num(l)} ${num(t + r)} l`,
			`${num(l)} ${num(t + k)} ${num(l + k)} ${num(t)} ${num(l + r)} ${num(t)} c S`,
		].join(' '),
	);
}

/** Matches what `drawFrame` begins and ends with. No other line is followed by a curve. */
const FRAME = /0\.8 w (\S+) (\S+) m (\S+) \2 l\s(?:\S+ ){6}c\s\S+ \S+ l\s\S+ \S+ \S+ \S+ \S+ (\S+) c/g;

/** The frames in a page's content, in its coordinates: left, one edge, right and the opposite edge. */
export function framesIn(content: string): (readonly [number, number, number, number])[] {
	return Array.from(content.matchAll(FRAME), (found) => {
		const [left, one, right, other] = found.slice(1).map(Number) as [number, number, number, number];
		return [left - 2, one, right + 2, other];
	});
}

/** Matches the white that `drawQrCode` begins with. */
const CODE = /1 1 1 rg (\S+) (\S+) (\S+) (\S+) re f 0 0 0 rg [^/]*cm \/QR Do/g;

/** The QR codes in a page's content with the white around them: left, one edge, width and height, in its coordinates. */
export function qrCodesIn(content: string): (readonly [number, number, number, number])[] {
	return Array.from(
		content.matchAll(CODE),
		(found) => found.slice(1).map(Number) as [number, number, number, number],
	);
}

/** Rounds to a ten-thousandth of a point, so that text which is drawn in pieces looks as if drawn at once. */
function fine(value: number): number {
	return Math.round(value * 10_000) / 10_000;
}

/** Rounds to a hundredth of a point: finer than any printer, and short. */
export function num(value: number): number {
	return Math.round(value * 100) / 100;
}

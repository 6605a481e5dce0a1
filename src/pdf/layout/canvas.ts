import { ContentStream } from '../file/content-stream.ts';
import type { Resource } from '../file/object-writer.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { embedShard } from '../fonts/embed.ts';
import { type Picture, writePicture } from '../pictures/picture.ts';
import type { Colour, TextStyle } from './style.ts';

/**
 * One page as PDF operators (ISO 32000-1, 8 and 9). Coordinates are points from the upper left corner. The y axis points
 * down, so each text's matrix flips it back.
 */
export interface Canvas {
	/** Index of the page. */
	readonly index: number;
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
}

/** @param height of the page in points */
export function newCanvas(index: number, height: number): Canvas {
	const content = new ContentStream();
	content.add(`1 0 0 -1 0 ${height} cm`);
	return {
		index,
		content,
		owners: [],
		node: undefined,
		outside: 0,
		inside: 0,
		ink: '',
		font: '',
		fonts: new Map(),
		pictures: new Map(),
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
	{ face, size, colour, tracking = 0 }: TextStyle,
	[cos, sin]: Slope = LEVEL,
): void {
	let shown = '';
	for (const { face: runFace, shard, operand, rise } of face.encode(text)) {
		const name = `${runFace.id}-${shard}`;
		const font = `/${name} ${size} Tf `;
		if (font !== canvas.font) {
			if (!canvas.fonts.has(name)) canvas.fonts.set(name, (file) => embedShard(file, runFace, shard));
			canvas.font = font;
			shown += font;
		}
		shown += rise ? `${num((rise * size) / 1000)} Ts ${operand} TJ 0 Ts ` : `${operand} TJ `;
	}
	const ink = colour.operand === canvas.ink ? '' : `${colour.operand} rg `;
	canvas.ink = colour.operand;
	const place = `${num(cos)} ${num(-sin)} ${num(-sin)} ${num(-cos)} ${num(x)} ${num(baseline)} Tm`;
	// Character spacing lasts beyond the text object (ISO 32000-1, 9.3.1).
	const spaced = tracking === 0 ? shown : `${num(tracking)} Tc ${shown}0 Tc `;
	canvas.content.add(`BT ${ink}${place} ${spaced}ET`);
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

/** Rounds to a hundredth of a point: finer than any printer, and short. */
function num(value: number): number {
	return Math.round(value * 100) / 100;
}

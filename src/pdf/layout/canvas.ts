import { ContentStream } from '../file/content-stream.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import type { Face } from '../fonts/face.ts';
import type { Picture } from '../pictures/picture.ts';
import type { Colour, TextStyle } from './style.ts';

/**
 * One page as PDF operators (ISO 32000-1, 8 and 9). Coordinates are points from the upper left corner: the
 * y axis points down, so text is mirrored back by its matrix.
 */
export interface Canvas {
	readonly index: number;
	readonly content: ContentStream;
	/** Structure node of every marked content sequence; the position is its MCID. */
	readonly owners: StructNode[];
	/** The node whose content is being painted, and the lengths of the content without and with the opening of it. */
	node: StructNode | undefined;
	outside: number;
	inside: number;
	/** What texts are shown with until another colour or font is set. */
	ink: string;
	font: string;
	/** Resource name → what it stands for. */
	readonly fonts: Map<string, FontUse>;
	/** Resource name → picture. */
	readonly pictures: Map<string, Picture>;
}

export interface FontUse {
	readonly face: Face;
	readonly shard: number;
}

/** @param height of the page. */
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

/** Paints content that belongs to a structure node. */
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

/** Ends a sequence; one without content leaves nothing behind. */
function close(canvas: Canvas, node: StructNode): void {
	const { content, owners } = canvas;
	if (content.length === canvas.inside) {
		content.truncate(canvas.outside);
		owners.pop();
		node.kids.pop();
	} else content.add('EMC');
	canvas.node = undefined;
}

/** What is to be known of some text of a line. */
export interface StretchProperties {
	/** BCP 47, where it is not the page's language (ISO 32000-1, 14.9.2). */
	readonly lang?: string | undefined;
	/** Characters stand in the reverse of the order in which they are read (ISO 32000-1, 14.8.2.3.3). */
	readonly reversed?: boolean | undefined;
}

/**
 * Paints text that has properties of its own. It becomes an element inside the one that is being painted: readers lose
 * what follows a marked sequence inside another one.
 */
export function stretch(canvas: Canvas, { lang, reversed }: StretchProperties, paint: () => void): void {
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

/** Paints what only decorates, or repeats what was said. `Pagination` is a running head or foot. */
export function artifact(canvas: Canvas, kind: 'Layout' | 'Pagination', paint: () => void): void {
	canvas.content.add(`/Artifact <</Type /${kind}>> BDC`);
	paint();
	canvas.content.add('EMC');
}

/** Cosine and sine of the angle by which text rises. */
export type Slope = readonly [cosine: number, sine: number];

const LEVEL: Slope = [1, 0];

/** A line of text from its left end on the baseline. */
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
			canvas.fonts.set(name, { face: runFace, shard });
			canvas.font = font;
			shown += font;
		}
		shown += rise ? `${num((rise * size) / 1000)} Ts ${operand} TJ 0 Ts ` : `${operand} TJ `;
	}
	const ink = colour.operand === canvas.ink ? '' : `${colour.operand} rg `;
	canvas.ink = colour.operand;
	const place = `${num(cos)} ${num(-sin)} ${num(-sin)} ${num(-cos)} ${num(x)} ${num(baseline)} Tm`;
	// Character spacing outlives the text object (ISO 32000-1, 9.3.1).
	const spaced = tracking === 0 ? shown : `${num(tracking)} Tc ${shown}0 Tc `;
	canvas.content.add(`BT ${ink}${place} ${spaced}ET`);
}

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

/** A picture with its upper left corner at `x`, `y`. */
export function drawPicture(
	canvas: Canvas,
	picture: Picture,
	x: number,
	y: number,
	width: number,
	height: number,
): void {
	canvas.pictures.set(picture.id, picture);
	canvas.content.add(
		`q ${num(width)} 0 0 ${num(-height)} ${num(x)} ${num(y + height)} cm /${picture.id} Do Q`,
	);
}

/** A frame with rounded corners. */
export function drawFrame(canvas: Canvas, x: number, y: number, w: number, h: number, colour: Colour): void {
	const r = 2;
	/** Distance of the control points that makes a Bézier curve a quarter circle. */
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

/** A hundredth of a point is finer than any printer, and short numbers make small files. */
function num(value: number): number {
	return Math.round(value * 100) / 100;
}

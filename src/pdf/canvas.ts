import type { Face } from './face.ts';
import type { Picture } from './pictures/picture.ts';
import type { StructNode } from './structure.ts';
import type { Colour, TextStyle } from './style.ts';

/**
 * One page as PDF operators (ISO 32000-1, 8 and 9). Coordinates are points from the upper left corner, as pdfkit sets
 * the page up: the y axis points down, so text is mirrored back by its matrix.
 */
export interface Canvas {
	readonly index: number;
	readonly operators: string[];
	/** Structure node of every marked content sequence; the position is its MCID. */
	readonly owners: StructNode[];
	/** Resource name → what it stands for. */
	readonly fonts: Map<string, FontUse>;
	/** Resource name → picture. */
	readonly pictures: Map<string, Picture>;
}

export interface FontUse {
	readonly face: Face;
	readonly shard: number;
}

export function newCanvas(index: number): Canvas {
	return { index, operators: [], owners: [], fonts: new Map(), pictures: new Map() };
}

/** Paints content that belongs to a structure node. */
export function tagged(canvas: Canvas, node: StructNode, paint: () => void): void {
	const mcid = canvas.owners.push(node) - 1;
	node.kids.push({ page: canvas.index, mcid });
	canvas.operators.push(`/${node.type} <</MCID ${mcid}>> BDC`);
	paint();
	canvas.operators.push('EMC');
}

/** Paints text of another language than the page's (ISO 32000-1, 14.9.2). */
export function inLanguage(canvas: Canvas, lang: string | undefined, paint: () => void): void {
	if (lang !== undefined) canvas.operators.push(`/Span <</Lang (${lang})>> BDC`);
	paint();
	if (lang !== undefined) canvas.operators.push('EMC');
}

/** Paints what only decorates, or repeats what was said. `Pagination` is a running head or foot. */
export function artifact(canvas: Canvas, kind: 'Layout' | 'Pagination', paint: () => void): void {
	canvas.operators.push(`/Artifact <</Type /${kind}>> BDC`);
	paint();
	canvas.operators.push('EMC');
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
	const out = [
		`BT ${colour.operand} rg ${num(cos)} ${num(-sin)} ${num(-sin)} ${num(-cos)} ${num(x)} ${num(baseline)} Tm`,
	];
	if (tracking !== 0) out.push(`${num(tracking)} Tc`);
	for (const run of face.encode(text)) {
		const name = `${run.face.id}-${run.shard}`;
		canvas.fonts.set(name, { face: run.face, shard: run.shard });
		const show = `/${name} ${size} Tf ${run.operand} TJ`;
		out.push(run.rise ? `${num((run.rise * size) / 1000)} Ts ${show} 0 Ts` : show);
	}
	// Character spacing outlives the text object (ISO 32000-1, 9.3.1).
	out.push(tracking === 0 ? 'ET' : '0 Tc ET');
	canvas.operators.push(out.join(' '));
}

export function drawLine(
	canvas: Canvas,
	x1: number,
	x2: number,
	y: number,
	width: number,
	colour: Colour,
): void {
	canvas.operators.push(`${colour.operand} RG ${width} w ${num(x1)} ${num(y)} m ${num(x2)} ${num(y)} l S`);
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
	canvas.operators.push(
		`q ${num(width)} 0 0 ${num(-height)} ${num(x)} ${num(y + height)} cm /${picture.id} Do Q`,
	);
}

/** A frame with rounded corners. */
export function drawFrame(canvas: Canvas, x: number, y: number, w: number, h: number, colour: Colour): void {
	const r = 2;
	/** Distance of the control points that makes a Bézier curve a quarter circle. */
	const k = r * 0.4477;
	const [l, t, b, e] = [x, y, y + h, x + w];
	canvas.operators.push(
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

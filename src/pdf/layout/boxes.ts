import type { Align } from '../../page/content.ts';
import type { StructNode } from '../file/structure.ts';
import { type Canvas, tagged } from './canvas.ts';
import type { PagePiece } from './piece.ts';
import { drawTextLines, linesBetween, type TextLines } from './text.ts';

/** Texts of an element below one another. Lengths are points. */
export interface TextBox {
	readonly node: StructNode;
	/** Distance from the left edge of the piece. */
	readonly x: number;
	/** Distance from the top of the other boxes. */
	readonly y?: number;
	readonly width: number;
	readonly align?: Align | undefined;
	readonly stack: readonly TextLines[];
}

export interface BoxesOptions {
	readonly before?: number;
	readonly keep?: boolean;
	/** Space above and below the texts. */
	readonly above?: number;
	readonly below?: number;
	/** Paints lines, before the texts. */
	decorate?(canvas: Canvas, x: number, y: number): void;
}

const heightOf = (stack: readonly TextLines[]): number => stack.reduce((sum, { height }) => sum + height, 0);

/** Places boxes beside one another. If no page can hold them, each is split between its lines. */
export function boxesPiece(boxes: readonly TextBox[], options: BoxesOptions = {}): PagePiece {
	const { before = 0, keep = false, above = 0, below = 0, decorate } = options;
	return {
		before,
		keep,
		height: above + Math.max(...boxes.map(({ y = 0, stack }) => y + heightOf(stack))) + below,
		paint(canvas, x, y) {
			decorate?.(canvas, x, y);
			for (const box of boxes) tagged(canvas, box.node, () => drawBox(canvas, box, x, y + above));
		},
		split(room) {
			const parts = boxes.map(({ y = 0, stack }) => splitStack(stack, room - above - y));
			if (parts.every(([here]) => here.length === 0)) return undefined;
			const side = (i: 0 | 1) => boxes.map((box, b) => ({ ...box, stack: (parts[b] as Halves)[i] }));
			const rest = side(1).map((box) => ({ ...box, y: 0 }));
			return [boxesPiece(side(0), { ...options, below: 0, keep: false }), boxesPiece(rest, { keep, below })];
		},
	};
}

export function drawBox(canvas: Canvas, box: TextBox, x: number, y: number): void {
	let top = y + (box.y ?? 0);
	for (const lines of box.stack) {
		drawTextLines(canvas, lines, { x: x + box.x, y: top, width: box.width, align: box.align });
		top += lines.height;
	}
}

type Halves = readonly [readonly TextLines[], readonly TextLines[]];

/** Splits texts after the last line that fits. */
function splitStack(stack: readonly TextLines[], room: number): Halves {
	const here: TextLines[] = [];
	const rest: TextLines[] = [];
	let left = room;
	for (const lines of stack) {
		const fitting = Math.min(lines.lines.length, Math.max(0, Math.floor(left / lines.style.leading)));
		const count = rest.length > 0 ? 0 : fitting;
		if (count > 0) here.push(linesBetween(lines, 0, count));
		if (count < lines.lines.length) rest.push(linesBetween(lines, count, lines.lines.length));
		left -= lines.height;
	}
	return [here, rest];
}

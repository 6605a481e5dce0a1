import type { Align } from '../../page/content.ts';
import type { StructNode } from '../file/structure.ts';
import { type Canvas, tagged } from './canvas.ts';
import type { PagePiece } from './piece.ts';
import { drawTextLines, linesBetween, type TextLines } from './text.ts';

/** Lines of a text, and where they are in a piece. Lengths are points. */
export interface PlacedText {
	readonly lines: TextLines;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly align?: Align | undefined;
}

/** The texts of an element. */
export interface TextBox {
	readonly node: StructNode;
	readonly texts: readonly PlacedText[];
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

/** Places texts below one another. */
export function stacked(texts: readonly TextLines[], place: Omit<PlacedText, 'lines'>): PlacedText[] {
	let { y } = place;
	return texts.map((lines) => {
		const placed = { ...place, lines, y };
		y += lines.height;
		return placed;
	});
}

export function drawPlaced(canvas: Canvas, texts: readonly PlacedText[], x: number, y: number): void {
	for (const { lines, ...place } of texts) {
		drawTextLines(canvas, lines, { ...place, x: x + place.x, y: y + place.y });
	}
}

/** A piece of placed texts. If no page can hold it, it is split between lines. */
export function boxesPiece(boxes: readonly TextBox[], options: BoxesOptions = {}): PagePiece {
	const { before = 0, keep = false, above = 0, below = 0, decorate } = options;
	const ends = boxes.flatMap(({ texts }) => texts.map(({ y, lines }) => y + lines.height));
	return {
		before,
		keep,
		height: above + Math.max(0, ...ends) + below,
		paint(canvas, x, y) {
			decorate?.(canvas, x, y);
			for (const { node, texts } of boxes)
				tagged(canvas, node, () => drawPlaced(canvas, texts, x, y + above));
		},
		split(room) {
			const parts = splitBoxes(boxes, room - above);
			return (
				parts && [
					boxesPiece(parts[0], { ...options, below: 0, keep: false }),
					boxesPiece(parts[1], { below, keep }),
				]
			);
		},
	};
}

/** Splits texts after the last lines that fit. */
function splitBoxes(boxes: readonly TextBox[], room: number): [TextBox[], TextBox[]] | undefined {
	const fitting = ({ y, lines: { lines, style } }: PlacedText) =>
		Math.max(0, Math.min(lines.length, Math.floor((room - y) / style.leading)));
	const split = (text: PlacedText, from: number, to: number, y: number): PlacedText[] =>
		from < to ? [{ ...text, y, lines: linesBetween(text.lines, from, to) }] : [];
	const endOf = (text: PlacedText) => text.y + fitting(text) * text.lines.style.leading;
	const texts = boxes.flatMap((box) => box.texts);
	if (texts.every((text) => fitting(text) === 0)) return undefined;
	const cut = Math.min(...texts.filter((text) => fitting(text) < text.lines.lines.length).map(endOf));
	return [
		boxes.map(({ node, texts }) => ({
			node,
			texts: texts.flatMap((text) => split(text, 0, fitting(text), text.y)),
		})),
		boxes.map(({ node, texts }) => ({
			node,
			texts: texts.flatMap((text) => split(text, fitting(text), text.lines.lines.length, endOf(text) - cut)),
		})),
	];
}

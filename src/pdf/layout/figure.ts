import type { Block, Columns, Figure } from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { pictureOf } from '../pictures/decode.ts';
import { drawPicture, tagged } from './canvas.ts';
import type { Piece } from './piece.ts';
import { COLUMN_GAP, GRID } from './style.ts';

/** A picture takes no more than this share of a width that it stands in with others. */
const FIGURE_SHARE = 0.3;

/** A picture that is too wide for its place is drawn smaller. */
export function layFigure({ image, height, alt }: Figure, width: number, parent: StructNode): Piece {
	const picture = pictureOf(image);
	const drawnWidth = Math.min(width, height * picture.ratio);
	const drawnHeight = drawnWidth / picture.ratio;
	const node = structNode(parent, 'Figure', { alt });
	return {
		before: 0,
		height: drawnHeight,
		paint(canvas, x, y) {
			node.box = [x, y, drawnWidth, drawnHeight];
			tagged(canvas, node, () => drawPicture(canvas, picture, x, y, drawnWidth, drawnHeight));
		},
	};
}

/** Widths of columns: what fits a picture first, the rest of the width by shares. */
export function columnWidths({ widths, columns }: Columns, width: number): number[] {
	const fitting = widths.map((share, i) =>
		share === 'fit' ? Math.min(widestFigure(columns[i] as readonly Block[]), width * FIGURE_SHARE) : 0,
	);
	const shares = widths.map((share) => (share === 'fit' ? 0 : share));
	const gaps = sum(widths.slice(0, -1).map(gapAfter));
	const rest = width - gaps - sum(fitting);
	return widths.map((_, i) => (fitting[i] as number) + (rest * (shares[i] as number)) / sum(shares));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What is beside a picture stands close to it. */
export const gapAfter = (width: Columns['widths'][number] | undefined): number =>
	width === 'fit' ? 3 * GRID : COLUMN_GAP;

function widestFigure(blocks: readonly Block[]): number {
	return Math.max(
		0,
		...blocks.map((block) => (block.kind === 'figure' ? block.height * pictureOf(block.image).ratio : 0)),
	);
}

import type { Block, Figure, PageColumns } from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { pictureOf } from '../pictures/decode.ts';
import { drawPicture, tagged } from './canvas.ts';
import type { PagePiece } from './piece.ts';
import { COLUMN_GAP, GRID } from './style.ts';

/** Largest share of the width for a column that fits its picture. */
const FIGURE_SHARE = 0.3;

/** Lays out a picture, scaled down if it is wider than `width`. */
export function layFigure({ image, height, alt }: Figure, width: number, parent: StructNode): PagePiece {
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

/** Widths of columns in points: those that fit a picture first, then the rest of the width by shares. */
export function columnWidths({ widths, columns }: PageColumns, width: number): number[] {
	const fitting = widths.map((share, i) =>
		share === 'fit' ? Math.min(widestFigure(columns[i] as readonly Block[]), width * FIGURE_SHARE) : 0,
	);
	const shares = widths.map((share) => (share === 'fit' ? 0 : share));
	const gaps = sum(widths.slice(0, -1).map(gapAfter));
	const rest = width - gaps - sum(fitting);
	return widths.map((_, i) => (fitting[i] as number) + (rest * (shares[i] as number)) / sum(shares));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Space after a column. It is smaller after a picture. */
export const gapAfter = (width: PageColumns['widths'][number] | undefined): number =>
	width === 'fit' ? 3 * GRID : COLUMN_GAP;

function widestFigure(blocks: readonly Block[]): number {
	return Math.max(
		0,
		...blocks.map((block) => (block.kind === 'figure' ? block.height * pictureOf(block.image).ratio : 0)),
	);
}

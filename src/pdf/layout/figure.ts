import type { Figure } from '../../page/content.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { pictureOf } from '../pictures/decode.ts';
import { drawPicture, tagged } from './canvas.ts';
import type { PagePiece } from './piece.ts';

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

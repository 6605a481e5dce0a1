import type { Figure, QrCode } from '../../page/content.ts';
import { symbolSide } from '../../qr/symbol.ts';
import { type StructNode, structNode } from '../file/structure.ts';
import { pictureOf } from '../pictures/decode.ts';
import { artifact, drawPicture, drawQrCode, tagged } from './canvas.ts';
import type { PagePiece } from './piece.ts';
import { GRID } from './style.ts';

/** Lays out a picture, scaled down if it is wider than `width`. Without a description, it is decoration. */
export function layFigure({ image, height, alt }: Figure, width: number, parent: StructNode): PagePiece {
	const picture = pictureOf(image);
	const drawnWidth = Math.min(width, height * picture.ratio);
	const drawnHeight = drawnWidth / picture.ratio;
	const node = alt === undefined ? undefined : structNode(parent, 'Figure', { alt });
	return {
		before: 0,
		height: drawnHeight,
		paint(canvas, x, y) {
			const paint = () => drawPicture(canvas, picture, x, y, drawnWidth, drawnHeight);
			if (!node) return artifact(canvas, 'Layout', paint);
			node.box = [x, y, drawnWidth, drawnHeight];
			tagged(canvas, node, paint);
		},
	};
}

/** Most that a QR code's symbol measures without its quiet zone, in points: 28 mm. */
export const QR_SIZE = (28 / 25.4) * 72;

/** White around a QR code, in points: four modules of the smallest symbol that a superbill needs (ISO/IEC 18004, 6.3.8). */
const QUIET_ZONE = 2 * GRID;

/** Lays out a QR code. Its quiet zone may extend into gaps and margins. */
export function layQrCode({ text, alt }: QrCode, parent: StructNode): PagePiece {
	const node = structNode(parent, 'Figure', { alt });
	const side = (symbolSide(text) / 25.4) * 72;
	return {
		before: GRID,
		height: QR_SIZE,
		paint(canvas, x, y) {
			const left = x + QR_SIZE - side;
			node.box = [left, y, side, side];
			tagged(canvas, node, () => drawQrCode(canvas, text, left, y, side, QUIET_ZONE));
		},
	};
}

import { withStandIn } from '../../page/number-marks.ts';
import type { Face } from './face.ts';
import type { Faces } from './faces.ts';

/**
 * The typeface of one document. It measures the marks of a number as a stand-in, and every text once, because a document
 * may be laid out several times.
 */
export function facesFor({ regular, bold, canDraw }: Faces, standIn: string | undefined): Faces {
	return { regular: faceFor(regular, standIn), bold: faceFor(bold, standIn), canDraw };
}

function faceFor(face: Face, standIn: string | undefined): Face {
	const shown = (text: string): string => (standIn === undefined ? text : withStandIn(text, standIn));
	const widths = new Map<string, number>();
	return {
		...face,
		width(text) {
			let width = widths.get(text);
			if (width === undefined) {
				width = face.width(shown(text));
				widths.set(text, width);
			}
			return width;
		},
		encode: (text) => face.encode(shown(text)),
	};
}

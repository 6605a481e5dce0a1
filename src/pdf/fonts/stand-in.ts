import { withStandIn } from '../../page/number-marks.ts';
import type { Face } from './face.ts';
import type { Faces } from './faces.ts';

/** A typeface that measures the marks of a number as a stand-in. */
export function facesWithStandIn({ regular, bold, canDraw }: Faces, standIn: string): Faces {
	return { regular: faceWithStandIn(regular, standIn), bold: faceWithStandIn(bold, standIn), canDraw };
}

function faceWithStandIn(face: Face, standIn: string): Face {
	return {
		...face,
		width: (text) => face.width(withStandIn(text, standIn)),
		encode: (text) => face.encode(withStandIn(text, standIn)),
	};
}

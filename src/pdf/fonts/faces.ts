import { readFileSync } from 'node:fs';
import type { FontFiles } from '../../page/content.ts';
import { packagedFile } from '../../version.ts';
import { chainFaces } from './chain.ts';
import { type Face, type FontFace, readFace } from './face.ts';
import { isDrawnByCharacter } from './scripts.ts';

/** The typeface of a document: two weights, each with an operator's fallback fonts behind it. */
export interface Faces {
	readonly regular: Face;
	readonly bold: Face;
	/** Checks whether a code point can be drawn in both weights, because names are printed in both. */
	canDraw(codePoint: number): boolean;
}

function load(id: string, file: string): FontFace {
	return readFace(id, readFileSync(packagedFile(file)));
}

export const BOLD = load('B', 'NotoSans_600SemiBold.ttf');

/** Noto Sans, which covers Latin with Vietnamese, Greek and Cyrillic, and has tabular figures. */
export const FACES: Faces = faces(load('R', 'NotoSans_400Regular.ttf'), BOLD);

/** Typefaces by the list of their fallback fonts: a template passes the same list for every document. */
const chains = new WeakMap<readonly FontFiles[], Faces>();

/** The typeface with fallback fonts, which are read once. */
export function facesOf(fallbacks: readonly FontFiles[]): Faces {
	if (fallbacks.length === 0) return FACES;
	let found = chains.get(fallbacks);
	if (!found) {
		const read = fallbacks.map(({ regular, bold }, i) => {
			const face = readFace(`R${i + 1}`, regular);
			return { regular: face, bold: bold === regular ? face : readFace(`B${i + 1}`, bold) };
		});
		const chain = (weight: 'regular' | 'bold') =>
			chainFaces(
				FACES[weight],
				read.map((added) => added[weight]),
			);
		found = faces(chain('regular'), chain('bold'));
		chains.set(fallbacks, found);
	}
	return found;
}

function faces(regular: Face, bold: Face): Faces {
	return {
		regular,
		bold,
		canDraw: (codePoint) =>
			regular.hasGlyph(codePoint) && bold.hasGlyph(codePoint) && isDrawnByCharacter(codePoint),
	};
}

import { clustersOf } from './clusters.ts';
import type { Face } from './face.ts';

/**
 * Combines faces into one: each letter, with its marks, is drawn by the first face that has all of them. Metrics are the
 * first face's, so that baselines do not depend on the fallbacks.
 */
export function chainFaces(first: Face, fallbacks: readonly Face[]): Face {
	const faces = [first, ...fallbacks];
	const has = (face: Face, text: string): boolean => {
		for (const character of text) if (!face.hasGlyph(character.codePointAt(0) as number)) return false;
		return true;
	};
	/** Runs of a text by face. A character that no face has goes to the first, which throws. */
	const runs = (text: string): FaceRun[] => {
		if (has(first, text)) return [{ face: first, text }];
		const found: FaceRun[] = [];
		for (const cluster of clustersOf(text)) {
			// Spaces stay with the word before them if its face has a space.
			const preferred = cluster === ' ' ? found.at(-1)?.face : undefined;
			const face = [...(preferred ? [preferred] : []), ...faces].find((candidate) => has(candidate, cluster));
			for (const part of face ? [cluster] : cluster) {
				const partFace = face ?? faces.find((candidate) => has(candidate, part)) ?? first;
				const last = found.at(-1);
				if (last?.face === partFace) last.text += part;
				else found.push({ face: partFace, text: part });
			}
		}
		return found;
	};
	return {
		...first,
		hasGlyph: (codePoint) => faces.some((face) => face.hasGlyph(codePoint)),
		width: (text) => runs(text).reduce((sum, { face, text: part }) => sum + face.width(part), 0),
		encode: (text) => runs(text).flatMap(({ face, text: part }) => face.encode(part)),
	};
}

interface FaceRun {
	readonly face: Face;
	text: string;
}

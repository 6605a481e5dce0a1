import type { Face } from './face.ts';

/**
 * Several faces as one: each letter is drawn, with its marks, by the first face that has them all. Metrics are the
 * first face's, so that lines stand where they would without the others.
 */
export function chainFaces(first: Face, fallbacks: readonly Face[]): Face {
	const faces = [first, ...fallbacks];
	const has = (face: Face, text: string): boolean => {
		for (const character of text) if (!face.hasGlyph(character.codePointAt(0) as number)) return false;
		return true;
	};
	/** Stretches of a text, each with its face; what no face has is left to the first, which refuses it. */
	const stretches = (text: string): Stretch[] => {
		if (has(first, text)) return [{ face: first, text }];
		const found: Stretch[] = [];
		for (const cluster of text.match(CLUSTERS) ?? []) {
			const spaced = cluster === ' ' ? found.at(-1)?.face : undefined;
			const face = [...(spaced ? [spaced] : []), ...faces].find((candidate) => has(candidate, cluster));
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
		width: (text) => stretches(text).reduce((sum, { face, text: part }) => sum + face.width(part), 0),
		encode: (text) => stretches(text).flatMap(({ face, text: part }) => face.encode(part)),
	};
}

interface Stretch {
	readonly face: Face;
	text: string;
}

/** A character and the marks that follow it. */
const CLUSTERS = /\P{M}\p{M}*|\p{M}+/gu;

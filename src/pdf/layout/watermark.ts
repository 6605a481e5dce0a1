import type { Slope } from './canvas.ts';
import type { TextStyle } from './style.ts';
import { widthOf } from './text.ts';

/** Where a word across a page begins, on its baseline, in points from the page's lower left corner. */
export interface MarkPlace {
	readonly x: number;
	readonly y: number;
	readonly slope: Slope;
}

/** Along the diagonal, the middle of its capitals on the middle of the page. */
export function markPlace(
	word: string,
	[width, height]: readonly [width: number, height: number],
	style: TextStyle,
): MarkPlace {
	const angle = Math.atan2(height, width);
	const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
	const along = widthOf(word, style) / 2;
	const across = style.ascent / 2;
	return {
		x: width / 2 - cos * along + sin * across,
		y: height / 2 - sin * along - cos * across,
		slope: [cos, sin],
	};
}

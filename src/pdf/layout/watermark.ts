import type { Slope } from './canvas.ts';
import type { TextStyle } from './style.ts';
import { widthOf } from './text.ts';

/** The start of a watermark's baseline, in points from the lower left corner of the page. */
export interface WatermarkPlace {
	readonly x: number;
	readonly y: number;
	readonly slope: Slope;
}

/** Centres a word's capitals on the page, along its diagonal. @param size in points */
export function watermarkPlace(
	word: string,
	[width, height]: readonly [width: number, height: number],
	style: TextStyle,
): WatermarkPlace {
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

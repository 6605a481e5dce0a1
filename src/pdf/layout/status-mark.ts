import { BOLD } from '../fonts/faces.ts';
import { operand, PathPen } from '../pictures/path-pen.ts';
import { num } from './canvas.ts';
import { INK, watermarkStyle } from './style.ts';
import { watermarkPlace } from './watermark.ts';

/** Left, bottom, right and top edge, in points from the page's lower left corner. */
export type Box = readonly [left: number, bottom: number, right: number, top: number];

/** A text in English, and in the second language of the page. */
export interface BannerText {
	readonly first: string;
	readonly second: { readonly text: string /** BCP 47. */; readonly lang: string };
}

/** Start of the names of the banner's fonts. No drawn page has such a name. */
export const BANNER_PREFIX = 'Status-';

/** Every margin is at least 28 points wide, so nothing else is printed there. */
const TOP = 8;
const HEIGHT = 18;
const PADDING = 8;
/** Points from the edge of the paper that printers may leave out. */
const EDGE = 20;
const SIZES = { largest: 11, smallest: 6 };
const SEPARATOR = ' / ';

/** Width of the line around the letters. Two rows of a standard fax. */
const OUTLINE = 2;
/** Part of the diagonal that the word takes. */
const REACH = 0.6;

/**
 * The operators of the notice in a frame in the top margin.
 *
 * @param fontOf gives the resource name of a shard of the bold face
 * @param mcids of the languages; without them the notice is a repeated one, which screen readers skip
 */
export function banner(
	{ first, second }: BannerText,
	[left, , right, top]: Box,
	fontOf: (shard: number) => string,
	mcids?: readonly number[],
): string[] {
	const texts = second.text === '' ? [first] : [first + SEPARATOR, second.text];
	const widths = texts.map((text) => BOLD.width(text) / 1000);
	const width = widths.reduce((sum, one) => sum + one);
	const room = right - left - 2 * (EDGE + PADDING);
	const size = Math.max(SIZES.smallest, Math.min(SIZES.largest, Math.floor((room / width) * 10) / 10));
	const frame = [left + EDGE, top - TOP - HEIGHT, width * size + 2 * PADDING, HEIGHT].map(num).join(' ');
	const baseline = num(top - TOP - HEIGHT / 2 - (BOLD.metrics.capHeight * size) / 2000);
	let x = left + EDGE + PADDING;
	const lines = [
		'/Artifact <</Type/Layout>> BDC',
		`1 1 1 rg ${INK.operand} RG 1.4 w ${frame} re B`,
		'EMC',
		mcids ? '' : '/Artifact <</Type/Pagination>> BDC',
	];
	texts.forEach((text, i) => {
		const shows = BOLD.encode(text).map(
			({ shard, operand: codes }) => `/${fontOf(shard)} ${size} Tf ${codes} TJ`,
		);
		const shown = `BT ${INK.operand} rg 0 Tr 0 Tc 1 0 0 1 ${num(x)} ${baseline} Tm ${shows.join(' ')} ET`;
		const opening =
			i === 0 ? `/P <</MCID ${mcids?.[0]}>>` : `/Span <</MCID ${mcids?.[i]}/Lang (${second.lang})>>`;
		lines.push(...(mcids ? [`${opening} BDC`, shown, 'EMC'] : [shown]));
		x += (widths[i] as number) * size;
	});
	return [...lines, mcids ? '' : 'EMC'].filter((line) => line !== '');
}

/** The operators of a word in outline along the page's diagonal. The text under it stays readable. */
export function wordAcross(word: string, [left, bottom, right, top]: Box): string[] {
	const size: readonly [number, number] = [right - left, top - bottom];
	const scale = (REACH * Math.hypot(...size)) / BOLD.width(word);
	const em = scale * 1000;
	const style = { ...watermarkStyle(BOLD), size: em, ascent: scale * BOLD.metrics.capHeight };
	const { x, y, slope } = watermarkPlace(word, size, style);
	const [cos, sin] = slope;
	const matrix = [cos * scale, sin * scale, -sin * scale, cos * scale, left + x, bottom + y];
	const pen = new PathPen();
	BOLD.trace(word, pen);
	return [
		'/Artifact <</Type/Layout>> BDC',
		`q ${INK.operand} RG ${operand(OUTLINE / scale, 2)} w 1 j ${matrix.map((value) => operand(value, 6)).join(' ')} cm`,
		...pen.operators,
		'S Q',
		'EMC',
	];
}

/** Points of the cross in place of a QR code, from the edge of its white. */
const INSET = 14;

/** The operators that put a cross in place of a QR code, which would otherwise still be read as valid. */
export function crossedOut([x, y, width, height]: readonly [number, number, number, number]): string {
	const [left, right, one, other] = [x + INSET, x + width - INSET, y + INSET, y + height - INSET].map(num);
	return [
		`/Artifact <</Type/Layout>> BDC 1 1 1 rg ${[x, y, width, height].map(num).join(' ')} re f`,
		`${INK.operand} RG 3 w ${left} ${one} m ${right} ${other} l ${left} ${other} m ${right} ${one} l S EMC`,
	].join(' ');
}

/** The operators of a line through a frame, in the coordinates in which the frame was drawn. */
export function struckOut([left, one, right, other]: Box): string {
	const y = num((one + other) / 2);
	return `/Artifact <</Type/Layout>> BDC ${INK.operand} RG 2 w ${num(left - 3)} ${y} m ${num(right + 3)} ${y} l S EMC`;
}

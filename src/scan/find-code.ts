import decodeQR from 'qr/decode.js';
import type { GreyPicture } from '../pdf/pictures/png.ts';

/** Milliseconds for further attempts on one picture. */
const PATIENCE = 2_000;

/** Corners with more pixels resolve every module well and are not enlarged. */
const MOST_ENLARGED = 1_500_000;

/**
 * Yields the texts of QR codes that are found in a picture: in the picture itself, then without its noise, then in each
 * corner, where little else looks like a QR code. The dots of a standard fax are twice as high as wide, so its corners are
 * stretched; what is between its dots is found by enlarging and smoothing them.
 */
export function* codesIn(picture: GreyPicture): Generator<string, void, void> {
	for (const variant of variants(picture)) {
		const text = decoded(variant);
		if (text !== undefined) yield text;
	}
}

function* variants(picture: GreyPicture): Generator<GreyPicture, void, void> {
	yield picture;
	yield smoothed(picture);
	for (const corner of cornersOf(picture)) {
		const isSmall = corner.width * corner.height <= MOST_ENLARGED;
		if (isSmall) {
			yield enlarged(corner, 1, 2);
			yield enlarged(corner, 3, 6);
			yield enlarged(corner, 3, 3);
		} else yield smoothed(smoothed(corner));
	}
}

/** The upper right corner first, where a superbill has its code. The others are for pages that lie sideways. */
function cornersOf({ width, height, pixels }: GreyPicture): GreyPicture[] {
	const [wide, high] = [Math.ceil(width / 2), Math.ceil(height / 2)];
	return [
		[width - wide, 0],
		[0, 0],
		[width - wide, height - high],
		[0, height - high],
	].map(([left = 0, top = 0]) => {
		const corner = new Uint8Array(wide * high);
		for (let y = 0; y < high; y++) {
			const start = (top + y) * width + left;
			corner.set(pixels.subarray(start, start + wide), y * wide);
		}
		return { width: wide, height: high, pixels: corner };
	});
}

function decoded({ width, height, pixels }: GreyPicture): string | undefined {
	// The format has half as many bytes of colour after the brightness; the decoder ignores them.
	const data = new Uint8Array(Math.ceil(pixels.length * 1.5));
	data.set(pixels);
	try {
		return decodeQR({ width, height, data }, { format: 'I420', timeLimit: PATIENCE });
	} catch {
		// It throws plain errors for a picture without a QR code.
		return undefined;
	}
}

/** Replaces every pixel by the mean of itself and its neighbours. */
function smoothed({ width, height, pixels }: GreyPicture): GreyPicture {
	const rows = mean(pixels, 1);
	return { width, height, pixels: mean(rows, width) };
}

/** The mean of each pixel, the one before it and the one after it. Edges wrap around, where pages are white. */
function mean(pixels: Uint8Array, step: number): Uint8Array {
	const { length } = pixels;
	return pixels.map((value, i) => {
		const before = pixels[i - step] ?? value;
		const after = i + step < length ? (pixels[i + step] as number) : value;
		return (before + value + after) / 3;
	});
}

/** Enlarges a picture by whole numbers. Between the middles of its dots, the brightness changes evenly. */
function enlarged({ width, height, pixels }: GreyPicture, across: number, down: number): GreyPicture {
	const [wide, high] = [width * across, height * down];
	const large = new Uint8Array(wide * high);
	const columns = Array.from({ length: wide }, (_, x) => between(x, across, width));
	for (let y = 0; y < high; y++) {
		const [above, below, share] = between(y, down, height);
		const [upper, lower] = [above * width, below * width];
		for (let x = 0; x < wide; x++) {
			const [left, right, part] = columns[x] as Between;
			const at = (row: number) =>
				(pixels[row + left] as number) * (1 - part) + (pixels[row + right] as number) * part;
			large[y * wide + x] = at(upper) * (1 - share) + at(lower) * share;
		}
	}
	return { width: wide, height: high, pixels: large };
}

/** Two neighbouring dots, and the share of the second at a place between their middles. */
type Between = readonly [before: number, after: number, share: number];

function between(place: number, times: number, length: number): Between {
	const dot = Math.min(Math.max((place + 0.5) / times - 0.5, 0), length - 1);
	const before = Math.floor(dot);
	return [before, Math.min(before + 1, length - 1), dot - before];
}

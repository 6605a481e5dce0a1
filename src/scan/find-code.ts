import decodeQR from 'qr/decode.js';
import type { GreyPicture } from '../pdf/pictures/png.ts';

/** Milliseconds for further attempts on one picture. */
const PATIENCE = 2_000;

/** Larger pictures resolve every module well and are not enlarged. */
const MOST_ENLARGED = 4_000_000;

/**
 * Yields the texts of QR codes that are found in a picture: in the picture itself, then in smoother ones, which have less
 * noise. A fax has twice as many dots across as down.
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
	if (picture.width * picture.height > MOST_ENLARGED) return;
	for (const rows of [2, 4]) yield smoothed(enlarged(picture, 2, rows));
}

function decoded({ width, height, pixels }: GreyPicture): string | undefined {
	// The format has half as many bytes of colour after the brightness; the decoder ignores them.
	const data = new Uint8Array(pixels.length * 1.5);
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

function enlarged({ width, height, pixels }: GreyPicture, columns: number, rows: number): GreyPicture {
	const wide = width * columns;
	const large = new Uint8Array(wide * height * rows);
	for (let y = 0; y < height * rows; y++) {
		const row = Math.floor(y / rows) * width;
		for (let x = 0; x < wide; x++) large[y * wide + x] = pixels[row + Math.floor(x / columns)] as number;
	}
	return { width: wide, height: height * rows, pixels: large };
}

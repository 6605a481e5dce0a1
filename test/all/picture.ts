import { execFileSync } from 'node:child_process';
import { deflateSync, inflateSync } from 'node:zlib';
import { chunk, SIGNATURE } from '../pdf/pictures/png-file.ts';

/** A page as a greyscale picture. */
export interface Picture {
	readonly width: number;
	readonly height: number;
	/** One byte per pixel, row by row; 255 is white. */
	readonly pixels: Uint8Array;
}

/** Draws the pages of a PDF. The default resolution is one at which letters can be distinguished. */
export function picturesOf(pdf: Uint8Array, dotsPerInch = 60): Picture[] {
	const output = execFileSync('pdftoppm', ['-r', `${dotsPerInch}`, '-gray', '-'], {
		input: pdf,
		maxBuffer: 2 ** 28,
	});
	const pictures: Picture[] = [];
	for (let at = 0; at < output.length; ) {
		const header = /^P5\s(\d+)\s(\d+)\s255\s/.exec(output.subarray(at, at + 40).toString('latin1'));
		if (!header) throw new SyntaxError('pdftoppm did not write a PGM');
		const [width, height] = [Number(header[1]), Number(header[2])];
		const start = at + header[0].length;
		at = start + width * height;
		pictures.push({ width, height, pixels: output.subarray(start, at) });
	}
	return pictures;
}

/** Encodes a picture as a small PNG with sixteen greys, which any viewer can show. */
export function encodePng({ width, height, pixels }: Picture): Buffer {
	const stride = Math.ceil(width / 2);
	const rows = Buffer.alloc((stride + 1) * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const grey = Math.round((pixels[y * width + x] as number) / 17);
			const at = y * (stride + 1) + 1 + (x >> 1);
			rows[at] = (rows[at] as number) | (x % 2 === 0 ? grey << 4 : grey);
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// Four bits per pixel, greyscale.
	header[8] = 4;
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(rows, { level: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** Reads a file that `encodePng` wrote. */
export function decodePng(file: Buffer): Picture {
	const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
	const data = file.subarray(41, 41 + file.readUInt32BE(33));
	const rows = inflateSync(data);
	const stride = Math.ceil(width / 2);
	const pixels = new Uint8Array(width * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const byte = rows[y * (stride + 1) + 1 + (x >> 1)] as number;
			pixels[y * width + x] = (x % 2 === 0 ? byte >> 4 : byte & 15) * 17;
		}
	}
	return { width, height, pixels };
}

export interface Difference {
	/** The fraction of pixels that differ. */
	readonly share: number;
	/** The old picture, the new one and their differences, side by side. */
	readonly picture: Picture;
}

/** Difference of greys that counts, out of 255 and after a blur. Versions of poppler draw the edges of letters with smaller differences. */
const THRESHOLD = 40;

export function compare(before: Picture, now: Picture): Difference {
	const width = Math.max(before.width, now.width);
	const height = Math.max(before.height, now.height);
	const [a, b] = [blurred(before, width, height), blurred(now, width, height)];
	const picture = { width: 3 * width, height, pixels: new Uint8Array(3 * width * height).fill(255) };
	let differing = 0;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const differs = Math.abs((a[y * width + x] as number) - (b[y * width + x] as number)) > THRESHOLD;
			if (differs) differing++;
			picture.pixels[y * 3 * width + x] = pixel(before, x, y);
			picture.pixels[y * 3 * width + width + x] = pixel(now, x, y);
			picture.pixels[y * 3 * width + 2 * width + x] = differs ? 0 : 192 + (pixel(now, x, y) >> 2);
		}
	}
	return { share: differing / (width * height), picture };
}

/** The grey of a pixel; white beyond the edges. */
function pixel({ width, height, pixels }: Picture, x: number, y: number): number {
	return x < 0 || y < 0 || x >= width || y >= height ? 255 : (pixels[y * width + x] as number);
}

/** The mean of each pixel and its eight neighbours. */
function blurred(picture: Picture, width: number, height: number): Uint8Array {
	const means = new Uint8Array(width * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			let sum = 0;
			for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += pixel(picture, x + dx, y + dy);
			means[y * width + x] = Math.round(sum / 9);
		}
	}
	return means;
}

import { execFileSync } from 'node:child_process';
import type { Picture } from './picture.ts';

/** A scanner or a fax machine: dots per inch, bits, how crooked the page lies, and the share of dots that are wrong. */
export interface Scan {
	readonly across: number;
	readonly down: number;
	readonly bits: 1 | 8;
	readonly degrees?: number;
	readonly noise?: number;
}

export const SCANS: Readonly<Record<string, Scan>> = {
	'300 dpi grey': { across: 300, down: 300, bits: 8 },
	'200 dpi': { across: 200, down: 200, bits: 1 },
	'200 dpi, 1.5°': { across: 200, down: 200, bits: 1, degrees: 1.5 },
	'200 dpi, 1 % noise': { across: 200, down: 200, bits: 1, noise: 0.01 },
	'204 × 98 dpi': { across: 204, down: 98, bits: 1 },
};

/** Dots of the drawing for each dot of the scan and direction. A scanner's dot is as dark as the paper below it. */
const FINER = 2;
/** Scanners with one bit see darker dots as black. */
const THRESHOLD = 128;

/** Draws the first page of a PDF and scans it. The same file and scan give the same picture. */
export function scanned(pdf: Uint8Array, { across, down, bits, degrees = 0, noise = 0 }: Scan): Picture {
	const page = drawn(pdf, across * FINER, down * FINER);
	const [width, height] = [Math.floor(page.width / FINER), Math.floor(page.height / FINER)];
	const pixels = new Uint8Array(width * height);
	const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
	const aspect = across / down;
	const [middleX, middleY] = [page.width / 2, page.height / 2];
	const darkAt = (x: number, y: number): number => {
		const [dx, dy] = [x - middleX, (y - middleY) * aspect];
		const column = Math.floor(middleX + cos * dx + sin * dy);
		const row = Math.floor(middleY + (cos * dy - sin * dx) / aspect);
		return column < 0 || row < 0 || column >= page.width || row >= page.height
			? 0
			: 255 - (page.pixels[row * page.width + column] as number);
	};
	const random = randoms();
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			let dark = 0;
			for (let j = 0; j < FINER; j++) {
				for (let i = 0; i < FINER; i++) dark += darkAt(x * FINER + i + 0.5, y * FINER + j + 0.5);
			}
			let grey = 255 - Math.round(dark / FINER ** 2);
			if (bits === 1) grey = grey < THRESHOLD ? 0 : 255;
			if (noise > 0 && random() < noise) grey = 255 - grey;
			pixels[y * width + x] = grey;
		}
	}
	return { width, height, pixels };
}

/** Repeats rows until dots are about square, as programs do that receive a fax. */
export function squared(picture: Picture, { across, down }: Scan): Picture {
	const times = Math.round(across / down);
	const { width, height, pixels } = picture;
	const tall = new Uint8Array(width * height * times);
	for (let y = 0; y < height * times; y++) {
		const row = Math.floor(y / times) * width;
		tall.set(pixels.subarray(row, row + width), y * width);
	}
	return { width, height: height * times, pixels: tall };
}

/** A PGM file, which tesseract and zbar read. */
export function pgmOf({ width, height, pixels }: Picture): Buffer {
	return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]);
}

/** Draws the first page in greys. */
function drawn(pdf: Uint8Array, across: number, down: number): Picture {
	const args = ['-rx', `${across}`, '-ry', `${down}`, '-gray', '-f', '1', '-l', '1', '-'];
	const file = execFileSync('pdftoppm', args, { input: pdf, maxBuffer: 2 ** 28 });
	const header = /^P5\s(\d+)\s(\d+)\s255\s/.exec(file.subarray(0, 40).toString('latin1'));
	if (!header) throw new SyntaxError('pdftoppm did not write a PGM');
	return { width: Number(header[1]), height: Number(header[2]), pixels: file.subarray(header[0].length) };
}

/** Random numbers that are the same in every run (Lehmer, with the constants of MINSTD). */
function randoms(): () => number {
	let state = 1;
	return () => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 2_147_483_647;
	};
}

import { promisify } from 'node:util';
import { crc32, deflateSync, inflate, inflateSync } from 'node:zlib';
import { checkSize, type Decoded, PictureError, type PictureStream } from './picture.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Channels and allowed depths by colour type. */
const COLOUR_TYPES: Readonly<
	Record<number, { readonly channels: number; readonly depths: readonly number[] }>
> = {
	0: { channels: 1, depths: [1, 2, 4, 8, 16] },
	2: { channels: 3, depths: [8, 16] },
	3: { channels: 1, depths: [1, 2, 4, 8] },
	4: { channels: 2, depths: [8, 16] },
	6: { channels: 4, depths: [8, 16] },
};
const PALETTE = 3;

/** First column, first row, and steps between columns and rows of each pass (Adam7). */
const ADAM7 = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
] as const;

interface Header {
	readonly width: number;
	readonly height: number;
	readonly depth: number;
	readonly type: number;
	readonly channels: number;
	readonly interlaced: boolean;
}

interface Png {
	readonly header: Header;
	readonly palette: Buffer | undefined;
	readonly transparency: Buffer | undefined;
	readonly data: Buffer;
}

/**
 * Checks that `decodePng` can decode a file, without decoding it: that takes up to half a second. The pixels are inflated on
 * one of Node's own threads.
 *
 * @returns its ratio
 * @throws PictureError
 */
export async function checkPng(file: Buffer): Promise<number> {
	const { header, data } = readChunks(file);
	const passes = passesOf(header);
	const bytes = exactly(sizeOf(passes), await promisify(inflate)(data, limits(passes)).catch(damaged));
	let at = 0;
	for (const { rows, length } of passes) {
		for (let row = 0; row < rows; row++, at += 1 + length) checkFilter(bytes[at] as number);
	}
	return header.width / header.height;
}

/**
 * Decodes a PNG (ISO/IEC 15948) of any colour type and depth, interlaced or not, into samples of 8 bits. pdfkit's decoder
 * is not used: it is asynchronous, in no fixed order, and misreads interlaced pictures of fewer than 8 bits.
 *
 * @throws PictureError
 */
export function decodePng(file: Buffer): Decoded {
	const png = readChunks(file);
	const { width, height } = png.header;
	const { colour, alpha } = toChannels(png, readSamples(png));
	const space = colour.length === width * height ? '/DeviceGray' : '/DeviceRGB';
	const stream = imageStream(png.header, space, colour);
	return {
		ratio: width / height,
		stream: alpha.every((value) => value === 255)
			? stream
			: { ...stream, mask: imageStream(png.header, '/DeviceGray', alpha) },
	};
}

/** A picture in shades of grey, one byte a pixel. */
export interface GreyPicture {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8Array;
}

/** Decodes a PNG as it looks on white paper, without colours. @throws PictureError */
export function greyPng(file: Buffer, mostPixels: number): GreyPicture {
	const png = readChunks(file, mostPixels);
	const { width, height } = png.header;
	const { colour, alpha } = toChannels(png, readSamples(png));
	const channels = colour.length / alpha.length;
	const pixels = alpha.map((opacity, i) => {
		let light = 0;
		for (let c = 0; c < channels; c++) light += colour[channels * i + c] as number;
		return 255 - Math.round((opacity * (255 - light / channels)) / 255);
	});
	return { width, height, pixels };
}

function imageStream({ width, height }: Header, space: string, samples: Uint8Array): PictureStream {
	return {
		entries:
			`/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace${space}` +
			'/BitsPerComponent 8/Filter/FlateDecode',
		data: deflateSync(samples, { level: 9 }),
	};
}

function readChunks(file: Buffer, mostPixels?: number): Png {
	if (!file.subarray(0, 8).equals(SIGNATURE)) throw new PictureError('is not a PNG file');
	let header: Header | undefined;
	let palette: Buffer | undefined;
	let transparency: Buffer | undefined;
	const data: Buffer[] = [];
	for (let at = 8; ; ) {
		if (at + 12 > file.length) throw new PictureError('is cut off');
		const length = file.readUInt32BE(at);
		const end = at + 8 + length;
		if (end + 4 > file.length) throw new PictureError('is cut off');
		const type = file.toString('latin1', at + 4, at + 8);
		const body = file.subarray(at + 8, end);
		if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) throw new PictureError('is damaged');
		at = end + 4;
		if (type === 'IHDR') header = readHeader(body, mostPixels);
		else if (type === 'PLTE') palette = body;
		else if (type === 'tRNS') transparency = body;
		else if (type === 'IDAT') data.push(body);
		else if (type === 'IEND') break;
		// An initial capital marks a chunk that a decoder must not skip (ISO/IEC 15948, 5.4).
		else if (/^[A-Z]/.test(type)) throw new PictureError('has unknown chunks; save it again as PNG');
	}
	if (!header || data.length === 0 || (header.type === PALETTE && !palette))
		throw new PictureError('is damaged');
	return { header, palette, transparency, data: Buffer.concat(data) };
}

function readHeader(body: Buffer, mostPixels?: number): Header {
	if (body.length !== 13) throw new PictureError('is damaged');
	const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
	const [depth, type, compression, filter, interlace] = body.subarray(8) as unknown as Five;
	const kind = COLOUR_TYPES[type];
	if (!kind?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1)
		throw new PictureError('is damaged');
	checkSize(width, height, mostPixels);
	return { width, height, depth, type, channels: kind.channels, interlaced: interlace === 1 };
}

type Five = [number, number, number, number, number];

/** All samples as in the file, 0 to 2^depth − 1, in reading order. */
function readSamples({ header, data }: Png): Uint16Array {
	const { width, height, depth, channels } = header;
	const passes = passesOf(header);
	const bytes = exactly(sizeOf(passes), inflated(data, passes));
	const samples = new Uint16Array(width * height * channels);
	let at = 0;
	for (const { x, y, dx, dy, columns, rows, length } of passes) {
		let above: Uint8Array = new Uint8Array(length);
		for (let row = 0; row < rows; row++) {
			const line = bytes.subarray(at + 1, at + 1 + length);
			unfilter(bytes[at] as number, line, above, Math.max(1, (channels * depth) >> 3));
			for (let column = 0; column < columns; column++) {
				const pixel = ((y + row * dy) * width + x + column * dx) * channels;
				for (let c = 0; c < channels; c++) samples[pixel + c] = sampleAt(line, column * channels + c, depth);
			}
			above = line;
			at += 1 + length;
		}
	}
	return samples;
}

/** The rows of one pass, each after the number of its filter. */
interface Pass {
	readonly x: number;
	readonly y: number;
	readonly dx: number;
	readonly dy: number;
	readonly columns: number;
	readonly rows: number;
	/** Of a row, in bytes. */
	readonly length: number;
}

function passesOf({ width, height, depth, channels, interlaced }: Header): Pass[] {
	return (interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const))
		.map(([x, y, dx, dy]) => {
			const columns = Math.ceil((width - x) / dx);
			const length = Math.ceil((columns * channels * depth) / 8);
			return { x, y, dx, dy, columns, rows: Math.ceil((height - y) / dy), length };
		})
		.filter(({ columns, rows }) => columns > 0 && rows > 0);
}

const sizeOf = (passes: readonly Pass[]): number =>
	passes.reduce((sum, { rows, length }) => sum + rows * (1 + length), 0);

/** Limits what is inflated to the size that the header implies. In large chunks, there are few to put together. */
const limits = (passes: readonly Pass[]) => ({ maxOutputLength: sizeOf(passes), chunkSize: 1 << 20 });

function inflated(data: Buffer, passes: readonly Pass[]): Buffer {
	try {
		return inflateSync(data, limits(passes));
	} catch {
		return damaged();
	}
}

function exactly(size: number, bytes: Buffer): Buffer {
	return bytes.length === size ? bytes : damaged();
}

function damaged(): never {
	throw new PictureError('is damaged');
}

function checkFilter(filter: number): void {
	if (filter > 4) damaged();
}

function sampleAt(line: Uint8Array, index: number, depth: number): number {
	if (depth === 8) return line[index] as number;
	if (depth === 16) return ((line[2 * index] as number) << 8) | (line[2 * index + 1] as number);
	const bit = index * depth;
	return ((line[bit >> 3] as number) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

/**
 * Reverses a row's filter in place (ISO/IEC 15948, 9.2).
 *
 * @param step distance to the pixel on the left, in bytes
 */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
	checkFilter(filter);
	if (filter === 0) return;
	for (let i = 0; i < line.length; i++) {
		const left = i < step ? 0 : (line[i - step] as number);
		const up = above[i] as number;
		const corner = i < step ? 0 : (above[i - step] as number);
		const guess =
			filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
		line[i] = (line[i] as number) + guess;
	}
}

/** The neighbour closest to the linear prediction from all three. */
function paeth(left: number, up: number, corner: number): number {
	const toLeft = Math.abs(up - corner);
	const toUp = Math.abs(left - corner);
	const toCorner = Math.abs(left + up - 2 * corner);
	if (toLeft <= toUp && toLeft <= toCorner) return left;
	return toUp <= toCorner ? up : corner;
}

interface Channels {
	/** One byte per pixel for grey, three for RGB. */
	readonly colour: Uint8Array;
	readonly alpha: Uint8Array;
}

function toChannels({ header, palette, transparency }: Png, samples: Uint16Array): Channels {
	const { depth, type, channels } = header;
	const pixels = samples.length / channels;
	const alpha = new Uint8Array(pixels).fill(255);
	if (type === PALETTE) {
		const colours = palette as Buffer;
		const colour = new Uint8Array(pixels * 3);
		samples.forEach((entry, i) => {
			// An entry beyond the palette is black, as most decoders have it.
			for (let c = 0; c < 3; c++) colour[3 * i + c] = colours[3 * entry + c] ?? 0;
			alpha[i] = transparency?.[entry] ?? 255;
		});
		return { colour, alpha };
	}
	const own = channels >= 3 ? 3 : 1;
	const colour = new Uint8Array(pixels * own);
	const highest = (1 << depth) - 1;
	const toByte = Uint8Array.from({ length: highest + 1 }, (_, sample) =>
		Math.round((sample * 255) / highest),
	);
	/** The one transparent colour of a picture without an alpha channel. */
	const clear =
		own === channels && transparency && transparency.length >= 2 * own
			? Array.from({ length: own }, (_, c) => transparency.readUInt16BE(2 * c))
			: undefined;
	for (let i = 0; i < pixels; i++) {
		const at = i * channels;
		for (let c = 0; c < own; c++) colour[i * own + c] = toByte[samples[at + c] as number] as number;
		if (channels > own) alpha[i] = toByte[samples[at + own] as number] as number;
		else if (clear?.every((value, c) => samples[at + c] === value)) alpha[i] = 0;
	}
	return { colour, alpha };
}

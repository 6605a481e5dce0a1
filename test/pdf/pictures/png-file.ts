import { crc32, deflateSync } from 'node:zlib';

/** Writes PNG files of every kind. It follows the standard and shares no code with the decoder under test. */

export interface PngParts {
	readonly width: number;
	readonly height: number;
	/** PNG's colour type: 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
	readonly type: 0 | 2 | 3 | 4 | 6;
	readonly depth: 1 | 2 | 4 | 8 | 16;
	/** Samples of a pixel. */
	readonly pixel: (x: number, y: number) => readonly number[];
	readonly palette?: readonly number[];
	readonly transparency?: readonly number[];
	/** Filter of each row of a pass; no filters if omitted. */
	readonly filter?: (row: number) => number;
	readonly interlaced?: boolean;
}

export function chunk(type: string, body: Uint8Array): Buffer {
	const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
	const out = Buffer.alloc(8 + typed.length);
	out.writeUInt32BE(body.length, 0);
	typed.copy(out, 4);
	out.writeUInt32BE(crc32(typed), 4 + typed.length);
	return out;
}

export const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

export function header({ width, height, depth, type, interlaced }: Omit<PngParts, 'pixel'>): Buffer {
	const body = Buffer.alloc(13);
	body.writeUInt32BE(width, 0);
	body.writeUInt32BE(height, 4);
	body.set([depth, type, 0, 0, interlaced ? 1 : 0], 8);
	return chunk('IHDR', body);
}

/** The pass of each pixel in a square of 8 by 8, as drawn in the standard (ISO/IEC 15948, 8.2). */
const SQUARE = [
	'16462646',
	'77777777',
	'56565656',
	'77777777',
	'36463646',
	'77777777',
	'56565656',
	'77777777',
];

export function pngFile(parts: PngParts): Buffer {
	const { width, height, interlaced = false } = parts;
	const all = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => ({ x, y })));
	const passes = interlaced
		? Array.from({ length: 7 }, (_, pass) =>
				all
					.map((row) => row.filter(({ x, y }) => SQUARE[y % 8]?.[x % 8] === String(pass + 1)))
					.filter((row) => row.length > 0),
			)
		: [all];
	const data = passes.flatMap((rows) => filtered(rows, parts));
	return Buffer.concat([
		SIGNATURE,
		header(parts),
		...(parts.palette ? [chunk('PLTE', Buffer.from(parts.palette))] : []),
		...(parts.transparency ? [chunk('tRNS', Buffer.from(parts.transparency))] : []),
		chunk('tEXt', Buffer.from('Comment\0made for a test')),
		// Decoders must join the chunks.
		...split(deflateSync(Buffer.concat(data))).map((part) => chunk('IDAT', part)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

const split = (data: Buffer): Buffer[] => {
	const middle = data.length >> 1;
	return [data.subarray(0, middle), data.subarray(middle)];
};

function filtered(rows: readonly (readonly { x: number; y: number }[])[], parts: PngParts): Buffer[] {
	const { depth, pixel, filter = () => 0 } = parts;
	let above: Buffer | undefined;
	return rows.map((row, r) => {
		const samples = row.flatMap(({ x, y }) => [...pixel(x, y)]);
		const line = pack(samples, depth);
		const step = Math.max(1, ((samples.length / row.length) * depth) >> 3);
		const kind = filter(r);
		const out = Buffer.from(line);
		for (let i = 0; i < line.length; i++) {
			const a = line[i - step] ?? 0;
			const b = above?.[i] ?? 0;
			const c = above?.[i - step] ?? 0;
			const p = a + b - c;
			const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
			const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
			out[i] = (line[i] as number) - ([0, a, b, Math.floor((a + b) / 2), paeth][kind] as number);
		}
		above = line;
		return Buffer.concat([Buffer.from([kind]), out]);
	});
}

function pack(samples: readonly number[], depth: number): Buffer {
	const bits = samples.map((sample) => sample.toString(2).padStart(depth, '0')).join('');
	const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
	return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

import { deflateSync } from 'node:zlib';
import { jpegFile, segment } from '../pdf/pictures/jpeg-file.ts';
import { chunk, header, type PngParts, SIGNATURE } from '../pdf/pictures/png-file.ts';
import type { WorstBody } from './text.ts';

/** A PNG of as many pixels as allowed, each 0, from a few kilobytes. */
function largePng(
	type: PngParts['type'],
	depth: PngParts['depth'],
	filter: number,
	interlaced = false,
): Buffer {
	const [width, height] = [2000, 2000];
	const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[type];
	const passes = interlaced ? ADAM7 : [[0, 0, 1, 1] as const];
	const rows = passes.map(([x, y, dx, dy]) => {
		const length = 1 + Math.ceil((Math.ceil((width - x) / dx) * channels * depth) / 8);
		const bytes = Buffer.alloc(length * Math.ceil((height - y) / dy));
		for (let at = 0; at < bytes.length; at += length) bytes[at] = filter;
		return bytes;
	});
	return Buffer.concat([
		SIGNATURE,
		header({ width, height, type, depth, interlaced }),
		...(type === 3 ? [chunk('PLTE', Buffer.alloc(3))] : []),
		chunk('IDAT', deflateSync(Buffer.concat(rows))),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

const ADAM7 = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
] as const;

/** The size limit of a logo, in bytes. */
const LOGO_LIMIT = 256 * 1024;

const filled = (unit: Buffer): Buffer[] =>
	Array.from({ length: Math.floor((LOGO_LIMIT - 1_000) / unit.length) }, () => unit);

/** Bodies for the route that stores a logo. */
export function worstPictures(): WorstBody[] {
	const grey = jpegFile({ frame: 0xc0, levels: [96] });
	return [
		{ name: 'a PNG of 16 bits and four channels', body: largePng(6, 16, 4) },
		{ name: 'an interlaced PNG', body: largePng(6, 16, 4, true) },
		{ name: 'a PNG with a palette', body: largePng(3, 8, 3) },
		{
			name: 'a PNG of tiny chunks',
			body: Buffer.concat([SIGNATURE, ...filled(chunk('teXt', Buffer.alloc(0)))]),
		},
		{
			name: 'a JPEG of tiny segments',
			body: jpegFile({ frame: 0xc0, levels: [96], extra: filled(segment(0xfe, [])) }),
		},
		{
			name: 'a JPEG of fill bytes',
			body: Buffer.concat([grey.subarray(0, 2), ...filled(Buffer.from([0xff])), grey.subarray(2)]),
		},
		{
			name: 'a JPEG of stuffed bytes',
			body: Buffer.concat([grey.subarray(0, -2), ...filled(Buffer.from([0xff, 0])), grey.subarray(-2)]),
		},
		{
			name: 'a JPEG of tables',
			body: jpegFile({
				frame: 0xc0,
				levels: [96],
				extra: filled(segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)])),
			}),
		},
		{ name: 'a JPEG of many pixels', body: jpegFile({ frame: 0xc0, levels: [96], size: [65_000, 65_000] }) },
	];
}

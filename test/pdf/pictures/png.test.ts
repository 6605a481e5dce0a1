import { inflateSync } from 'node:zlib';
import t from 'tap';
import type { Decoded } from '../../../src/pdf/pictures/picture.ts';
import { checkPng, decodePng } from '../../../src/pdf/pictures/png.ts';
import { chunk, header, type PngParts, pngFile, SIGNATURE } from './png-file.ts';

const samples = ({ stream }: Decoded) => [...inflateSync(stream.data)];
const alpha = ({ stream }: Decoded) => stream.mask && [...inflateSync(stream.mask.data)];

/** Odd sizes: rows end within a byte, and passes within a square. */
const SIZE = { width: 11, height: 9 };
const pixels = (pixel: PngParts['pixel']) =>
	Array.from({ length: SIZE.width * SIZE.height }, (_, i) =>
		pixel(i % SIZE.width, Math.floor(i / SIZE.width)),
	);

const KINDS = [
	[0, 1],
	[0, 2],
	[0, 4],
	[0, 8],
	[0, 16],
	[2, 8],
	[2, 16],
	[4, 8],
	[4, 16],
	[6, 8],
	[6, 16],
] as const;

for (const interlaced of [false, true]) {
	for (const [type, depth] of KINDS) {
		const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[type];
		const highest = 2 ** depth - 1;
		const pixel: PngParts['pixel'] = (x, y) =>
			Array.from({ length: channels }, (_, c) => ((x * 7919 + y * 104729 + c * 31337) * 37) % (highest + 1));
		t.test(`colour type ${type} of ${depth} bits${interlaced ? ', interlaced' : ''}`, async (t) => {
			const decoded = decodePng(
				pngFile({ ...SIZE, type, depth, pixel, interlaced, filter: (row) => row % 5 }),
			);
			const colours = channels >= 3 ? 3 : 1;
			const toByte = (sample: number) => Math.round((sample * 255) / highest);
			t.same(
				samples(decoded),
				pixels(pixel).flatMap((channel) => channel.slice(0, colours).map(toByte)),
			);
			t.same(
				alpha(decoded),
				channels === colours ? undefined : pixels(pixel).map((channel) => toByte(channel.at(-1) as number)),
			);
			t.equal(decoded.ratio, 11 / 9);
			t.match(decoded.stream.entries, '/Width 11/Height 9');
			t.match(
				decoded.stream.entries,
				`/ColorSpace/Device${colours === 1 ? 'Gray' : 'RGB'}/BitsPerComponent 8`,
			);
		});
	}
	for (const depth of [1, 2, 4, 8] as const) {
		t.test(`a palette of ${depth} bits${interlaced ? ', interlaced' : ''}`, async (t) => {
			const entries = 2 ** Math.min(depth, 4);
			const palette = Array.from({ length: 3 * entries }, (_, i) => (i * 53) % 256);
			const pixel: PngParts['pixel'] = (x, y) => [(x + 2 * y) % entries];
			const decoded = decodePng(
				pngFile({ ...SIZE, type: 3, depth, pixel, palette, transparency: [0, 128], interlaced }),
			);
			t.same(
				samples(decoded),
				pixels(pixel).flatMap(([entry = 0]) => palette.slice(3 * entry, 3 * entry + 3)),
			);
			t.same(
				alpha(decoded),
				pixels(pixel).map(([entry = 0]) => [0, 128][entry] ?? 255),
			);
		});
	}
}

t.test('one colour can be transparent', async (t) => {
	const grey = decodePng(
		pngFile({
			...SIZE,
			type: 0,
			depth: 16,
			pixel: (x) => [x === 3 ? 0x1234 : 0x1200],
			transparency: [0x12, 0x34],
		}),
	);
	t.same(alpha(grey), pixels((x) => [x === 3 ? 0 : 255]).flat(), 'all 16 bits are compared');
	const rgb = decodePng(
		pngFile({
			...SIZE,
			type: 2,
			depth: 8,
			pixel: (x, y) => [x, y, 9],
			transparency: [0, 2, 0, 3, 0, 9],
		}),
	);
	t.same(alpha(rgb), pixels((x, y) => [x === 2 && y === 3 ? 0 : 255]).flat());
});

t.test('an entry beyond the palette is black', async (t) => {
	const file = pngFile({ ...SIZE, type: 3, depth: 2, pixel: (x) => [x === 0 ? 0 : 3], palette: [1, 2, 3] });
	t.same(samples(decodePng(file)), pixels((x) => (x === 0 ? [1, 2, 3] : [0, 0, 0])).flat());
	t.equal(await checkPng(file), 11 / 9);
});

t.test('an opaque alpha channel makes no mask', async (t) => {
	t.equal(
		decodePng(pngFile({ ...SIZE, type: 6, depth: 8, pixel: () => [1, 2, 3, 255] })).stream.mask,
		undefined,
	);
});

t.test('a broken file is rejected with the reason', async (t) => {
	const good = pngFile({ ...SIZE, type: 2, depth: 8, pixel: (x, y) => [x, y, 0] });
	const changed = (at: number, value: number) => {
		const copy = Buffer.from(good);
		copy[at] = value;
		return copy;
	};
	const of = (parts: Partial<PngParts>, ...chunks: Buffer[]) =>
		Buffer.concat([
			SIGNATURE,
			header({ width: 2, height: 2, type: 2, depth: 8, ...parts }),
			...chunks,
			chunk('IEND', Buffer.alloc(0)),
		]);
	const cases: readonly (readonly [string, Buffer, RegExp])[] = [
		['nothing', Buffer.alloc(0), /not a PNG/],
		['another format', Buffer.from('GIF89a, and so on'), /not a PNG/],
		['the first half', good.subarray(0, good.length >> 1), /cut off/],
		['no end', good.subarray(0, -12), /cut off/],
		['a bit that changed', changed(60, 255), /damaged/],
		['no pixels', of({}), /damaged/],
		['no header', Buffer.concat([SIGNATURE, chunk('IEND', Buffer.alloc(0))]), /damaged/],
		['a depth that its type cannot have', of({ depth: 2 }), /damaged/],
		['no width', of({ width: 0 }), /no size/],
		['too many pixels', of({ width: 100_000, height: 100_000 }), /100000 × 100000 pixels/],
		['a palette that is missing', of({ type: 3 }, chunk('IDAT', Buffer.alloc(9))), /damaged/],
		['pixels that cannot be inflated', of({}, chunk('IDAT', Buffer.alloc(9))), /damaged/],
		['an unknown chunk that must not be skipped', of({}, chunk('ABCD', Buffer.alloc(1))), /unknown chunks/],
		[
			'a filter that does not exist',
			pngFile({ ...SIZE, type: 0, depth: 8, pixel: () => [0], filter: () => 5 }),
			/damaged/,
		],
	];
	for (const [name, file, message] of cases) {
		t.throws(() => decodePng(file), { name: 'PictureError', message }, name);
		await t.rejects(checkPng(file), { name: 'PictureError', message }, `${name}, without decoding it`);
	}
});

t.test(
	'pixels that inflate to more than the header implies are rejected before they fill the memory',
	async (t) => {
		const small = pngFile({ ...SIZE, type: 0, depth: 8, pixel: () => [0] });
		const large = pngFile({ width: 400, height: 400, type: 0, depth: 8, pixel: () => [0] });
		const body = large.subarray(8 + 25);
		t.throws(() => decodePng(Buffer.concat([small.subarray(0, 8 + 25), body])), { message: /damaged/ });
	},
);

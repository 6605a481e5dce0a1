/** Writes small JPEG files of one colour (ITU-T T.81): one block of eight by eight without detail. */

export interface JpegParts {
	/** Marker of the frame: 0xc0 baseline, 0xc2 progressive. */
	readonly frame: number;
	/** Level of each component, 0 to 255: grey, or Y, Cb and Cr. */
	readonly levels: readonly number[];
	readonly precision?: number;
	readonly size?: readonly [width: number, height: number];
	/** Segments before the frame. */
	readonly extra?: readonly Buffer[];
}

export function segment(marker: number, body: Uint8Array | readonly number[]): Buffer {
	const length = body.length + 2;
	return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 0xff]), Buffer.from(body)]);
}

export const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);

/** Levels are multiples of one after quantisation by eight. */
const QUANTISATION = segment(0xdb, [0, ...Array.from({ length: 64 }, () => 8)]);
/** Nine categories of differences, four bits each: 0000 to 1000. */
const DC_CODES = segment(0xc4, [
	0x00,
	0,
	0,
	0,
	9,
	...Array.from({ length: 12 }, () => 0),
	0,
	1,
	2,
	3,
	4,
	5,
	6,
	7,
	8,
]);
/** One code, a single 0 bit, for "nothing more". */
const AC_CODES = segment(0xc4, [0x10, 1, ...Array.from({ length: 15 }, () => 0), 0]);

export function jpegFile({ frame, levels, precision = 8, size = [8, 8], extra = [] }: JpegParts): Buffer {
	const [width, height] = size;
	const progressive = frame === 0xc2;
	const components = levels.map((_, i) => i + 1);
	const bits = levels.map((level) => difference(level - 128) + (progressive ? '' : '0')).join('');
	const coded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g) ?? [];
	return Buffer.concat([
		SOI,
		...extra,
		QUANTISATION,
		segment(frame, [
			precision,
			height >> 8,
			height & 0xff,
			width >> 8,
			width & 0xff,
			levels.length,
			...components.flatMap((id) => [id, 0x11, 0]),
		]),
		DC_CODES,
		AC_CODES,
		segment(0xda, [levels.length, ...components.flatMap((id) => [id, 0]), 0, progressive ? 0 : 63, 0]),
		Buffer.from(
			coded.flatMap((byte) => {
				const value = Number.parseInt(byte, 2);
				return value === 0xff ? [0xff, 0] : [value];
			}),
		),
		EOI,
	]);
}

/** Encodes a difference as its category and its bits (T.81, F.1.2.1). */
function difference(value: number): string {
	const category = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
	const bits = value < 0 ? value + 2 ** category - 1 : value;
	return (
		category.toString(2).padStart(4, '0') + (category === 0 ? '' : bits.toString(2).padStart(category, '0'))
	);
}

/**
 * An ICC profile of sRGB (ISO 15076-1; IEC 61966-2-1), which PDF/A asks for (ISO 19005-3, 6.2.3). It gives the curve as a
 * formula. Common profiles give it as a table, which makes a file two kilobytes larger.
 */
export function srgbProfile(): Buffer {
	const curve = parametricCurve([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]);
	const tags: readonly (readonly [name: string, element: Buffer])[] = [
		['desc', text('sRGB')],
		['cprt', text('No copyright')],
		['wtpt', xyz(D50)],
		['chad', fixed('sf32', TO_D50)],
		['rXYZ', xyz([0.4360657, 0.2224884, 0.013916])],
		['gXYZ', xyz([0.3851471, 0.7168732, 0.0970764])],
		['bXYZ', xyz([0.1430664, 0.0606079, 0.7140961])],
		['rTRC', curve],
		['gTRC', curve],
		['bTRC', curve],
	];
	const table = Buffer.alloc(4 + 12 * tags.length);
	table.writeUInt32BE(tags.length);
	const places = new Map<Buffer, number>();
	let end = HEADER_LENGTH + table.length;
	for (const [i, [name, element]] of tags.entries()) {
		if (!places.has(element)) {
			places.set(element, end);
			end += element.length;
		}
		table.write(name, 4 + 12 * i, 'latin1');
		table.writeUInt32BE(places.get(element) as number, 8 + 12 * i);
		table.writeUInt32BE(element.length, 12 + 12 * i);
	}
	return Buffer.concat([header(end), table, ...places.keys()]);
}

const HEADER_LENGTH = 128;

/** The profile connection space's white. */
const D50 = [0.9642, 1, 0.8249] as const;
/** The Bradford transform from the white of sRGB (ISO 15076-1, annex E). */
const TO_D50 = [
	1.0478112, 0.0228866, -0.050127, 0.0295424, 0.9904844, -0.0170491, -0.0092345, 0.0150436, 0.7521316,
] as const;

/** The header of a display profile, version 4.2 (ISO 15076-1, 7.2). */
function header(size: number): Buffer {
	const bytes = Buffer.alloc(HEADER_LENGTH);
	bytes.writeUInt32BE(size);
	bytes.writeUInt32BE(0x0420_0000, 8);
	bytes.write('mntrRGB XYZ ', 12, 'latin1');
	for (const [i, part] of [2026, 1, 1].entries()) bytes.writeUInt16BE(part, 24 + 2 * i);
	bytes.write('acsp', 36, 'latin1');
	xyz(D50).copy(bytes, 68, 8);
	return bytes;
}

/** Text in English, filled up to a multiple of four bytes (10.13). */
function text(content: string): Buffer {
	const bytes = Buffer.alloc(28 + Math.ceil((2 * content.length) / 4) * 4);
	bytes.write('mluc', 'latin1');
	for (const [i, value] of [1, 12].entries()) bytes.writeUInt32BE(value, 8 + 4 * i);
	bytes.write('enUS', 16, 'latin1');
	bytes.writeUInt32BE(2 * content.length, 20);
	bytes.writeUInt32BE(28, 24);
	bytes.write(content, 28, 'utf16le');
	bytes.subarray(28).swap16();
	return bytes;
}

const xyz = (values: readonly number[]): Buffer => fixed('XYZ ', values);

/** A curve Y = (aX + b)^g, or cX below d (10.15, function type 3). */
const parametricCurve = (values: readonly number[]): Buffer =>
	fixed('para', values, Buffer.from([0, 3, 0, 0]));

/** An element of numbers with 16 bits after the point. */
function fixed(type: string, values: readonly number[], before = Buffer.alloc(0)): Buffer {
	const bytes = Buffer.alloc(8 + before.length + 4 * values.length);
	bytes.write(type, 'latin1');
	before.copy(bytes, 8);
	for (const [i, value] of values.entries()) {
		bytes.writeInt32BE(Math.round(value * 0x1_0000), 8 + before.length + 4 * i);
	}
	return bytes;
}

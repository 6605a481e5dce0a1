/**
 * Flat arrays in one file, ready to be used where they lie: a header in JSON, then the arrays, each aligned to eight
 * bytes. Numbers are little-endian, as on every machine that runs Node.
 */
export type Section = Float64Array | Uint32Array | Uint8Array;

export interface Container<Meta> {
	readonly meta: Meta;
	readonly sections: Readonly<Record<string, Section>>;
}

const MAGIC = 'SBCODES1';
const PREFIX = 16;

const TYPES = { f64: Float64Array, u32: Uint32Array, u8: Uint8Array } as const;
type TypeName = keyof typeof TYPES;

interface Header {
	readonly meta: unknown;
	readonly sections: Readonly<
		Record<string, { readonly type: TypeName; readonly at: number; readonly length: number }>
	>;
}

const aligned = (offset: number): number => Math.ceil(offset / 8) * 8;

export function encodeContainer<Meta>({ meta, sections }: Container<Meta>): Buffer {
	let at = 0;
	const places = Object.entries(sections).map(([name, array]) => {
		const place = { name, array, at };
		at = aligned(at + array.byteLength);
		return place;
	});
	const header = Buffer.from(
		JSON.stringify({
			meta,
			sections: Object.fromEntries(
				places.map(({ name, array, at }) => [name, { type: typeName(array), at, length: array.length }]),
			),
		} satisfies Header),
	);
	const start = aligned(PREFIX + header.length);
	const bytes = Buffer.alloc(start + at);
	bytes.write(MAGIC, 'latin1');
	bytes.writeUInt32LE(header.length, 8);
	bytes.set(header, PREFIX);
	for (const { array, at } of places) {
		bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + at);
	}
	return bytes;
}

/** @throws Error where the bytes are no such file, or less than all of it. */
export function decodeContainer<Meta>(bytes: Uint8Array): Container<Meta> {
	// Array views must start at multiples of eight.
	const { buffer, byteOffset } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
	const view = new DataView(buffer, byteOffset, bytes.byteLength);
	if (bytes.byteLength < PREFIX || Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== MAGIC) {
		throw new Error('not an index of codes');
	}
	const headerLength = view.getUint32(8, true);
	const header = JSON.parse(
		Buffer.from(bytes.subarray(PREFIX, PREFIX + headerLength)).toString('utf8'),
	) as Header;
	const start = byteOffset + aligned(PREFIX + headerLength);
	return {
		meta: header.meta as Meta,
		sections: Object.fromEntries(
			Object.entries(header.sections).map(([name, { type, at, length }]) => [
				name,
				new TYPES[type](buffer as ArrayBuffer, start + at, length),
			]),
		),
	};
}

function typeName(array: Section): TypeName {
	if (array instanceof Float64Array) return 'f64';
	return array instanceof Uint32Array ? 'u32' : 'u8';
}

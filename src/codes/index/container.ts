import { OperatorError } from '../../calls/operator-error.ts';

/**
 * Typed arrays in one file that are used without copying: a JSON header, then the arrays, each aligned to eight bytes.
 * Numbers are little-endian, as on every machine that runs Node.
 */
export type ContainerArray = Float64Array | Uint32Array | Uint8Array;

export interface Container<Meta> {
	readonly meta: Meta;
	readonly sections: Readonly<Record<string, ContainerArray>>;
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

/** @throws OperatorError if the bytes are not a container, or are cut off. */
export function decodeContainer<Meta>(bytes: Uint8Array): Container<Meta> {
	// Array views must start at multiples of eight.
	const { buffer, byteOffset } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
	const view = new DataView(buffer, byteOffset, bytes.byteLength);
	if (bytes.byteLength < PREFIX || Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== MAGIC) {
		throw new OperatorError('This file is not an index of codes.');
	}
	try {
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
	} catch {
		throw new OperatorError('This index of codes is damaged or cut off.');
	}
}

function typeName(array: ContainerArray): TypeName {
	if (array instanceof Float64Array) return 'f64';
	return array instanceof Uint32Array ? 'u32' : 'u8';
}

import type { Image } from './content.ts';

/** Recognises PNG (ISO/IEC 15948, 5.2) and JPEG (ITU-T T.81, B.2.1) by their first bytes. */
export function rasterType(bytes: Uint8Array): Exclude<Image['type'], 'svg'> | undefined {
	if (beginsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
	return beginsWith(bytes, [0xff, 0xd8, 0xff]) ? 'jpeg' : undefined;
}

export function beginsWith(bytes: Uint8Array, start: readonly number[]): boolean {
	return start.every((byte, i) => bytes[i] === byte);
}

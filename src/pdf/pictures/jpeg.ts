import { JpegTables } from './jpeg-tables.ts';
import { type Decoded, PictureError } from './picture.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DHT = 0xc4;
const DQT = 0xdb;
const DRI = 0xdd;
/** Baseline, extended sequential and progressive frames with Huffman coding, which DCTDecode accepts. */
const FRAMES = [0xc0, 0xc1, 0xc2];
const PROGRESSIVE = 0xc2;
const APP0 = 0xe0;
const APP1 = 0xe1;
/** Adobe's segment, which says whether three components are RGB. */
const APP14 = 0xee;
const APP15 = 0xef;
const COMMENT = 0xfe;
const FILL = 0xff;

/**
 * Prepares a JPEG (ITU-T T.81), which PDF readers decode themselves. Comments, thumbnails and camera data are removed,
 * because they may reveal where and when a photograph was taken.
 *
 * @throws PictureError
 */
export function decodeJpeg(file: Buffer): Decoded {
	if (file[0] !== 0xff || file[1] !== SOI) throw new PictureError('is not a JPEG file');
	const kept: Buffer[] = [file.subarray(0, 2)];
	const tables = new JpegTables();
	for (let at = 2; ; ) {
		const marker = markerAt(file, at);
		// Any number of fill bytes may precede a marker (T.81, B.1.1.2).
		if (marker === FILL) {
			at++;
			continue;
		}
		if (marker === EOI) {
			kept.push(file.subarray(at, at + 2));
			break;
		}
		const end = at + 2 + lengthAt(file, at + 2);
		const body = file.subarray(at + 4, end);
		if (FRAMES.includes(marker)) tables.frame(body, marker === PROGRESSIVE);
		else if (marker === DQT) tables.quantisation(body);
		else if (marker === DHT) tables.huffman(body);
		else if (marker === SOS) tables.scan(body);
		// Lossless, hierarchical and arithmetic frames, and a height that is only known at the end.
		else if (marker !== DRI && marker !== COMMENT && !(marker >= APP0 && marker <= APP15))
			throw new PictureError('is a JPEG of a rare kind; save it as a baseline JPEG');
		if (marker === APP1 && isRotated(body))
			throw new PictureError('is stored rotated; turn it upright and save it again');
		const next = marker === SOS ? endOfScan(file, end) : end;
		if (!isRemovable(marker, body)) kept.push(file.subarray(at, next));
		at = next;
	}
	const frame = tables.complete;
	if (!frame) throw new PictureError('is damaged');
	const { width, height, components } = frame;
	return {
		ratio: width / height,
		stream: {
			entries:
				`/Type/XObject/Subtype/Image/Width ${width}/Height ${height}` +
				`/ColorSpace${components.length === 1 ? '/DeviceGray' : '/DeviceRGB'}/BitsPerComponent 8/Filter/DCTDecode`,
			data: Buffer.concat(kept),
		},
	};
}

/** Checks whether a segment is a comment or application data, except the two that determine the colours. */
function isRemovable(marker: number, body: Buffer): boolean {
	if (marker === COMMENT) return true;
	if (marker < APP0 || marker > APP15 || marker === APP14) return false;
	return !(marker === APP0 && body.toString('latin1', 0, 4) === 'JFIF');
}

function markerAt(file: Buffer, at: number): number {
	if (at + 2 > file.length) throw new PictureError('is cut off');
	if (file[at] !== 0xff) throw new PictureError('is damaged');
	return file[at + 1] as number;
}

function lengthAt(file: Buffer, at: number): number {
	const length = at + 2 <= file.length ? file.readUInt16BE(at) : 0;
	if (length < 2 || at + length > file.length) throw new PictureError('is cut off');
	return length;
}

/** Position of the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(file: Buffer, start: number): number {
	for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 1)) {
		const next = file[at + 1];
		if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
	}
	throw new PictureError('is cut off');
}

/** Checks whether Exif asks for the picture to be rotated or mirrored (tag 0x0112 other than 1). */
function isRotated(body: Buffer): boolean {
	if (body.toString('latin1', 0, 6) !== 'Exif\0\0' || body.length < 14) return false;
	const tiff = body.subarray(6);
	const little = tiff.toString('latin1', 0, 2) === 'II';
	const short = (at: number) =>
		at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
	const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
	for (let i = 0; i < short(directory); i++) {
		const entry = directory + 2 + 12 * i;
		if (short(entry) === 0x0112) return short(entry + 8) > 1;
	}
	return false;
}

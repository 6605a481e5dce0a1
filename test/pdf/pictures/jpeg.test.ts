import t from 'tap';
import { decodeJpeg } from '../../../src/pdf/pictures/jpeg.ts';
import { type JpegParts, jpegFile, SOI, segment } from './jpeg-file.ts';

const GREY: JpegParts = { frame: 0xc0, levels: [96], size: [8, 4] };
const COLOUR: JpegParts = { frame: 0xc0, levels: [96, 100, 180] };

t.test('baseline and progressive files are embedded unchanged', async (t) => {
	for (const frame of [0xc0, 0xc1, 0xc2]) {
		const grey = jpegFile({ ...GREY, frame });
		const { ratio, stream } = decodeJpeg(grey);
		t.equal(ratio, 2);
		t.match(stream.entries, '/Width 8/Height 4/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode');
		t.ok(stream.data.equals(grey));
		t.match(decodeJpeg(jpegFile({ ...COLOUR, frame })).stream.entries, '/ColorSpace/DeviceRGB');
	}
});

t.test('camera data is removed, and segments that determine the colours are kept', async (t) => {
	const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'));
	const adobe = segment(0xee, Buffer.from('Adobe\0\x64\0\0\0\0\x01', 'latin1'));
	const notes = [
		segment(0xe1, Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\0GPS 12.345, 67.890', 'latin1')),
		segment(0xe2, Buffer.from('ICC_PROFILE\0')),
		segment(0xfe, Buffer.from('taken at home')),
	];
	const { data } = decodeJpeg(jpegFile({ ...COLOUR, extra: [jfif, ...notes, adobe] })).stream;
	t.ok(data.equals(jpegFile({ ...COLOUR, extra: [jfif, adobe] })));
	const trailing = Buffer.concat([jpegFile(GREY), Buffer.from('a second picture')]);
	t.ok(decodeJpeg(trailing).stream.data.equals(jpegFile(GREY)), 'and so is everything after the end');
});

/** Exif data with only the orientation. */
function exif(orientation: number, little: boolean): Buffer {
	const tiff = Buffer.alloc(26);
	tiff.write(little ? 'II' : 'MM', 0, 'latin1');
	const short = (value: number, at: number) =>
		little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
	if (little) tiff.writeUInt32LE(8, 4);
	else tiff.writeUInt32BE(8, 4);
	short(1, 8);
	short(0x0112, 10);
	short(3, 12);
	short(orientation, 18);
	return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
}

t.test('a rotated photograph is rejected', async (t) => {
	for (const little of [true, false]) {
		t.throws(() => decodeJpeg(jpegFile({ ...COLOUR, extra: [exif(6, little)] })), {
			message: /stored rotated/,
		});
		t.ok(decodeJpeg(jpegFile({ ...COLOUR, extra: [exif(1, little)] })));
	}
});

t.test('restarts, stuffed bytes and fill bytes do not end a scan', async (t) => {
	const file = jpegFile(GREY);
	const withCoded = (...bytes: number[]) =>
		Buffer.concat([file.subarray(0, -2), Buffer.from(bytes), file.subarray(-2)]);
	for (const bytes of [
		[0xff, 0x00, 0x12],
		[0xff, 0xd3, 0x12],
		[0xff, 0xff, 0xff],
	]) {
		t.ok(decodeJpeg(withCoded(...bytes)).stream.data.equals(withCoded(...bytes)));
	}
	const filled = Buffer.concat([SOI, Buffer.from([0xff, 0xff]), file.subarray(2)]);
	t.equal(decodeJpeg(filled).ratio, 2);
});

t.test('a file that cannot be drawn is rejected with the reason', async (t) => {
	const file = jpegFile(GREY);
	const cases: readonly (readonly [string, Buffer, RegExp])[] = [
		['nothing', Buffer.alloc(0), /not a JPEG/],
		['another format', Buffer.from('GIF89a'), /not a JPEG/],
		['press colours', jpegFile({ ...GREY, levels: [1, 2, 3, 4] }), /CMYK/],
		['two components', jpegFile({ ...GREY, levels: [1, 2] }), /damaged/],
		['twelve bits', jpegFile({ ...GREY, precision: 12 }), /not have 8 bits/],
		['no width', jpegFile({ ...GREY, size: [0, 8] }), /no size/],
		['lossless', jpegFile({ ...GREY, frame: 0xc3 }), /rare kind/],
		['arithmetic coding', jpegFile({ ...GREY, frame: 0xc9 }), /rare kind/],
		['no end', file.subarray(0, -2), /cut off/],
		['too many pixels', jpegFile({ ...GREY, size: [20_000, 20_000] }), /20000 × 20000 pixels/],
		['a height that comes later', jpegFile({ ...GREY, extra: [segment(0xdc, [0, 8])] }), /rare kind/],
		['no picture after its tables', Buffer.concat([file.subarray(0, 30)]), /cut off/],
		['a start alone', SOI, /cut off/],
		['no frame', Buffer.concat([SOI, Buffer.from([0xff, 0xd9])]), /damaged/],
		['a short frame', Buffer.concat([SOI, segment(0xc0, [8])]), /damaged/],
		['bytes where a marker should be', Buffer.concat([SOI, Buffer.from('text')]), /damaged/],
	];
	for (const [name, bytes, message] of cases) {
		t.throws(() => decodeJpeg(bytes), { name: 'PictureError', message }, name);
	}
});

/** A file with one segment replaced: what a reader that draws it would stumble over. */
function withSegment(parts: JpegParts, marker: number, change: (body: Buffer) => Buffer): Buffer {
	const file = jpegFile(parts);
	const at = file.indexOf(Buffer.from([0xff, marker]));
	const end = at + 2 + file.readUInt16BE(at + 2);
	const body = change(Buffer.from(file.subarray(at + 4, end)));
	return Buffer.concat([file.subarray(0, at), segment(marker, body), file.subarray(end)]);
}

const set =
	(at: number, value: number) =>
	(body: Buffer): Buffer => {
		body[at] = value;
		return body;
	};

const [DQT, DHT, SOF0, SOF2, SOS] = [0xdb, 0xc4, 0xc0, 0xc2, 0xda];
const PROGRESSIVE: JpegParts = { ...GREY, frame: SOF2 };

t.test('tables, frames and scans that readers cannot use are rejected', async (t) => {
	const file = jpegFile(GREY);
	const scanAt = file.indexOf(Buffer.from([0xff, SOS]));
	const repeated = (parts: JpegParts, times: number) => {
		const whole = jpegFile(parts);
		const scan = whole.subarray(whole.indexOf(Buffer.from([0xff, SOS])), -2);
		return Buffer.concat([
			whole.subarray(0, -2),
			...Array.from({ length: times }, () => scan),
			whole.subarray(-2),
		]);
	};
	const cases: readonly (readonly [string, Buffer])[] = [
		['a quantisation table of a precision that does not exist', withSegment(GREY, DQT, set(0, 0x20))],
		['a quantisation table that cannot be named', withSegment(GREY, DQT, set(0, 4))],
		['a quantisation table with a zero', withSegment(GREY, DQT, set(9, 0))],
		['a quantisation table that is cut off', withSegment(GREY, DQT, (body) => body.subarray(0, 60))],
		['no quantisation table', withSegment(GREY, DQT, () => Buffer.alloc(0))],
		['a Huffman table of a class that does not exist', withSegment(GREY, DHT, set(0, 0x20))],
		['a Huffman table with more codes than fit', withSegment(GREY, DHT, set(1, 3))],
		['a Huffman table without codes', withSegment(GREY, DHT, () => Buffer.alloc(17))],
		['a Huffman table that is cut off', withSegment(GREY, DHT, (body) => body.subarray(0, -1))],
		['a category that does not exist', withSegment(GREY, DHT, set(17, 12))],
		['no Huffman table', withSegment(GREY, DHT, () => Buffer.alloc(0))],
		['a frame of another length', withSegment(GREY, SOF0, (body) => body.subarray(0, -1))],
		['no sampling', withSegment(GREY, SOF0, set(7, 0x10))],
		['sampling that is too fine', withSegment(GREY, SOF0, set(7, 0x15))],
		['more samples than a scan can hold', withSegment(COLOUR, SOF0, set(7, 0x44))],
		['components of the same name', withSegment(COLOUR, SOF0, set(9, 1))],
		['a quantisation table that is missing', withSegment(GREY, SOF0, set(8, 1))],
		[
			'two frames',
			Buffer.concat([
				file.subarray(0, scanAt),
				segment(SOF0, [8, 0, 4, 0, 8, 1, 1, 0x11, 0]),
				file.subarray(scanAt),
			]),
		],
		['a scan before the frame', Buffer.concat([SOI, file.subarray(scanAt)])],
		['a scan of nothing', withSegment(GREY, SOS, () => Buffer.alloc(0))],
		['a scan of no component', withSegment(GREY, SOS, set(0, 0))],
		['a scan of an unknown component', withSegment(GREY, SOS, set(1, 7))],
		['a scan with a table that is missing', withSegment(GREY, SOS, set(2, 0x10))],
		['a scan with the other table missing', withSegment(GREY, SOS, set(2, 0x01))],
		['a scan of part of the coefficients', withSegment(GREY, SOS, set(4, 62))],
		['a second scan of the same component', repeated(GREY, 1)],
		[
			'a component without a scan',
			withSegment(COLOUR, SOS, (body) =>
				Buffer.concat([Buffer.from([1]), body.subarray(1, 3), body.subarray(-3)]),
			),
		],
		[
			'a progressive scan that begins in the middle',
			withSegment(PROGRESSIVE, SOS, (body) => Buffer.concat([body.subarray(0, -3), Buffer.from([1, 5, 0])])),
		],
		['a progressive scan of all coefficients at once', withSegment(PROGRESSIVE, SOS, set(4, 63))],
		['a progressive scan that ends before it begins', withSegment(PROGRESSIVE, SOS, set(3, 9))],
		['a progressive scan that refines what is missing', withSegment(PROGRESSIVE, SOS, set(5, 0x20))],
	];
	for (const [name, bytes] of cases) {
		t.throws(() => decodeJpeg(bytes), { name: 'PictureError', message: /damaged/ }, name);
	}
	t.ok(decodeJpeg(repeated(PROGRESSIVE, 99)));
	t.throws(() => decodeJpeg(repeated(PROGRESSIVE, 100)), { message: /rare kind/ }, 'too many scans');
});

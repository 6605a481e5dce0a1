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

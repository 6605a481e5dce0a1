import { decode } from 'jpeg-js';
import { OperatorError } from '../calls/operator-error.ts';
import { Refusal } from '../calls/refusal.ts';
import { UnreadablePdf } from '../pdf/file/syntax.ts';
import { attachedJson } from '../pdf/issued/attached-json.ts';
import { PictureError } from '../pdf/pictures/picture.ts';
import { type GreyPicture, greyPng } from '../pdf/pictures/png.ts';
import { qrData, readQrText } from '../qr/read.ts';
import { codesIn } from './find-code.ts';

/** A photo of a phone has 12 to 50 million pixels. */
const MOST_MEGAPIXELS = 64;

/**
 * Reads a superbill's data: from a PDF of this program what is attached, from a PNG or JPEG what the QR code says.
 *
 * @param name of the file, for messages
 * @throws Refusal, OperatorError
 */
export function readDocument(file: Buffer, name: string): object {
	if (file.subarray(0, 5).toString('latin1') === '%PDF-') return readPdf(file, name);
	return readPicture(greyPicture(file, name), name);
}

function readPdf(file: Buffer, name: string): object {
	try {
		return JSON.parse(attachedJson(file));
	} catch (error) {
		if (!(error instanceof UnreadablePdf)) throw error;
		throw new Refusal(
			'unreadable',
			`${name} is not a superbill as this program made it: ${error.message}. If it is a scan or was printed to PDF, save its first page as a PNG or JPEG and read that.`,
		);
	}
}

function greyPicture(file: Buffer, name: string): GreyPicture {
	try {
		if (file[0] === 0x89) return greyPng(file, MOST_MEGAPIXELS * 1_000_000);
		if (file[0] === 0xff && file[1] === 0xd8) return greyJpeg(file);
	} catch (error) {
		if (!(error instanceof PictureError)) throw error;
		throw new OperatorError(`${name} cannot be read: the picture ${error.message}.`);
	}
	throw new OperatorError(
		`${name} is neither a PDF nor a PNG or JPEG. Save the scan or photo as a PNG or JPEG.`,
	);
}

/** @throws PictureError */
function greyJpeg(file: Buffer): GreyPicture {
	let image: { readonly width: number; readonly height: number; readonly data: Uint8Array };
	try {
		image = decode(file, {
			useTArray: true,
			formatAsRGBA: false,
			maxResolutionInMP: MOST_MEGAPIXELS,
			maxMemoryUsageInMB: 2_048,
		});
	} catch {
		// It throws plain errors for damaged files, for rare kinds and for sizes over the limits.
		throw new PictureError(
			`is damaged, of a rare kind or larger than ${MOST_MEGAPIXELS} million pixels; save it again as a PNG`,
		);
	}
	const { width, height, data } = image;
	const pixels = new Uint8Array(width * height);
	for (let i = 0; i < pixels.length; i++) {
		const [red, green, blue] = [data[3 * i], data[3 * i + 1], data[3 * i + 2]] as [number, number, number];
		pixels[i] = (red + green + blue) / 3;
	}
	return { width, height, pixels };
}

/** Takes the first code with a whole form. If there is none, says what is wrong with the last one. */
function readPicture(picture: GreyPicture, name: string): object {
	let mistake: string | undefined;
	for (const text of codesIn(picture)) {
		const reading = readQrText(text);
		if (!('mistake' in reading)) return qrData(reading);
		mistake = reading.mistake;
	}
	throw new Refusal(
		'unreadable',
		mistake === undefined
			? `${name} shows no QR code that can be read. Scan the first page again, straight and with 200 dots per inch or more.`
			: `${name}: the QR code ${mistake}. Scan the first page of a superbill.`,
	);
}

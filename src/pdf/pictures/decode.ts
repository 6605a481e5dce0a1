import { createHash } from 'node:crypto';
import type { Image } from '../../page/content.ts';
import { decodeJpeg } from './jpeg.ts';
import { type Decoded, type Picture, PictureError } from './picture.ts';
import { checkPng, decodePng } from './png.ts';
import { decodeSvg } from './svg.ts';

/** Every document contains its logo, so a logo must be small. */
const MAX_BYTES = 512 * 1024;

const DECODERS: Readonly<Record<Image['type'], (file: Buffer) => Decoded>> = {
	png: decodePng,
	jpeg: decodeJpeg,
	svg: decodeSvg,
};

/** Largest ratio of the longer side to the shorter one. */
const MAX_RATIO = 20;

/** Decoded pictures by image object: a template passes the same one for every document. */
const pictures = new WeakMap<Image, Picture>();

/** Decodes an image, once. @throws PictureError if `checkImage` rejects it */
export function pictureOf(image: Image): Picture {
	let picture = pictures.get(image);
	if (!picture) {
		picture = decode(image);
		pictures.set(image, picture);
	}
	return picture;
}

/** The reason why an image cannot be drawn, as a sentence fragment; `undefined` if it can. */
export function checkImage(image: Image): string | undefined {
	try {
		pictureOf(image);
	} catch (error) {
		return reason(error);
	}
	return undefined;
}

/** Does the same for a caller's file, without decoding it on this thread. */
export async function checkUploadedImage(image: Image): Promise<string | undefined> {
	if (image.type !== 'png') return checkImage(image);
	try {
		checkRatio(await checkPng(fileOf(image)));
	} catch (error) {
		return reason(error);
	}
	return undefined;
}

const reason = (error: unknown): string =>
	`the picture ${error instanceof PictureError ? error.message : 'is damaged'}`;

function decode(image: Image): Picture {
	const file = fileOf(image);
	const decoded = DECODERS[image.type](file);
	checkRatio(decoded.ratio);
	const id = `P${createHash('sha256').update(file).digest('hex').slice(0, 8)}`;
	return { id, ...decoded };
}

function fileOf({ bytes }: Image): Buffer {
	if (bytes.length > MAX_BYTES) throw new PictureError('is larger than 512 KiB; make it smaller');
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checkRatio(ratio: number): void {
	if (ratio > MAX_RATIO || 1 / ratio > MAX_RATIO) {
		throw new PictureError(`has sides in a ratio of more than ${MAX_RATIO} to 1; crop it`);
	}
}

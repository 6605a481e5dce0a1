import { createHash } from 'node:crypto';
import type { Image } from '../../page/content.ts';
import { decodeJpeg } from './jpeg.ts';
import { type Decoded, type Picture, PictureError } from './picture.ts';
import { decodePng } from './png.ts';
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
		return `the picture ${error instanceof PictureError ? error.message : 'is damaged'}`;
	}
	return undefined;
}

function decode({ type, bytes }: Image): Picture {
	if (bytes.length > MAX_BYTES) throw new PictureError('is larger than 512 KiB; make it smaller');
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const decoded = DECODERS[type](file);
	if (decoded.ratio > MAX_RATIO || 1 / decoded.ratio > MAX_RATIO) {
		throw new PictureError(`has sides in a ratio of more than ${MAX_RATIO} to 1; crop it`);
	}
	const id = `P${createHash('sha256').update(file).digest('hex').slice(0, 8)}`;
	return { id, ...decoded };
}

import { createHash } from 'node:crypto';
import type { Image } from '../../page/content.ts';
import { decodeJpeg } from './jpeg.ts';
import { type Decoded, type Picture, PictureError } from './picture.ts';
import { decodePng } from './png.ts';
import { decodeSvg } from './svg.ts';

/** Every document carries its logo along, so a file may have this many bytes. */
const MAX_BYTES = 512 * 1024;

const DECODERS: Readonly<Record<Image['type'], (file: Buffer) => Decoded>> = {
	png: decodePng,
	jpeg: decodeJpeg,
	svg: decodeSvg,
};

/** Letterheads are wide at times, but a stripe is a mistake. */
const MAX_RATIO = 20;

/** By the image itself: a template brings the same one to every document. */
const pictures = new WeakMap<Image, Picture>();

/** Decodes an image once. @throws PictureError for what `checkImage` finds. */
export function pictureOf(image: Image): Picture {
	let picture = pictures.get(image);
	if (!picture) {
		picture = decode(image);
		pictures.set(image, picture);
	}
	return picture;
}

/** What keeps an image from being drawn, in plain words; `undefined` when nothing does. */
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
		throw new PictureError(`is more than ${MAX_RATIO} times as long as it is wide`);
	}
	const id = `P${createHash('sha256').update(file).digest('hex').slice(0, 8)}`;
	return { id, ...decoded };
}

import type { ObjectWriter } from '../file/object-writer.ts';

/** A decoded picture, shared by all documents that show it. */
export interface Picture {
	/** Its resource name, made from the file's hash. */
	readonly id: string;
	/** Width over height. */
	readonly ratio: number;
	readonly stream: PictureStream;
}

/** An XObject that fills the unit square (ISO 32000-1, 8.9 and 8.10). */
export interface PictureStream {
	/** Dictionary entries without the length and the mask. */
	readonly entries: string;
	readonly data: Buffer;
	/** Opacity of each sample (ISO 32000-1, 11.6.5.3). */
	readonly mask?: PictureStream;
}

/** A decoder's result. */
export type Decoded = Omit<Picture, 'id'>;

/** A file that cannot be used as a picture. The message completes "the picture …". */
export class PictureError extends Error {
	override readonly name = 'PictureError';
}

/** Far finer than print at the largest size of a logo. */
const MAX_PIXELS = 4_000_000;

/** Checks a size before any pixel is decoded. @throws PictureError */
export function checkSize(width: number, height: number, most = MAX_PIXELS): void {
	if (width === 0 || height === 0) throw new PictureError('has no size');
	if (width * height > most) {
		throw new PictureError(
			`has ${width} × ${height} pixels; make it smaller, ${most / 1_000_000} million at most`,
		);
	}
}

/** Writes a picture, after its mask. @returns its object number */
export function writePicture(file: ObjectWriter, { entries, data, mask }: PictureStream): number {
	const soft = mask ? `/SMask ${writePicture(file, mask)} 0 R` : '';
	return file.addStream(`${entries}${soft}`, data);
}

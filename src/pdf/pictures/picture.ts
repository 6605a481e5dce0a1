/** A picture as a PDF shows it: decoded once, the same bytes in every document. */
export interface Picture {
	/** Names it in a page's resources; the same for the same file. */
	readonly id: string;
	/** Width over height. */
	readonly ratio: number;
	readonly stream: PictureStream;
}

/** An XObject that fills the unit square (ISO 32000-1, 8.9 and 8.10). */
export interface PictureStream {
	/** The dictionary without its length: names and numbers alone. */
	readonly entries: string;
	readonly data: Buffer;
	/** How opaque each sample is (ISO 32000-1, 11.6.5.3). */
	readonly mask?: PictureStream;
}

/** What a decoder makes of a file. */
export type Decoded = Omit<Picture, 'id'>;

/** A file that cannot be used as a picture. The message completes "The picture …" and says what to do. */
export class PictureError extends Error {
	override readonly name = 'PictureError';
}

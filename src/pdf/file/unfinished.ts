import type { NumberPart } from '../../page/number-marks.ts';
import type { FileMetadata } from './metadata.ts';
import type { WrittenObjects } from './object-writer.ts';

/**
 * A PDF without what depends on the superbill's number, as plain data that can pass between threads. What is missing
 * comes after the head in the file, so the head never changes.
 */
export interface UnfinishedPdf {
	/** The start of the file, with every object that does not depend on the number. */
	readonly head: Uint8Array;
	readonly objects: WrittenObjects;
	/** Length of the number that the pages were laid out for; 0 for a document without a number. */
	readonly numberLength: number;
	/** Reference to the catalog. */
	readonly root: string;
	/** Object numbers of what is missing. */
	readonly info: number;
	readonly xmp: number;
	/** Its title contains marks. */
	readonly metadata: FileMetadata;
	/** The attached JSON, which contains marks. */
	readonly attachment: { readonly id: number; readonly data: string };
	readonly contents: readonly LateContent[];
	/** The QR code's stencil. Its text contains marks and has no seal yet. */
	readonly qrCode?: { readonly id: number; readonly text: string };
}

/** Resource name of the QR code's stencil. */
export const QR_STENCIL = 'QR';

/** Part of a page's content: operators, or operators with texts between them that depend on the number. */
export type PageStream = { readonly operators: Buffer } | { readonly parts: readonly (string | LateText)[] };

/** A content stream that is missing. */
export interface LateContent {
	readonly id: number;
	readonly parts: readonly (string | LateText)[];
}

/** A text that shows part of the number, or whose position depends on it. */
export interface LateText {
	/** Operators up to the x coordinate. */
	readonly before: string;
	/** In points; where the text would be if the number were its stand-in. */
	readonly x: number;
	/** Operators after the x coordinate. */
	readonly after: string;
	readonly moves: readonly Move[];
	/** Text to show, unless it is part of `after`. */
	readonly number?: LateNumber;
	readonly end: string;
}

/** Moves a text by the difference between the widths of a number and its stand-in. */
export interface Move {
	readonly to: 'left' | 'right';
	readonly number: LateNumber;
}

/** Part of the number in one style. */
export interface LateNumber extends NumberPart {
	/** Id of the face. */
	readonly face: string;
	readonly size: number;
	readonly tracking: number;
	/** Width of the stand-in, in points. */
	readonly width: number;
}

import { Refusal } from '../../calls/refusal.ts';

/** The bytes of an upload, in pieces of any size. They can be read several times. */
export type Pieces = Iterable<Uint8Array>;

/** The first bytes of files that are not text in UTF-8. */
const NOT_TEXT: readonly (readonly [start: readonly number[], what: string])[] = [
	[[0x50, 0x4b, 0x03, 0x04], 'an Excel workbook or another ZIP file'],
	[[0x50, 0x4b, 0x05, 0x06], 'an empty ZIP file'],
	[[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
	[[0x1f, 0x8b], 'compressed with gzip'],
	[[0x28, 0xb5, 0x2f, 0xfd], 'compressed with Zstandard'],
	[[0x25, 0x50, 0x44, 0x46], 'a PDF'],
	[[0xff, 0xfe], 'text in UTF-16'],
	[[0xfe, 0xff], 'text in UTF-16'],
];

const LONGEST_START = 4;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Passes on the bytes of a text without its byte order mark. @throws Refusal for bytes that cannot be UTF-8 text */
export function* textBytes(pieces: Pieces): Generator<Uint8Array, void, void> {
	let start: Uint8Array | undefined = new Uint8Array();
	for (const piece of pieces) {
		if (!start) {
			yield withoutZeros(piece);
			continue;
		}
		start = Buffer.concat([start, piece]);
		if (start.length < LONGEST_START) continue;
		yield withoutZeros(withoutMark(start));
		start = undefined;
	}
	if (start) yield withoutZeros(withoutMark(start));
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
	if (bytes.includes(0)) throw notText('has zero bytes, which text never has; it may be UTF-16');
	return bytes;
}

function withoutMark(start: Uint8Array): Uint8Array {
	const begins = (bytes: readonly number[]) => bytes.every((byte, i) => start[i] === byte);
	const [, what] = NOT_TEXT.find(([bytes]) => begins(bytes)) ?? [];
	if (what !== undefined) throw notText(`is ${what}`);
	return begins(BYTE_ORDER_MARK) ? start.subarray(BYTE_ORDER_MARK.length) : start;
}

function notText(what: string): Refusal {
	return new Refusal(
		'not-text',
		`The upload ${what}. Save it as text in UTF-8 (in Excel: "CSV UTF-8") and send it again.`,
	);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes UTF-8; `undefined` for other bytes. */
export function decodeText(bytes: Uint8Array): string | undefined {
	try {
		return utf8.decode(bytes);
	} catch {
		return undefined;
	}
}

/** The refusal of an upload with more bytes than the limit. */
export function tooManyBytes(most: number): Refusal {
	return new Refusal(
		'too-large',
		`The upload is larger than ${most.toLocaleString('en-US')} bytes. Send it as several batches, each with all visits of its patients.`,
	);
}

/** The refusal of an upload with more lines or rows than the limit. */
export function tooManyLines(most: number, what: 'lines' | 'rows'): Refusal {
	return new Refusal(
		'too-large',
		`The upload has more than ${most.toLocaleString('en-US')} ${what}, including blank ones. Send it as several batches, and keep all visits of a patient in one batch.`,
	);
}

export function tooManyItems(most: number): Refusal {
	return new Refusal(
		'too-large',
		`The upload has more than ${most.toLocaleString('en-US')} superbills or visits. Send it as several batches, and keep all visits of a patient in one batch.`,
	);
}

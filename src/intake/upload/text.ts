import { Refusal } from '../../calls/refusal.ts';

export type Chunks = AsyncIterable<Uint8Array>;

/** How the bytes of a file begin that is no text, and what it is. */
const NO_TEXT: readonly (readonly [start: readonly number[], what: string])[] = [
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

/** The bytes of a text without its byte order mark. @throws Refusal for what cannot be text in UTF-8. */
export async function* textBytes(chunks: Chunks): AsyncGenerator<Uint8Array, void, void> {
	let start: Uint8Array | undefined = new Uint8Array();
	for await (const chunk of chunks) {
		if (!start) {
			yield withoutZeros(chunk);
			continue;
		}
		start = Buffer.concat([start, chunk]);
		if (start.length < LONGEST_START) continue;
		yield withoutZeros(withoutMark(start));
		start = undefined;
	}
	if (start) yield withoutZeros(withoutMark(start));
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
	if (bytes.includes(0)) throw notText('has zero bytes, which no text has: it may be UTF-16');
	return bytes;
}

function withoutMark(start: Uint8Array): Uint8Array {
	const begins = (bytes: readonly number[]) => bytes.every((byte, i) => start[i] === byte);
	const [, what] = NO_TEXT.find(([bytes]) => begins(bytes)) ?? [];
	if (what !== undefined) throw notText(`is ${what}`);
	return begins(BYTE_ORDER_MARK) ? start.subarray(BYTE_ORDER_MARK.length) : start;
}

function notText(what: string): Refusal {
	return new Refusal(
		'not-text',
		`The upload ${what}. Save it as text in UTF-8 (in Excel: "CSV UTF-8") and send that.`,
	);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes in UTF-8, or `undefined` where they are something else. */
export function decodeText(bytes: Uint8Array): string | undefined {
	try {
		return utf8.decode(bytes);
	} catch {
		return undefined;
	}
}

/** Passes bytes on as long as there are no more than can be gathered. */
export async function* limitBytes(chunks: Chunks, bytes: number): AsyncGenerator<Uint8Array, void, void> {
	let size = 0;
	for await (const chunk of chunks) {
		size += chunk.length;
		if (size > bytes) {
			throw new Refusal(
				'too-large',
				`The upload has more than ${megabytes(bytes)} MB, which cannot be put together at once. Send it as several batches, each with all visits of its patients.`,
			);
		}
		yield chunk;
	}
}

function megabytes(bytes: number): number {
	return Math.round(bytes / 1024 / 1024);
}

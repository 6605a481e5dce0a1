import { Refusal } from '../../calls/refusal.ts';
import type { Finding } from '../../superbill/finding.ts';
import { shapeFinding } from '../../superbill/read.ts';
import { parseStrictJson } from '../../text/json.ts';
import { type Chunks, decodeText, textBytes } from './text.ts';

/** A line of NDJSON that is not blank. */
export type NdjsonLine = { readonly row: number } & (
	| { readonly value: unknown; readonly finding?: undefined }
	| { readonly value?: undefined; readonly finding: Finding }
);

/**
 * Lines of JSON as they arrive, never more than one at hand. A bad line is told and left; the others are read.
 * @param most bytes of a line.
 * @throws Refusal for what is no text, and for an upload that ends in the middle of a line.
 */
export async function* readLines(chunks: Chunks, most: number): AsyncGenerator<NdjsonLine, void, void> {
	for await (const { row, bytes, isEnded } of split(textBytes(chunks), most)) {
		if (!bytes) {
			yield {
				row,
				finding: bad(row, `is longer than ${Math.round(most / 1024)} KB`, 'Send less in one line.'),
			};
			continue;
		}
		const text = decodeText(bytes);
		if (text === undefined) {
			yield { row, finding: bad(row, 'is not UTF-8', 'Save and send the file in that encoding.') };
			continue;
		}
		if (text.trim() === '') continue;
		const { value, error } = parseStrictJson(text);
		if (!error) yield { row, value };
		else if (!isEnded && error.column > text.length) throw cutOff(row);
		else {
			yield {
				row,
				finding: bad(
					row,
					`is not JSON: at column ${error.column}, expected ${error.expected}`,
					'Correct it: each line must be one JSON object.',
				),
			};
		}
	}
}

function bad(row: number, what: string, help: string): Finding {
	return shapeFinding([], `Line ${row} ${what}.`, help);
}

function cutOff(row: number): Refusal {
	return new Refusal(
		'unreadable',
		`The upload ends in the middle of line ${row}. Send it again from the start; nothing of it was used.`,
	);
}

interface RawLine {
	/** From 1. */
	readonly row: number;
	/** Without its line feed; nothing of a line that is too long. */
	readonly bytes: Uint8Array | undefined;
	readonly isEnded: boolean;
}

const LINE_FEED = 10;

async function* split(chunks: Chunks, most: number): AsyncGenerator<RawLine, void, void> {
	let parts: Uint8Array[] = [];
	let size = 0;
	let row = 1;

	function take(bytes: Uint8Array): void {
		size += bytes.length;
		if (size > most) parts = [];
		else parts.push(bytes);
	}
	function line(isEnded: boolean): RawLine {
		const whole = { row, bytes: size > most ? undefined : Buffer.concat(parts), isEnded };
		parts = [];
		size = 0;
		row++;
		return whole;
	}

	for await (const chunk of chunks) {
		let start = 0;
		for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
			take(chunk.subarray(start, end));
			yield line(true);
			start = end + 1;
		}
		// What is kept must not change when the sender uses its buffer again.
		take(chunk.slice(start));
	}
	if (size > 0) yield line(false);
}

import { Refusal } from '../../calls/refusal.ts';
import type { Finding } from '../../superbill/finding.ts';
import { shapeFinding } from '../../superbill/read.ts';
import { parseStrictJson } from '../../text/json.ts';
import { type Chunks, decodeText, textBytes } from './text.ts';

/** A line of NDJSON that is not blank: its value, or the reason why it has none. */
export type NdjsonLine = { readonly row: number } & (
	| { readonly value: unknown; readonly finding?: undefined }
	| { readonly value?: undefined; readonly finding: Finding }
);

/**
 * Reads lines of JSON as they arrive and holds one at a time. A bad line gives a finding and does not stop the others.
 * @param mostBytes the limit of a line
 * @throws Refusal for an upload that is not text or that ends in the middle of a line
 */
export async function* readLines(chunks: Chunks, mostBytes: number): AsyncGenerator<NdjsonLine, void, void> {
	for await (const { row, bytes, isEnded } of split(textBytes(chunks), mostBytes)) {
		if (!bytes) {
			yield {
				row,
				finding: bad(row, `is longer than ${Math.round(mostBytes / 1024)} KB`, 'Send less in one line.'),
			};
			continue;
		}
		const text = decodeText(bytes);
		if (text === undefined) {
			yield { row, finding: bad(row, 'is not UTF-8', 'Save the file in UTF-8 and send it again.') };
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
					'Correct the line: each line must be one JSON object.',
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
		`The upload ends in the middle of line ${row}. Send the whole upload again; nothing was used.`,
	);
}

interface RawLine {
	/** From 1. */
	readonly row: number;
	/** The line without its line feed; `undefined` for a line that is too long. */
	readonly bytes: Uint8Array | undefined;
	readonly isEnded: boolean;
}

const LINE_FEED = 10;

async function* split(chunks: Chunks, mostBytes: number): AsyncGenerator<RawLine, void, void> {
	let parts: Uint8Array[] = [];
	let size = 0;
	let row = 1;

	function take(bytes: Uint8Array): void {
		size += bytes.length;
		if (size > mostBytes) parts = [];
		else parts.push(bytes);
	}
	function line(isEnded: boolean): RawLine {
		const whole = { row, bytes: size > mostBytes ? undefined : Buffer.concat(parts), isEnded };
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
		// A copy, because the source may reuse its buffer.
		take(chunk.slice(start));
	}
	if (size > 0) yield line(false);
}

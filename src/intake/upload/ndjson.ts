import { Refusal } from '../../calls/refusal.ts';
import type { Finding } from '../../superbill/finding.ts';
import type { Limits } from './limits.ts';
import { readOneValue, tooLong } from './one-value.ts';
import { type Pieces, textBytes, tooManyLines } from './text.ts';

/** A line of NDJSON that is not blank: its value, or the reason why it has none. */
export type NdjsonLine = { readonly row: number } & (
	| { readonly value: unknown; readonly finding?: undefined }
	| { readonly value?: undefined; readonly finding: Finding }
);

/**
 * Reads lines of JSON, one at a time. A bad line gives a finding and does not stop the others.
 * @throws Refusal for an upload that is not text, that has too many lines, or that ends in the middle of a line
 */
export function* readLines(
	pieces: Pieces,
	{ lines, lineBytes }: Pick<Limits, 'lines' | 'lineBytes'>,
): Generator<NdjsonLine, void, void> {
	for (const { row, bytes, isEnded } of split(textBytes(pieces), lineBytes)) {
		if (row > lines) throw tooManyLines(lines, 'lines');
		if (!bytes) {
			yield { row, finding: tooLong(`Line ${row}`, lineBytes) };
			continue;
		}
		if (bytes.every(isBlank)) continue;
		const { value, finding, isCutOff } = readOneValue(`Line ${row}`, bytes, lineBytes);
		if (!finding) yield { row, value };
		else if (!isEnded && isCutOff) throw cutOff(row);
		else yield { row, finding };
	}
}

/** True for the white space of JSON, without the line feed. */
function isBlank(byte: number): boolean {
	return byte === 0x20 || byte === 0x09 || byte === 0x0d;
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

function* split(pieces: Pieces, mostBytes: number): Generator<RawLine, void, void> {
	let parts: Uint8Array[] = [];
	let size = 0;
	let row = 1;

	function take(bytes: Uint8Array): void {
		size += bytes.length;
		if (size > mostBytes) parts = [];
		else if (bytes.length > 0) parts.push(bytes);
	}
	function line(isEnded: boolean): RawLine {
		const [only = new Uint8Array(), ...more] = parts;
		const bytes = more.length === 0 ? only : Buffer.concat(parts);
		const whole = { row, bytes: size > mostBytes ? undefined : bytes, isEnded };
		parts = [];
		size = 0;
		row++;
		return whole;
	}

	for (const piece of pieces) {
		let start = 0;
		for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
			take(piece.subarray(start, end));
			yield line(true);
			start = end + 1;
		}
		take(piece.subarray(start));
	}
	if (size > 0) yield line(false);
}

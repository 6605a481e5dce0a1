import { type Finding, fieldName } from '../../superbill/finding.ts';
import { shapeFinding } from '../../superbill/read.ts';
import { parseStrictJson } from '../../text/json.ts';
import type { JsonError } from '../../text/json-error.ts';
import { decodeText } from './text.ts';

/** One superbill or visit as parsed JSON, or the reason why it is not. */
export type OneValue =
	| {
			readonly value: unknown;
			readonly finding?: undefined;
			readonly error?: undefined;
			readonly isCutOff?: undefined;
	  }
	| {
			readonly value?: undefined;
			readonly finding: Finding;
			/** Where the text stops being JSON. */
			readonly error?: JsonError;
			/** True if the text is JSON as far as it goes. */
			readonly isCutOff?: boolean;
	  };

/** Reads one superbill or visit from its JSON. @param name what it is called in messages, like `Line 3` */
export function readOneValue(name: string, bytes: Uint8Array, mostBytes: number): OneValue {
	if (bytes.length > mostBytes) return { finding: tooLong(name, mostBytes) };
	const text = decodeText(bytes);
	if (text === undefined)
		return { finding: bad(name, 'is not UTF-8', 'Save the file in UTF-8 and send it again.') };
	const { value, error } = parseStrictJson(text);
	if (!error) return { value };
	const { column, expected, path } = error;
	if (path) {
		const field = path.length > 0 ? ` (${fieldName(path)})` : '';
		return {
			finding: bad(name, `cannot be used: at column ${column}${field}, expected ${expected}`, 'Correct it.'),
		};
	}
	const finding = bad(
		name,
		`is not JSON: at column ${column}, expected ${expected}`,
		'Correct it: it must be one JSON object.',
	);
	return { finding, error, isCutOff: column > text.length };
}

export function tooLong(name: string, mostBytes: number): Finding {
	return bad(name, `is longer than ${Math.round(mostBytes / 1024)} KB`, 'Send less at once.');
}

function bad(name: string, what: string, help: string): Finding {
	return shapeFinding([], `${name} ${what}.`, help);
}

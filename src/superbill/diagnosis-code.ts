/** Three characters, then up to four after a dot. Any position may be a letter (C4A, QA0.0101, U07.1). */
const ICD10CM = /^([A-Z][0-9A-Z]{2})(?:\.?([0-9A-Z]{1,4}))?$/;

/** Adds the dot to an ICD-10-CM code. `undefined` if the text does not have the form of one. */
export function dottedDiagnosis(code: string): string | undefined {
	const match = ICD10CM.exec(code);
	if (!match) return undefined;
	return match[2] === undefined ? match[1] : `${match[1]}.${match[2]}`;
}

/**
 * Moves the last character of a bare code to the seventh place and fills the places before it with the placeholder X:
 * T148A → T148XXA (ICD-10-CM guidelines, I.A.4 and I.A.5).
 */
export function withPlaceholders(bare: string): string {
	return bare.slice(0, -1).padEnd(6, 'X') + bare.at(-1);
}

/** Letters of diagnoses in CMS-1500 box 21, in the order of the request. */
export const DIAGNOSIS_LETTERS = 'ABCDEFGHIJKL';

/** Box 21 has twelve places. */
export const MAX_DIAGNOSES = DIAGNOSIS_LETTERS.length;

/** Box 24E holds four letters. */
export const MAX_DIAGNOSIS_POINTERS = 4;

/**
 * Tests a code against an entry of a tabular-list note: a code with everything below it (`F01`, `T88.0-`, `H65.-`) or
 * a range (`E08-E13`). Dots are optional on both sides.
 */
export function withinDiagnoses(code: string, entry: string): boolean {
	const plain = code.replace('.', '');
	const [first = '', last = first] = entry
		.replace(/-$/, '')
		.split('-')
		.map((end) => end.replaceAll('.', ''));
	return first !== '' && plain.slice(0, first.length) >= first && plain.slice(0, last.length) <= last;
}

/**
 * ICD-10-CM codes: three characters, then up to four after a dot. Letters may stand anywhere from the second
 * position on (C4A, QA0.0101, U07.1).
 */
const ICD10CM = /^([A-Z][0-9A-Z]{2})(?:\.?([0-9A-Z]{1,4}))?$/;

/** The code with its dot, or `undefined` when the text cannot be an ICD-10-CM code. */
export function dottedDiagnosis(code: string): string | undefined {
	const match = ICD10CM.exec(code);
	if (!match) return undefined;
	return match[2] === undefined ? match[1] : `${match[1]}.${match[2]}`;
}

/** The letters that CMS-1500 box 21 gives to diagnoses, in the order of the request. */
export const DIAGNOSIS_LETTERS = 'ABCDEFGHIJKL';

/** A claim line points to at most four diagnoses (CMS-1500 box 24E). */
export const MOST_POINTERS = 4;

/**
 * Whether a code is meant by an entry of the tabular list: a code with all below it (`F01`, `T88.0-`, `H65.-`), or a
 * range of such (`E08-E13`). Dots are optional on both sides.
 */
export function withinDiagnoses(code: string, entry: string): boolean {
	const plain = code.replace('.', '');
	const [first = '', last = first] = entry
		.replace(/-$/, '')
		.split('-')
		.map((end) => end.replaceAll('.', ''));
	return first !== '' && plain.slice(0, first.length) >= first && plain.slice(0, last.length) <= last;
}

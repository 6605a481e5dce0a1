/** Vowels of Latin, Greek and Cyrillic, without their marks. */
const VOWELS = new Set(
	'aeiouy\u00e6\u00f8\u0153\u0131\u03b1\u03b5\u03b7\u03b9\u03bf\u03c5\u03c9\u0430\u0435\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0456',
);
/** Consonants that begin a syllable together. */
const ONSETS = /^(?:[bcdfgkptv]r|[bcfgkp]l|[cpst]h|ck|qu|s[ckptw])/;

/**
 * Offsets in a word at which a line may end with a hyphen. A syllable begins with the last consonant before a vowel, or
 * with the last two if they belong together. It is a rule of thumb, which never leaves one letter alone: names are of all
 * languages, so no dictionary fits. Identifiers, which have digits, have no syllables.
 */
export function syllableBreaks(word: string): number[] {
	if (/\p{N}/u.test(word)) return [];
	const letters = Array.from(word.matchAll(/\p{L}\p{M}*/gu), ({ 0: letter, index }) => ({
		base: letter.normalize('NFD').charAt(0).toLowerCase(),
		index,
	}));
	const isVowel = (i: number): boolean => VOWELS.has(letters[i]?.base ?? '');
	const breaks: number[] = [];
	let vowels = 0;
	for (let i = 0; i < letters.length - 2; i++) {
		if (isVowel(i)) vowels++;
		else if (vowels > 0 && i > 1) {
			const pair = (at: number) => ONSETS.test(`${letters[at]?.base}${letters[at + 1]?.base}`);
			const isOnset = pair(i) && isVowel(i + 2);
			if (isOnset || (isVowel(i + 1) && !pair(i - 1))) breaks.push(letters[i]?.index as number);
		}
	}
	return breaks;
}

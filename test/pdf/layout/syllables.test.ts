import t from 'tap';
import { syllableBreaks } from '../../../src/pdf/layout/syllables.ts';

/** A word with a hyphen wherever it can be split. */
function split(word: string): string {
	const breaks = new Set(syllableBreaks(word));
	return Array.from(word, (letter, i) => (breaks.has(i) ? `-${letter}` : letter)).join('');
}

t.test('a word is split before the last consonant of each group, unless two belong together', async (t) => {
	for (const expected of [
		'Fea-ther-sto-ne-haugh',
		'Ño-ñoño',
		'Ko-wal-ski',
		'Wol-fesch-le-gel-stein-hau-sen-ber-ger-dorff',
		'Alek-san-drov',
		'Κωνσ-ταν-τί-νου',
	]) {
		t.equal(split(expected.replaceAll('-', '')), expected);
	}
});

t.test('a letter is never alone, and marks stay with their letter', async (t) => {
	for (const word of ['Ada', 'Ilo', 'Ba', 'X', '']) t.strictSame(syllableBreaks(word), []);
	t.strictSame(syllableBreaks('Va\u0301ra\u0301diko'), [3, 6]);
});

t.test('identifiers and words without vowels have no syllables', async (t) => {
	t.strictSame(syllableBreaks('FICT000000103ABERADABERA'), []);
	t.strictSame(syllableBreaks('WWWWWWWWWW'), []);
});

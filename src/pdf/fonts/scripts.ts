/**
 * Scripts that can be drawn one glyph per character. In other scripts letters join (Arabic, Syriac, N'Ko), surround each
 * other or stack (Devanagari and related scripts, Thai, Khmer, Myanmar, Tibetan) or form syllables. Drawn one by one they
 * would not match the name on the insurance card, so they are rejected even if a font has the glyphs.
 *
 * Names are values of Unicode's Script property (UAX #24). Common and Inherited are the digits, punctuation and combining
 * marks that scripts share.
 */
const DRAWN = new RegExp(
	`[${[
		['Common', 'Inherited', 'Latin', 'Greek', 'Cyrillic', 'Coptic', 'Glagolitic', 'Armenian', 'Georgian'],
		['Hebrew', 'Samaritan', 'Ethiopic', 'Vai', 'Tifinagh', 'Osmanya', 'Bamum'],
		['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Yi', 'Lisu', 'Miao'],
		['Cherokee', 'Canadian_Aboriginal', 'Deseret', 'Osage', 'Ogham', 'Runic', 'Gothic'],
	]
		.flat()
		.map((script) => `\\p{Script=${script}}`)
		.join('')}]`,
	'u',
);

/** Parts of Korean syllables, which would have to be composed into one shape. */
const JAMO = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/;

/** End of the range in which every letter is Latin, Greek, Cyrillic or shared. */
const CYRILLIC_END = 0x52f;

/** Checks whether a code point's script can be drawn one glyph per character. */
export function isDrawnByCharacter(codePoint: number): boolean {
	if (codePoint <= CYRILLIC_END) return true;
	const character = String.fromCodePoint(codePoint);
	return DRAWN.test(character) && !JAMO.test(character);
}

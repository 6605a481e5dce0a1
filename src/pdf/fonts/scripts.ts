/**
 * Scripts that are written one shape a character, each after the other: what this program draws, given a font. In the
 * others letters join (Arabic, Syriac, N'Ko), stand around or under each other (Devanagari and all of its relatives,
 * Thai, Khmer, Myanmar, Tibetan) or build syllables. One glyph a character would make something else of them than the
 * name on the insurance card, so they are refused even where a font has the glyphs.
 *
 * Names are those of Unicode's Script property (UAX #24). Common and Inherited are what scripts share: digits,
 * punctuation, combining marks.
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

/** Parts of Korean syllables that no composed syllable has: they would have to be put together. */
const JAMO = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/;

/** Up to here all is Latin, Greek, Cyrillic or shared. */
const CYRILLIC_END = 0x52f;

/** Whether a code point is of a script that can be drawn one glyph a character. */
export function isDrawnByCharacter(codePoint: number): boolean {
	if (codePoint <= CYRILLIC_END) return true;
	const character = String.fromCodePoint(codePoint);
	return DRAWN.test(character) && !JAMO.test(character);
}

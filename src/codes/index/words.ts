/** Words that say nothing about a code. */
const STOP: ReadonlySet<string> = new Set(
	'a an and are as at be by code codes diagnosis due for from how icd in is it its of on or that the this to what which with'.split(
		' ',
	),
);

/** Splits a title or a query into distinct words: lower case, no accents, letters and digits only. */
export function wordsOf(text: string): string[] {
	return [
		...new Set(
			text
				.toLowerCase()
				.normalize('NFD')
				.replace(/\p{M}/gu, '')
				.split(/[^a-z0-9]+/)
				.filter((word) => word !== '' && !STOP.has(word)),
		),
	];
}

const ENDING = /(?:[ae]nces?|[ae]nts?|ions?|ives?|ings?|ies|y|e[sd]?|s|al|ic)$/;

/** A shorter stem would match too much: `pain` must not become `p`. */
const SHORTEST_STEM = 5;

/** Cuts the ending off a word, so that "depression" finds "depressive". */
export function stemOf(word: string): string {
	const stem = word.replace(ENDING, '');
	return stem.length >= SHORTEST_STEM ? stem : word;
}

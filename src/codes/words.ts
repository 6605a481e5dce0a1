/** Words of titles and of questions, folded alike: lower case, no accents, letters and digits only. */

/** Say nothing about a code: most of what stands between the telling words of a question. */
const STOP: ReadonlySet<string> = new Set(
	'a an and are as at be by code codes diagnosis due for from how icd in is it its of on or that the this to what which with'.split(
		' ',
	),
);

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

/** Less than this is too little to look for: `pain` is not `p`. */
const SHORTEST_STEM = 5;

/** What the forms of a word begin with, so that "depression" finds "depressive". */
export function stemOf(word: string): string {
	const stem = word.replace(ENDING, '');
	return stem.length >= SHORTEST_STEM ? stem : word;
}

/** Splits a text into characters, each with the combining marks that follow it. */
export function clustersOf(text: string): string[] {
	return text.match(/\P{M}\p{M}*|\p{M}+/gu) ?? [];
}

/** The column in a table of failed rows that says why they failed. Whoever sends the table again need not remove it. */
export const REASON_HEADER = 'Why it failed';

/** Writes the name of a column without what does not matter in it: capitals, spaces and punctuation. */
export function comparableName(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

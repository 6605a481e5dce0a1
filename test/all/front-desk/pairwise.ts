/**
 * Selects combinations of values so that each pair of values of two factors occurs in at least one of them, if it occurs in
 * one at all. Most mistakes need two conditions at most, so these few find nearly what all combinations find.
 */
export function pairwise<T extends Record<string, unknown>>(
	factors: { readonly [K in keyof T]: readonly T[K][] },
	all: readonly T[] = combinations(factors),
): T[] {
	const open = new Set(all.flatMap(pairsOf));
	const selected: T[] = [];
	while (open.size > 0) {
		const gain = (one: T) => pairsOf(one).filter((pair) => open.has(pair)).length;
		const best = all.reduce((before, one) => (gain(one) > gain(before) ? one : before));
		selected.push(best);
		for (const pair of pairsOf(best)) open.delete(pair);
	}
	return selected;
}

/** Every combination of the factors' values. */
export function combinations<T extends Record<string, unknown>>(
	factors: {
		readonly [K in keyof T]: readonly T[K][];
	},
): T[] {
	return Object.entries<readonly unknown[]>(factors).reduce<Record<string, unknown>[]>(
		(before, [name, values]) => before.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
		[{}],
	) as T[];
}

function pairsOf(one: Record<string, unknown>): string[] {
	const entries = Object.entries(one);
	return entries.flatMap((a, i) => entries.slice(i + 1).map((b) => JSON.stringify([a, b])));
}

/** The value that a share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export function shuffled<T>(items: readonly T[]): T[] {
	return items
		.map((item) => ({ item, key: Math.random() }))
		.sort((a, b) => a.key - b.key)
		.map(({ item }) => item);
}

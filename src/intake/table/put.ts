export type Step = string | number;
export type Tree = { [step: Step]: unknown };

/**
 * Puts a value at a place of nested objects and lists, and makes what is not there yet: a list where the next step is a
 * number or `-`, which is the entry after its last.
 * @returns where it went, with `-` replaced by the index.
 */
export function put(tree: Tree, path: readonly Step[], value: unknown): Step[] {
	const went: Step[] = [];
	let holder: unknown = tree;
	for (const [i, step] of path.entries()) {
		const at: Step = step === '-' ? (holder as unknown[]).length : step;
		went.push(at);
		if (Array.isArray(holder)) {
			// Entries that nothing was said of are objects without a property: what they lack can be told.
			while (holder.length < Number(at)) holder.push({});
		}
		const inside = holder as Tree;
		const next = path[i + 1];
		if (next === undefined) inside[at] = value;
		else inside[at] ??= typeof next === 'number' || next === '-' ? [] : {};
		holder = inside[at];
	}
	return went;
}

export type Step = string | number;
export type Tree = { [step: Step]: unknown };

/**
 * Puts a value at a path in nested objects and lists, creating those that are missing. A number or `-` is a step into a
 * list; `-` appends an entry.
 * @returns the path with each `-` replaced by its index
 */
export function put(tree: Tree, path: readonly Step[], value: unknown): Step[] {
	const went: Step[] = [];
	let holder: unknown = tree;
	for (const [i, step] of path.entries()) {
		const at: Step = step === '-' ? (holder as unknown[]).length : step;
		went.push(at);
		if (Array.isArray(holder)) {
			// Skipped entries become empty objects, so that the schema reports what they lack.
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

/** JSON as the API takes it. */
export type Json =
	| null
	| boolean
	| number
	| string
	| readonly Json[]
	| { readonly [name: string]: Json | undefined };

/** The steps of a JSON pointer (RFC 6901): `/serviceLines/0/charge`. */
export function stepsOf(pointer: string): string[] {
	return pointer
		.split('/')
		.slice(1)
		.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function valueAt(root: Json | undefined, pointer: string): Json | undefined {
	let value = root;
	for (const step of stepsOf(pointer)) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = (value as Readonly<Record<string, Json>>)[step];
	}
	return value;
}

/**
 * Copies a value with another one at a pointer. Objects on the way are made, lists only where the step is a number. Undefined
 * removes a property, or an entry of a list; an object that it leaves empty is removed, too, unless it is in a list.
 */
export function withValue(
	root: Json | undefined,
	pointer: string,
	value: Json | undefined,
): Json | undefined {
	return replaced(root, stepsOf(pointer), value);
}

function replaced(
	root: Json | undefined,
	steps: readonly string[],
	value: Json | undefined,
): Json | undefined {
	const [step, ...rest] = steps;
	if (step === undefined) return value;
	if (Array.isArray(root) || (root === undefined && /^\d+$/.test(step))) {
		const list = [...((root as readonly Json[] | undefined) ?? [])];
		const entry = replaced(list[Number(step)], rest, value);
		if (entry === undefined && rest.length === 0) list.splice(Number(step), 1);
		else list[Number(step)] = entry ?? {};
		return list;
	}
	const before = typeof root === 'object' && root !== null ? (root as Readonly<Record<string, Json>>) : {};
	const { [step]: _, ...others } = before;
	const entry = replaced(before[step], rest, value);
	if (entry === undefined) return Object.keys(others).length === 0 ? undefined : others;
	// In its old place, so that the request that a form shows does not jump about.
	return step in before ? { ...before, [step]: entry } : { ...others, [step]: entry };
}

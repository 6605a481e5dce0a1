import { z } from 'zod';
import { pointer } from './finding.ts';
import { fieldAt, isOptional, unwrapped } from './schema-fields.ts';

/**
 * Thrown when a rule reads a value whose shape is wrong. It is one object, so it is told apart by identity, and it has
 * no use outside `readable`.
 */
const UNREADABLE = new TypeError('this value has the wrong shape');

/** A body with more mistakes than this is not a superbill yet, and looking further would cost time. */
const MOST_ISSUES = 50;

/** A replaced value can reveal one more mistake, such as a check of a whole address. */
const ROUNDS = 3;

/**
 * Reads what has the right shape from a body that has mistakes, so that one answer can list all of them. Each value with a
 * mistake is replaced by one that ends whatever reads it, so that nothing is concluded from it.
 * @param mistakes their number, if it is known
 * @returns undefined if too little is left
 */
export function salvage<T extends z.ZodType>(
	schema: T,
	body: unknown,
	mistakes = 0,
): z.output<T> | undefined {
	if (mistakes > MOST_ISSUES) return undefined;
	const repaired = structuredClone(body);
	const holes = new Map<string, readonly PropertyKey[]>();
	for (let round = 0; round < ROUNDS; round++) {
		const { success, data, error } = schema.safeParse(repaired);
		if (success) return withHoles(data, [...holes.values()]);
		if (countOf(error.issues) > MOST_ISSUES) return undefined;
		for (const issue of error.issues) {
			if (issue.code === 'unrecognized_keys') {
				const holder = parentOf(repaired, [...issue.path, '']);
				for (const key of issue.keys) delete holder?.[key];
				continue;
			}
			if (issue.path.length === 0) return undefined;
			const isAbsent = isOptionalNull(schema, repaired, issue.path);
			if (!replace(schema, repaired, issue.path)) return undefined;
			if (!isAbsent) holes.set(pointer(issue.path), issue.path);
		}
	}
	return undefined;
}

/** The number of mistakes: zod reports all unknown fields of an object as one. */
function countOf(issues: readonly z.core.$ZodIssue[]): number {
	return issues.reduce(
		(count, issue) => count + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
		0,
	);
}

/** Reads a value of a salvaged body. @returns the other value if the shape of something that it reads is wrong */
export function readable<T>(read: () => T, otherwise: T): T {
	try {
		return read();
	} catch (error) {
		if (error === UNREADABLE) return otherwise;
		throw error;
	}
}

type Holder = Record<PropertyKey, unknown>;

function parentOf(root: unknown, path: readonly PropertyKey[]): Holder | undefined {
	let value = root;
	for (const step of path.slice(0, -1)) value = (value as Holder | undefined)?.[step];
	return value as Holder | undefined;
}

/** Tests for null in an optional property, which means that there is no value, and is no mistake. */
function isOptionalNull(schema: z.ZodType, root: unknown, path: readonly PropertyKey[]): boolean {
	const field = fieldAt(schema, path);
	return (
		field !== undefined && isOptional(field) && parentOf(root, path)?.[path.at(-1) as PropertyKey] === null
	);
}

/** Removes an optional value, and replaces a required one by its documented example. */
function replace(schema: z.ZodType, root: unknown, path: readonly PropertyKey[]): boolean {
	const holder = parentOf(root, path);
	if (typeof holder !== 'object' || holder === null) return false;
	const field = fieldAt(schema, path);
	const key = path.at(-1) as PropertyKey;
	if (field === undefined) return false;
	// A US address needs fields that are optional elsewhere, so an optional one that is missing is filled in.
	if (isOptional(field) && key in holder) delete holder[key];
	else holder[key] = exampleOf(unwrapped(field));
	return true;
}

function exampleOf(schema: z.ZodType): unknown {
	const [example] = (schema.meta()?.['examples'] as readonly unknown[] | undefined) ?? [];
	if (example !== undefined) return example;
	if (schema instanceof z.ZodArray) return [exampleOf(schema.element as z.ZodType)];
	if (!(schema instanceof z.ZodObject)) return undefined;
	const fields = Object.entries(schema.shape as Record<string, z.ZodType>);
	return Object.fromEntries(
		fields.flatMap(([name, field]) => (isOptional(field) ? [] : [[name, exampleOf(field)]])),
	);
}

function withHoles<T>(data: T, paths: readonly (readonly PropertyKey[])[]): T {
	// The deepest first: a hole hides everything below it.
	for (const path of [...paths].sort((a, b) => b.length - a.length)) {
		const holder = parentOf(data, path);
		if (holder === undefined) continue;
		Object.defineProperty(holder, path.at(-1) as PropertyKey, {
			get(): never {
				throw UNREADABLE;
			},
			enumerable: true,
			configurable: true,
		});
	}
	return data;
}

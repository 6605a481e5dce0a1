import { z } from 'zod';
import { fieldName } from '../../superbill/finding.ts';
import { quoted } from '../../text/nearest.ts';
import { once } from '../../text/once.ts';
import { Template } from '../template.ts';

/** The part of JSON Schema that messages are made from. */
export interface SchemaNode {
	readonly type?: string;
	readonly properties?: Readonly<Record<string, SchemaNode>>;
	readonly required?: readonly string[];
	readonly items?: SchemaNode;
	readonly enum?: readonly string[];
	readonly minimum?: number;
	readonly maximum?: number;
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly maxItems?: number;
	readonly examples?: readonly string[];
	readonly [keyword: string]: unknown;
}

/**
 * The template's schema as JSON Schema. Draft 7 is what YAML language servers support best. It is made only for
 * messages about mistakes.
 */
export const templateSchema = once(
	() => z.toJSONSchema(Template, { io: 'input', target: 'draft-7' }) as SchemaNode,
);

/** The schema at a path. @throws TypeError for a path that the schema does not have */
export function schemaAt(path: readonly PropertyKey[]): SchemaNode {
	let node = templateSchema();
	for (const step of path) {
		node = (typeof step === 'number' ? node.items : keysOf(node)[String(step)]) as SchemaNode;
	}
	return node;
}

const keysOf = ({ properties }: SchemaNode) => properties as Readonly<Record<string, SchemaNode>>;

/** Describes the allowed values; completes "must be". */
export function describeAllowed(node: SchemaNode): string {
	const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, minLength, maxLength, maxItems, examples } = node;
	if (node.enum) return `one of ${node.enum.join(', ')}`;
	switch (node.type) {
		case 'integer':
			return `a whole number, ${bounds(minimum, maximum)}`;
		case 'number':
			return `a number ${bounds(minimum, maximum)}`;
		case 'string':
			return examples
				? `text like ${quoted(examples[0] as string)}`
				: `text of ${minLength} to ${maxLength} characters`;
		case 'array':
			return maxItems === undefined ? 'a list' : `a list of at most ${maxItems}`;
		default:
			return `keys with values: ${Object.keys(keysOf(node)).join(', ')}`;
	}
}

function bounds(minimum: number, maximum: number): string {
	return maximum === Number.MAX_SAFE_INTEGER ? `${minimum} or more` : `from ${minimum} to ${maximum}`;
}

/** Describes the value that was found. */
export function describeValue(value: unknown): string {
	if (value === null || value === undefined) return 'nothing';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'keys with values';
	return typeof value === 'string' ? quoted(value) : String(value);
}

/** Describes a missing value, or one of the wrong type or size: `page.margin must be a number from 28 to 90, not 4`. */
export function wrongValue(path: readonly PropertyKey[], value: unknown): string {
	const node = schemaAt(path);
	if (value === undefined) return `${fieldName(path)} is missing; it must be ${describeAllowed(node)}`;
	const instead = (node.enum ? undefined : sizeOf(value, node.type)) ?? describeValue(value);
	return `${fieldName(path)} must be ${describeAllowed(node)}, not ${instead}`;
}

/** The length of a text or a list, if that is the right type. Spaces around a text do not count. */
function sizeOf(value: unknown, type: string | undefined): number | undefined {
	if (type === 'string' && typeof value === 'string') return value.trim().length;
	return type === 'array' && Array.isArray(value) ? value.length : undefined;
}

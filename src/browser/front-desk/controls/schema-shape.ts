import { type Contract, type ContractSchema, resolved } from '../../base/contract.ts';
import { type Json, stepsOf, valueAt } from '../../base/pointers.ts';
import { moneyTyped, timeTyped } from '../../base/typing.ts';

/** The kind of field that a part of a request is. */
export type Shape =
	| { readonly is: 'text'; readonly kind: 'text' | 'email' | 'tel' | 'date' | 'time' | 'money' | 'number' }
	| { readonly is: 'enum'; readonly values: readonly string[] }
	| { readonly is: 'yes-no' }
	/** Short texts in one line, with spaces between them. */
	| { readonly is: 'words' }
	| { readonly is: 'object'; readonly properties: readonly Property[] }
	| { readonly is: 'list'; readonly entry: ContractSchema; readonly most: number }
	/** Pairs whose names the sender chooses. */
	| { readonly is: 'map'; readonly entry: ContractSchema }
	| { readonly is: 'ways'; readonly ways: readonly Way[] };

export interface Property {
	readonly name: string;
	readonly schema: ContractSchema;
	readonly isRequired: boolean;
}

export interface Way {
	/** The only property of an object, or `full`. */
	readonly name: string;
	readonly schema: ContractSchema;
	readonly names: readonly string[];
}

export function shapeOf(contract: Contract, given: ContractSchema, name = ''): Shape {
	const schema = resolved(contract, given);
	if (schema.anyOf) {
		const ways = schema.anyOf
			.map((way) => resolved(contract, way))
			.filter(({ type }) => type !== 'null')
			.map((way): Way => {
				const names = Object.keys(way.properties ?? {});
				return { name: names.length === 1 ? (names[0] as string) : 'full', schema: way, names };
			});
		const [only] = ways;
		return ways.length === 1 && only ? shapeOf(contract, only.schema, name) : { is: 'ways', ways };
	}
	if (schema.enum) return { is: 'enum', values: schema.enum };
	const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
	if (types.includes('boolean')) return { is: 'yes-no' };
	if (types.includes('array')) {
		const entry = resolved(contract, schema.items ?? {});
		return entry.type === 'string' && !entry.enum
			? { is: 'words' }
			: { is: 'list', entry, most: schema.maxItems ?? Number.POSITIVE_INFINITY };
	}
	if (types.includes('object')) {
		if (typeof schema.additionalProperties === 'object') {
			return { is: 'map', entry: resolved(contract, schema.additionalProperties) };
		}
		const properties = Object.entries(schema.properties ?? {}).map(
			([name, one]): Property => ({
				name,
				schema: one,
				isRequired: schema.required?.includes(name) ?? false,
			}),
		);
		return { is: 'object', properties };
	}
	if (types.includes('number') || types.includes('integer')) return { is: 'text', kind: 'number' };
	return { is: 'text', kind: textKind(schema, name) };
}

/** Amounts, times and addresses are recognized by what their patterns accept, however they are written. */
function textKind({ format, pattern }: ContractSchema, name: string) {
	if (format === 'date') return 'date';
	if (name === 'phone' || name === 'fax') return 'tel';
	if (pattern === undefined) return 'text';
	const accepts = (text: string) => new RegExp(pattern).test(text);
	if (accepts('150.00') && !accepts('150')) return 'money';
	if (accepts('14:30') && !accepts('14.30')) return 'time';
	if (accepts('staff@clinic.example') && !accepts('staff')) return 'email';
	return 'text';
}

/** The schema of the part at a pointer. Where there are several ways, the first that has the property. */
export function partAt(
	contract: Contract,
	root: ContractSchema,
	pointer: string,
): ContractSchema | undefined {
	return stepsOf(pointer).reduce<ContractSchema | undefined>(
		(schema, step) => schema && below(contract, schema, step),
		root,
	);
}

function below(contract: Contract, given: ContractSchema, step: string): ContractSchema | undefined {
	const shape = shapeOf(contract, given);
	switch (shape.is) {
		case 'object':
			return shape.properties.find(({ name }) => name === step)?.schema;
		case 'list':
		case 'map':
			return shape.entry;
		case 'words':
			return resolved(contract, resolved(contract, given).items ?? {});
		case 'ways':
			return shape.ways.find(({ names }) => names.includes(step))?.schema.properties?.[step];
		default:
			return undefined;
	}
}

/**
 * The fields that must still be filled in below a part, as pointers. The checks say only which part lacks something.
 * @param root the whole value, whose schema is `schema`
 */
export function stillMissing(
	contract: Contract,
	schema: ContractSchema,
	root: Json | undefined,
	pointer: string,
): string[] {
	const part = partAt(contract, schema, pointer);
	return part ? lacking(contract, part, valueAt(root, pointer), pointer, false) : [];
}

function lacking(
	contract: Contract,
	schema: ContractSchema,
	value: Json | undefined,
	pointer: string,
	isDeep: boolean,
): string[] {
	const shape = shapeOf(contract, schema);
	if (shape.is === 'ways') {
		const way = wayOf(shape.ways, value);
		return way ? lacking(contract, way.schema, value, pointer, isDeep) : [];
	}
	// A list without entries needs a first one.
	if (shape.is === 'list' && value === undefined) {
		return lacking(contract, shape.entry, undefined, `${pointer}/0`, true);
	}
	if (shape.is !== 'object') return value === undefined ? [pointer] : [];
	return shape.properties
		.filter(({ isRequired }) => isRequired)
		.flatMap(({ name, schema: own }) => {
			const inner = valueAt(value, `/${name}`);
			return inner === undefined || isDeep ? lacking(contract, own, inner, `${pointer}/${name}`, true) : [];
		});
}

/** The properties on the way to a part, without the positions in lists. */
export function namesOf(pointer: string): string[] {
	return stepsOf(pointer).filter((step) => !/^\d+$/.test(step));
}

/** The way that a value was given. Without a value, the first. */
export function wayOf(ways: readonly Way[], value: Json | undefined): Way | undefined {
	const given = typeof value === 'object' && value !== null ? Object.keys(value) : [];
	return ways.find(({ names }) => given.length > 0 && given.every((name) => names.includes(name))) ?? ways[0];
}

/** A value as the field shows it. */
export function textOf(shape: Shape, value: Json | undefined): string {
	if (value === undefined || value === null) return '';
	if (shape.is === 'yes-no') return value === true ? 'yes' : 'no';
	if (Array.isArray(value)) return value.join(' ');
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A value as the API takes it. Empty text is no value. */
export function valueTyped(shape: Shape, schema: ContractSchema, text: string): Json | undefined {
	const plain = text.trim();
	if (plain === '') return undefined;
	if (shape.is === 'yes-no') return plain === 'yes';
	if (shape.is === 'words') {
		return plain
			.split(/[\s,;]+/)
			.filter((word) => word !== '')
			.map((word) => inCapitals(schema.items, word));
	}
	if (shape.is !== 'text') return plain;
	if (shape.kind === 'number') return /^\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : plain;
	if (shape.kind === 'money') return moneyTyped(plain);
	if (shape.kind === 'time') return timeTyped(plain);
	return inCapitals(schema, plain);
}

/** Makes capitals where only capitals are accepted: `ca` → `CA`. */
function inCapitals(schema: ContractSchema | undefined, text: string): string {
	if (schema?.pattern === undefined) return text;
	const pattern = new RegExp(schema.pattern);
	return !pattern.test(text) && pattern.test(text.toUpperCase()) ? text.toUpperCase() : text;
}

/**
 * The first sentence of a description, without what only programs or claim forms need. Undefined if it says no more than a
 * label.
 */
export function helpOf({ description = '' }: ContractSchema): string | undefined {
	const plain = description.replace(/\s*\(box(?:es)? [^)]*\)/g, '');
	const sentence = /^.*?[.?!](?=\s|$)/
		.exec(plain)?.[0]
		.replace(/^True\b/, 'Yes')
		.replace(/^False\b/, 'No');
	return sentence === undefined || sentence.includes('`') || sentence.split(' ').length < 6
		? undefined
		: sentence;
}

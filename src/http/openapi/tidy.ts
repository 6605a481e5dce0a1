import type {
	Components,
	Document,
	Operation,
	Parameter,
	PathItem,
	Response,
	ResponseHeaders,
	Schema,
} from './document.ts';
import { RATE_LIMIT_COMPONENTS, RATE_LIMIT_HEADERS } from './rate-limit-headers.ts';

/**
 * Makes a generated document readable. It puts request examples next to the schema, because a `$ref` loses them, and
 * documents the headers of answers. It merges equal input and output variants of a schema, and removes unused schemas.
 */
export function tidy(document: Document): Document {
	const paths = mapValues(
		document.paths,
		(item, path): PathItem => mapValues(item, (operation) => tidyOperation(operation, path)),
	);
	const responses = mapValues(
		(document.components['responses'] ?? {}) as Record<string, Response>,
		(response) => withHeaders(response, {}),
	);
	const schemas = usedSchemas({ paths, responses }, mapValues(document.components.schemas, quiet));
	return foldInputs({
		...document,
		paths,
		components: {
			...document.components,
			responses,
			schemas,
			headers: { 'X-Request-Id': REQUEST_ID, ...RATE_LIMIT_COMPONENTS },
		},
	});
}

const REQUEST_ID = {
	description:
		'The id of this request in the log. It is the one that you sent, if that is a UUID, or else the trace id of your `traceparent` (W3C Trace Context), written as a UUID, or a new one.',
	required: true,
	schema: { type: 'string', format: 'uuid' },
};

function tidyOperation(
	{ 'x-examples': examples, 'x-response-headers': headers = {}, 'x-problems': _, ...operation }: Operation,
	path: string,
): Operation {
	const limits = path.startsWith('/health/') ? {} : RATE_LIMIT_HEADERS;
	return {
		...operation,
		...(operation.parameters && { parameters: operation.parameters.map(unfilled) }),
		...(operation.requestBody && {
			requestBody: {
				...operation.requestBody,
				required: true,
				content: mapValues(operation.requestBody.content, (media) => ({
					...media,
					...(examples && { examples }),
				})),
			},
		}),
		responses: mapValues(operation.responses, (response, status) =>
			response.$ref
				? response
				: withHeaders(response, headers[Number(status)] ?? {}, Number(status) < 400 ? limits : {}),
		),
	};
}

/**
 * Moves the example of a parameter into its schema. With an `example`, Swagger UI fills it in and sends it. A default is text in a
 * web address, and a number in the schema.
 */
function unfilled({
	example: own,
	schema: { example: inner, default: usual, ...schema },
	...parameter
}: Parameter): Parameter {
	const example = own ?? inner;
	return {
		...parameter,
		schema: {
			...quiet(schema),
			...(usual !== undefined && { default: schema['type'] === 'integer' ? Number(usual) : usual }),
			...(example !== undefined && !schema['examples'] && { examples: [example] }),
		},
	};
}

function withHeaders(response: Response, own: ResponseHeaders[number], limits: object = {}): Response {
	return {
		...response,
		headers: {
			...response.headers,
			...mapValues(own, ({ description, example, required = true }) => ({
				description,
				required,
				schema: { type: 'string' },
				example,
			})),
			...limits,
			'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
		},
	};
}

const SCHEMA_REF = '#/components/schemas/';

/** The schemas used from a root, sorted by name so that their order does not depend on imports. */
function usedSchemas(root: unknown, schemas: Components['schemas']): Components['schemas'] {
	const used = new Set<string>();
	const visit = (node: unknown): void => {
		for (const name of refs(node)) {
			if (used.has(name)) continue;
			used.add(name);
			visit(schemas[name]);
		}
	};
	visit(root);
	return Object.fromEntries(
		Object.entries(schemas)
			.filter(([name]) => used.has(name))
			.sort(([a], [b]) => (a < b ? -1 : 1)),
	);
}

function refs(node: unknown): string[] {
	if (typeof node !== 'object' || node === null) return [];
	return Object.entries(node).flatMap(([key, value]) =>
		key === '$ref' && typeof value === 'string' && value.startsWith(SCHEMA_REF)
			? [value.slice(SCHEMA_REF.length)]
			: refs(value),
	);
}

/** Renames `XInput` to `X`, unless there is a different `X`. */
function foldInputs(document: Document): Document {
	const { schemas } = document.components;
	const folded = (name: string): string => (name.endsWith('Input') ? name.slice(0, -'Input'.length) : name);
	const renamed = mapValues(schemas, (schema) => renameRefs(schema, folded) as Schema);
	const differs = (name: string): boolean =>
		folded(name) !== name &&
		renamed[folded(name)] !== undefined &&
		JSON.stringify(renamed[folded(name)]) !== JSON.stringify(renamed[name]);
	const rename = (name: string): string => (differs(name) ? name : folded(name));
	return {
		...(renameRefs(document, rename) as Document),
		components: {
			...(renameRefs(document.components, rename) as Components),
			schemas: Object.fromEntries(
				Object.entries(schemas).map(([name, schema]) => [rename(name), renameRefs(schema, rename) as Schema]),
			),
		},
	};
}

function renameRefs(node: unknown, rename: (name: string) => string): unknown {
	if (Array.isArray(node)) return node.map((item) => renameRefs(item, rename));
	if (typeof node !== 'object' || node === null) return node;
	return mapValues(node as Record<string, unknown>, (value, key) =>
		key === '$ref' && typeof value === 'string' && value.startsWith(SCHEMA_REF)
			? SCHEMA_REF + rename(value.slice(SCHEMA_REF.length))
			: renameRefs(value, rename),
	);
}

/**
 * Removes bounds and patterns that tell a reader nothing: leap years, safe integers, and "no control characters" in
 * every text. The description states the last of these once, and many validators cannot read its `\p`.
 */
export function quiet(schema: Schema): Schema {
	const same = schema[SAME_AS];
	if (typeof same === 'string') {
		return { $ref: `${SCHEMA_REF}${same}`, description: schema['description'] };
	}
	const { pattern, allOf, minimum, maximum, ...rest } = mapValues(schema, (value, key) =>
		key === 'properties' ? mapValues(value as Record<string, Schema>, quiet) : quietNode(value),
	) as Schema;
	const patterns = Array.isArray(allOf) ? allOf.map((part: Schema) => part['pattern']) : [pattern];
	const telling = patterns.find((each) => each !== undefined && !String(each).includes('\\p'));
	return {
		...rest,
		...(telling !== undefined &&
			!['date', 'date-time'].includes(String(rest['format'])) && { pattern: telling }),
		...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
		...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
	};
}

/**
 * In the metadata of a schema, the name of a schema to publish instead. Answers are checked against what they are made of, and a
 * request in an answer was checked when it was sent.
 */
export const SAME_AS = 'x-same-as';

function quietNode(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(quietNode);
	return typeof value === 'object' && value !== null ? quiet(value as Schema) : value;
}

function mapValues<V, W>(
	record: Readonly<Record<string, V>>,
	change: (value: V, key: string) => W,
): Record<string, W> {
	return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

import t from 'tap';
import type { Document, Schema } from '../../../src/http/openapi/document.ts';
import { tidy } from '../../../src/http/openapi/tidy.ts';

function documentOf(schemas: Record<string, Schema>, ...used: string[]): Document {
	const content = Object.fromEntries(
		used.map((name) => [`application/${name}`, { schema: { $ref: `#/components/schemas/${name}` } }]),
	);
	return {
		paths: { '/x': { post: { requestBody: { content }, responses: { 200: {} } } } },
		components: { schemas },
	};
}

const schemasOf = (document: Document) => tidy(document).components.schemas;

t.test('a schema that only requests use loses its suffix, including in references', async (t) => {
	const schemas = {
		VisitInput: { properties: { place: { $ref: '#/components/schemas/PlaceInput' } } },
		PlaceInput: { type: 'string' },
	};
	t.strictSame(schemasOf(documentOf(schemas, 'VisitInput')), {
		Visit: { properties: { place: { $ref: '#/components/schemas/Place' } } },
		Place: { type: 'string' },
	});
	const media = tidy(documentOf(schemas, 'VisitInput')).paths['/x']?.['post']?.requestBody?.content;
	t.strictSame(media, { 'application/VisitInput': { schema: { $ref: '#/components/schemas/Visit' } } });
});

t.test('equal input and output schemas are merged, different ones are not', async (t) => {
	const same = { A: { type: 'string' }, AInput: { type: 'string' } };
	t.strictSame(schemasOf(documentOf(same, 'A', 'AInput')), { A: { type: 'string' } });
	const different = { A: { type: 'string' }, AInput: { type: 'number' } };
	t.strictSame(schemasOf(documentOf(different, 'A', 'AInput')), different);
});

t.test('unused schemas are removed, and so are schemas that only they use', async (t) => {
	const schemas = {
		A: { type: 'string' },
		B: { $ref: '#/components/schemas/C' },
		C: { items: { $ref: '#/components/schemas/C' } },
	};
	t.strictSame(Object.keys(schemasOf(documentOf(schemas, 'A'))), ['A']);
	t.strictSame(Object.keys(schemasOf(documentOf(schemas, 'B'))), ['B', 'C']);
});

t.test('patterns and bounds that tell something stay', async (t) => {
	const clean = (schema: Schema) => schemasOf(documentOf({ A: schema }, 'A'))['A'];
	t.strictSame(clean({ type: 'string', format: 'date', pattern: '^long$' }), {
		type: 'string',
		format: 'date',
	});
	t.strictSame(clean({ pattern: '^x$' }), { pattern: '^x$' });
	t.strictSame(clean({ pattern: '^\\p{L}$' }), {});
	t.strictSame(clean({ allOf: [{ pattern: '^[^\\p{Cc}]*$' }, { pattern: '^x$' }] }), { pattern: '^x$' });
	t.strictSame(clean({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }), {});
	t.strictSame(clean({ minimum: 0, maximum: 9 }), { minimum: 0, maximum: 9 });
	t.strictSame(clean({ properties: { pattern: { maximum: 1 } } }), {
		properties: { pattern: { maximum: 1 } },
	});
});

t.test('examples move next to the schema, and headers into their answer', async (t) => {
	const examples = { one: { summary: 'One', value: 1 } };
	const document: Document = {
		paths: {
			'/x': {
				post: {
					requestBody: { content: { 'application/json': { schema: {} } } },
					responses: { 200: {}, 400: { $ref: '#/components/responses/Bad' } },
					'x-examples': examples,
					'x-response-headers': { 200: { Colour: { description: 'Which.', example: 'red' } } },
				},
			},
		},
		components: { schemas: {}, responses: { Bad: { headers: { Allow: {} } } } },
	};
	const { paths, components } = tidy(document);
	const operation = paths['/x']?.['post'];
	t.strictSame(operation?.requestBody, {
		required: true,
		content: { 'application/json': { schema: {}, examples } },
	});
	const requestId = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };
	t.strictSame(operation?.responses, {
		200: {
			headers: {
				Colour: { description: 'Which.', required: true, schema: { type: 'string' }, example: 'red' },
				RateLimit: { $ref: '#/components/headers/RateLimit' },
				'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
				...requestId,
			},
		},
		400: { $ref: '#/components/responses/Bad' },
	});
	t.strictSame(components['responses'], { Bad: { headers: { Allow: {}, ...requestId } } });
	t.notOk(operation && ('x-examples' in operation || 'x-response-headers' in operation));
});

t.test(
	'examples of parameters are in their schemas, because Swagger UI sends an example of a parameter',
	async (t) => {
		const parameter = (required: boolean) => ({
			required,
			schema: { type: 'string', example: 'x' },
			example: 'x',
		});
		const { paths } = tidy({
			paths: { '/x': { get: { parameters: [parameter(true), parameter(false)], responses: {} } } },
			components: { schemas: {} },
		});
		t.strictSame(
			paths['/x']?.['get']?.parameters,
			[true, false].map((required) => ({ required, schema: { type: 'string', examples: ['x'] } })),
		);
	},
);

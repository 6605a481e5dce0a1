import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { ofList, ofText } from '../../src/superbill/fields.ts';
import { DOCUMENT, testApp } from './app.ts';

/**
 * Checks a route for a mistake that would otherwise be found late, by a caller or as a 500. Returns how to fix it, or
 * nothing for a correct route.
 */
type Rule = (schema: Schema, url: string) => string | undefined;

interface Schema extends FastifySchema {
	readonly summary?: string;
	readonly description?: string;
	readonly tags?: readonly string[];
	readonly response?: Record<string, { content?: Record<string, { schema: z.ZodType }> }>;
}

const RULES: Record<string, { rule: Rule; url?: string; sound: Schema; broken: Schema }> = {
	'validates the parameters of its path': {
		rule: ({ params }, url) => {
			const wanted = Array.from(url.matchAll(/:(\w+)/g), ([, name]) => name);
			const has = params instanceof z.ZodObject ? Object.keys(params.shape) : [];
			return wanted.join() === has.join() ? undefined : 'describe each parameter of the path in params';
		},
		url: '/things/:id/parts/:part',
		sound: { params: z.strictObject({ id: z.string(), part: z.string() }) },
		broken: { params: z.strictObject({ id: z.string() }) },
	},
	'refuses unknown query parameters': {
		rule: ({ querystring }) =>
			querystring === undefined || (querystring instanceof z.ZodObject && querystring.def.catchall)
				? undefined
				: 'use z.strictObject for the query: a mistyped parameter must not be ignored',
		sound: { querystring: z.strictObject({ limit: z.string() }) },
		broken: { querystring: z.object({ limit: z.string() }) },
	},
	'has a summary, a description and a tag': {
		rule: ({ summary, description, tags }) =>
			summary && description && tags?.length === 1
				? undefined
				: 'give it a summary, a description and one tag',
		sound: { summary: 'a', description: 'b', tags: ['c'] },
		broken: { summary: 'a', tags: ['c'] },
	},
	'documents its answers by media type': {
		rule: ({ response }) =>
			response && Object.entries(response).every(([status, { content }]) => content || status === '304')
				? undefined
				: 'give every answer a description and its content by media type',
		sound: { response: { 200: { content: {} } } },
		broken: { response: { 200: {} } },
	},
	'answers only with plain JSON': {
		rule: ({ response = {} }) =>
			Object.values(response)
				.flatMap(({ content = {} }) => Object.values(content))
				.some(({ schema }) => contains(schema, ['transform', 'date', 'promise', 'custom']))
				? 'a transform, preprocess, Date or custom check in an answer is a 500: answer plain JSON'
				: undefined,
		sound: answering(
			z.object({ day: z.iso.date(), many: z.array(z.union([z.string(), z.null()])).optional() }),
		),
		broken: answering(
			z.object({ many: z.array(z.object({ day: z.preprocess(String, z.string()) }).optional()) }),
		),
	},
	'measures only text and lists': {
		rule: ({ body }) =>
			measuresAnything(body)
				? 'zod measures anything with a length, and fails if that cannot be compared: use ofText or ofList'
				: undefined,
		sound: {
			body: z.object({ many: z.array(z.string().max(3, ofText('is long'))).min(1, ofList('is empty')) }),
		},
		broken: { body: z.object({ many: z.array(z.string().max(3)).min(1, ofList('is empty')) }) },
	},
	'takes no Date': {
		rule: ({ body }) =>
			contains(body, ['date']) ? 'JSON has no Date: use z.iso.date(), which no time zone shifts' : undefined,
		sound: { body: z.object({ day: z.iso.date() }) },
		broken: { body: z.object({ day: z.coerce.date() }) },
	},
};

function answering(schema: z.ZodType): Schema {
	return { response: { 200: { content: { 'application/json': { schema } } } } };
}

/** Tells if a zod schema contains one of these kinds at any depth. */
function contains(schema: unknown, kinds: readonly string[], seen = new Set<unknown>()): boolean {
	if (typeof schema !== 'object' || schema === null || seen.has(schema)) return false;
	seen.add(schema);
	if (!(schema instanceof z.core.$ZodType)) {
		return Object.values(schema).some((inner) => contains(inner, kinds, seen));
	}
	const { def } = schema._zod;
	if (kinds.includes(def.type)) return true;
	return Object.entries(def).some(([key, inner]) => key !== 'checks' && contains(inner, kinds, seen));
}

/** Tells if a limit of length in a zod schema applies to an object that only has a `length`. */
function measuresAnything(schema: unknown, seen = new Set<unknown>()): boolean {
	if (typeof schema !== 'object' || schema === null || seen.has(schema)) return false;
	seen.add(schema);
	if (schema instanceof z.core.$ZodCheck) {
		const { check, when } = schema._zod.def;
		return check.endsWith('_length') && when?.({ value: { length: {} }, issues: [] }) === true;
	}
	const inner = schema instanceof z.core.$ZodType ? schema._zod.def : schema;
	return Object.values(inner).some((one) => measuresAnything(one, seen));
}

/** All documented routes of the app. */
async function routesOf(t: Test): Promise<RouteOptions[]> {
	const routes: RouteOptions[] = [];
	const listen = (message: unknown) => {
		const { fastify } = message as { fastify: FastifyInstance };
		fastify.addHook('onRoute', (route) => {
			routes.push(route);
		});
	};
	subscribe('fastify.initialization', listen);
	await testApp(t);
	unsubscribe('fastify.initialization', listen);
	return routes.filter(({ method, schema }) => method !== 'HEAD' && !(schema as { hide?: boolean })?.hide);
}

for (const [name, { rule, url = '/things', sound, broken }] of Object.entries(RULES)) {
	t.test(`the rule "${name}" finds a broken route and passes a correct one`, async (t) => {
		t.equal(rule(sound, url), undefined);
		t.type(rule(broken, url), 'string');
	});

	t.test(`every route ${name}`, async (t) => {
		const routes = (await routesOf(t)).filter(({ url }) => !/^\/(?:$|docs|assets)/.test(url));
		t.ok(routes.length >= 5);
		for (const { url, schema } of routes) t.equal(rule((schema ?? {}) as Schema, url), undefined, url);
	});
}

t.test('every route of version 1 requires the key and documents its problems', async (t) => {
	const routes = (await routesOf(t)).filter(({ url }) => url.startsWith('/v1/'));
	t.ok(routes.length >= 2);
	for (const { url, method, body, scope } of routes.map(({ url, method, schema, config }) => ({
		url,
		method,
		body: schema?.body,
		scope: config?.scope,
	}))) {
		const operation = DOCUMENT.paths[url.replace(/:(\w+)/g, '{$1}')]?.[String(method).toLowerCase()] as
			| { security?: object[]; responses: object }
			| undefined;
		t.strictSame(operation?.security, [{ apiKey: scope === 'any' ? [] : [scope] }], url);
		const problems = ['400', '401', '421', '429', '500', '503', ...(body ? ['413', '415', '422'] : [])];
		t.strictSame(
			problems.filter((status) => !(status in (operation?.responses ?? {}))),
			[],
			url,
		);
	}
});

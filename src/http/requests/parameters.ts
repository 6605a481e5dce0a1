import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type {
	FastifyBaseLogger,
	FastifyInstance,
	FastifySchemaCompiler,
	FastifyTypeProvider,
	RawServerDefault,
} from 'fastify';
import { z } from 'zod';
import { invalidParameters, type WrongParameter } from '../../calls/refusal.ts';
import { nearestName } from '../../text/nearest.ts';

/** Types the path, query and header parameters of a route by the schemas that validate them. */
interface ZodTypes extends FastifyTypeProvider {
	readonly validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
}

/** An app whose handlers get typed parameters. */
export type Api = FastifyInstance<
	RawServerDefault,
	IncomingMessage,
	ServerResponse,
	FastifyBaseLogger,
	ZodTypes
>;

/** Publishes the shape of a body. The handler gets it with `bodyOf`, as `unknown`, and the service reads it. */
export function published(schema: z.ZodType): z.ZodType {
	return schema;
}

const PLACES: Readonly<Record<string, readonly [place: WrongParameter['in'], called: string]>> = {
	params: ['path', 'path parameter'],
	querystring: ['query', 'query parameter'],
	headers: ['header', 'header'],
};

/** Validates parameters. Bodies are left to their readers, which report all mistakes as findings. */
export const validateParameters: FastifySchemaCompiler<z.ZodObject> = ({ schema, httpPart = 'body' }) => {
	const place = PLACES[httpPart];
	if (place === undefined) return (value) => ({ value });
	const [where, called] = place;
	const isHeader = where === 'header';
	return (sent) => {
		const { data, error } = schema.safeParse(isHeader ? namedAs(schema, sent) : sent, { error: formOf });
		if (!error) return { value: isHeader ? inLowerCase(data) : data };
		const wrong = error.issues.flatMap((issue): WrongParameter[] => {
			if (issue.code === 'unrecognized_keys') {
				return issue.keys.map((key) => unknownParameter(key, sent[key], Object.keys(schema.shape)));
			}
			const name = issue.path.join('.');
			return [{ in: where, name, detail: `The ${called} ${name} ${issue.message}.` }];
		});
		return { error: invalidParameters(wrong) };
	};
};

/** Names of parameters look like this. Other text in an address may be a patient's name. */
const NAME = /^[a-z][A-Za-z\d_.-]{0,39}$/;

function unknownParameter(key: string, value: unknown, known: readonly string[]): WrongParameter {
	const sameLetters = known.find((name) => name.toLowerCase() === key.toLowerCase());
	const isName = sameLetters !== undefined || (NAME.test(key) && value !== '');
	const meant = sameLetters ?? (isName ? nearestName(key, known) : undefined);
	const taken = known.length === 0 ? 'none' : listed(known, 'conjunction');
	const unknown = isName ? `no query parameter ${key}` : 'no such query parameter';
	const advice = meant === undefined ? `It takes ${taken}.` : `Did you mean ${meant}?`;
	return { in: 'query', name: isName ? key : null, detail: `This operation has ${unknown}. ${advice}` };
}

/** Refuses all query parameters of routes that take none. Must be called before routes are added. */
export function refuseStrayParameters(app: FastifyInstance): void {
	app.addHook('onRoute', (route) => {
		route.schema = { querystring: z.strictObject({}), ...route.schema };
	});
}

/** Completes "The query parameter limit …" if the schema has no message of its own. */
const formOf: z.core.$ZodErrorMap = (issue) => {
	if (Array.isArray(issue.input)) return 'may be sent only once';
	return issue.code === 'invalid_value'
		? `must be ${listed(issue.values.map(String), 'disjunction')}`
		: undefined;
};

function listed(words: readonly string[], type: 'conjunction' | 'disjunction'): string {
	return new Intl.ListFormat('en-US', { type }).format(words);
}

/** Picks headers by their documented names, which have capitals; Node writes names in lower case. */
function namedAs({ shape }: z.ZodObject, sent: IncomingHttpHeaders): Record<string, unknown> {
	return Object.fromEntries(Object.keys(shape).map((name) => [name, sent[name.toLowerCase()]]));
}

function inLowerCase(headers: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

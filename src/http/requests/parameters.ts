import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type {
	FastifyBaseLogger,
	FastifyInstance,
	FastifySchemaCompiler,
	FastifyTypeProvider,
	RawServerDefault,
} from 'fastify';
import type { z } from 'zod';
import { Refusal } from '../../calls/refusal.ts';

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

const KINDS: Readonly<Record<string, string>> = {
	params: 'path parameter',
	querystring: 'query parameter',
	headers: 'header',
};

/** Validates parameters. Bodies are left to their readers, which report all mistakes as findings. */
export const validateParameters: FastifySchemaCompiler<z.ZodObject> = ({ schema, httpPart = 'body' }) => {
	const kind = KINDS[httpPart];
	if (kind === undefined) return (value) => ({ value });
	const isHeader = httpPart === 'headers';
	return (sent) => {
		const { data, error } = schema.safeParse(isHeader ? namedAs(schema, sent) : sent, { error: formOf });
		if (!error) return { value: isHeader ? inLowerCase(data) : data };
		const reasons = error.issues.map(({ code, path, message }) =>
			code === 'unrecognized_keys'
				? unknownName(kind, Object.keys(schema.shape))
				: `The ${kind} ${path.join('.')} ${message}.`,
		);
		return { error: new Refusal('invalid-request', reasons.join(' ')) };
	};
};

/** Does not repeat the name that was sent, because a mistyped address may contain a patient's name anywhere. */
function unknownName(kind: string, names: readonly string[]): string {
	return `This operation has no such ${kind}. It takes ${listed(names, 'conjunction')}.`;
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

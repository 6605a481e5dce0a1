import type { ProblemCode } from '../answers/problem-table.ts';

/** The parts of an OpenAPI 3.1 document that this folder changes. */
export interface Document {
	readonly paths: Readonly<Record<string, PathItem>>;
	readonly components: Components;
}

export type PathItem = Readonly<Record<string, Operation>>;

export interface Components {
	readonly schemas: Readonly<Record<string, Schema>>;
	readonly [kind: string]: Readonly<Record<string, unknown>>;
}

export interface Operation {
	readonly security?: readonly object[];
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, object>> };
	readonly responses: Readonly<Record<string, Response>>;
	readonly 'x-examples'?: object;
	readonly 'x-response-headers'?: ResponseHeaders;
	readonly 'x-problems'?: readonly ProblemCode[];
}

export interface Parameter {
	readonly name?: string;
	readonly required?: boolean;
	readonly schema: Schema;
	readonly example?: unknown;
}

export interface Response {
	readonly $ref?: string;
	readonly headers?: object;
}

export type Schema = Readonly<Record<string, unknown>>;

/** Headers by status and name. */
export type ResponseHeaders = Readonly<
	Record<
		number,
		Readonly<
			Record<
				string,
				{
					readonly description: string;
					readonly example: string;
					/** True by default. */
					readonly required?: boolean;
				}
			>
		>
	>
>;

declare module 'fastify' {
	interface FastifySchema {
		/** Complete requests by id, which Swagger UI offers by their summaries. */
		'x-examples'?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
		'x-response-headers'?: ResponseHeaders;
		/** Problems of this operation, in addition to those that `addProblems` adds to every operation of its kind. */
		'x-problems'?: readonly ProblemCode[];
	}
}

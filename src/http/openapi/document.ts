import type { ProblemName } from '../answers/problems.ts';

/** As much of an OpenAPI 3.1 document as is worked on here. */
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
	readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, object>> };
	readonly responses: Readonly<Record<string, Response>>;
	readonly 'x-examples'?: object;
	readonly 'x-other-bodies'?: OtherBodies;
	readonly 'x-response-headers'?: ResponseHeaders;
	readonly 'x-problems'?: readonly ProblemName[];
}

export interface Response {
	readonly $ref?: string;
	readonly headers?: object;
}

export type Schema = Readonly<Record<string, unknown>>;

/** Headers by status and name. */
export type ResponseHeaders = Readonly<
	Record<number, Readonly<Record<string, { readonly description: string; readonly example: string }>>>
>;

/** Bodies that are no JSON, by media type: OpenAPI media type objects. */
export type OtherBodies = Readonly<Record<string, { readonly schema: Schema; readonly examples?: object }>>;

declare module 'fastify' {
	interface FastifySchema {
		/** Complete requests by id; Swagger UI offers them by their summaries. */
		'x-examples'?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
		/** What an operation takes in place of JSON. */
		'x-other-bodies'?: OtherBodies;
		'x-response-headers'?: ResponseHeaders;
		/** Problems of this operation beside those that its kind of operation may always answer. */
		'x-problems'?: readonly ProblemName[];
	}
}

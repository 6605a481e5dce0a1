import { z } from 'zod';
import type { Finding } from '../../superbill/finding.ts';
import { FindingSchema } from './finding-schema.ts';

/**
 * Every answer from 400 up, as RFC 9457 problem details. The key is the name of the response in the published
 * document, and `type` is the reference that leads there: a problem's type can be looked up where the API lives.
 */
export const PROBLEMS = {
	BadRequest: {
		status: 400,
		title: 'The request could not be read',
		when: 'The JSON is broken, with the line and column where it breaks, or the request is not proper HTTP.',
		example: 'The body is not JSON: at line 12, column 5, expected a comma (,) or a closing }.',
	},
	KeyNeeded: {
		status: 401,
		title: 'An API key is needed',
		when: 'No API key was sent, or not the right one.',
		example: 'Send the header "Authorization: Bearer" with your API key; on /docs, press Authorize.',
	},
	Forbidden: {
		status: 403,
		title: 'The API key is not for this',
		when: 'The API key does not have the scope that the operation asks for.',
		example: 'This needs a key with the scope superbills:write. Ask whoever manages your keys.',
	},
	NotFound: {
		status: 404,
		title: 'Nothing is there',
		when: 'No operation has this path, or what it names is not there.',
		example: 'No operation has this path. /docs lists them all.',
	},
	MethodNotAllowed: {
		status: 405,
		title: 'The method does not fit the path',
		when: 'The path exists, but not with this method; the header Allow names those that it has.',
		example: 'This path takes POST only.',
	},
	Timeout: {
		status: 408,
		title: 'The request took too long to arrive',
		when: 'The request did not arrive in time.',
		example: 'The request did not arrive in time. Send it again.',
	},
	Conflict: {
		status: 409,
		title: 'The state of things forbids it',
		when: 'What it is about has moved on, its number is taken, or a request with the same Idempotency-Key is not answered yet.',
		example: 'Superbill SB-2026-000101 was replaced by SB-2026-000102. Replace or void that one.',
	},
	Gone: {
		status: 410,
		title: 'It was purged',
		when: 'What a superbill held was purged when its time was over. Its number, hash and history remain.',
		example:
			'The contents of this superbill were purged, as RETENTION_DAYS asks. Its number, hash and history remain.',
	},
	PreconditionFailed: {
		status: 412,
		title: 'It is not as you last saw it',
		when: 'Somebody else changed it meanwhile: its `ETag` is not the one that `If-Match` names; or it is there although `If-None-Match` says that it must not be.',
		example:
			'Somebody else has changed the practice since you read it. Read it again, repeat your changes, and send that.',
	},
	TooLarge: {
		status: 413,
		title: 'The request is too large',
		when: 'The body has more bytes than the service takes (1 MiB unless the operator chose otherwise; a logo 256 KiB; a batch 32 MiB as JSON, 64 MiB as NDJSON or CSV), or a batch has more than 10,000 superbills or visits.',
		example: 'The body may have at most 1048576 bytes. Send fewer service lines at a time.',
	},
	NotJson: {
		status: 415,
		title: 'The body must be JSON',
		when: 'The body is of another media type than application/json, compressed, or in another encoding than UTF-8.',
		example: 'Send the body as JSON, with the header "Content-Type: application/json".',
	},
	NotPicture: {
		status: 415,
		title: 'The body must be a picture',
		when: 'The body is of another media type than image/png or image/jpeg.',
		example: 'Send a PNG or JPEG file as it is, with the header "Content-Type: image/png" or "image/jpeg".',
	},
	NotBatch: {
		status: 415,
		title: 'The body must be JSON, NDJSON or CSV',
		when: 'The body is of another media type than application/json, application/x-ndjson or text/csv, compressed, or in another encoding than UTF-8; or it is a workbook or another file that is no text, whatever its media type says.',
		example:
			'Send the body with the header "Content-Type: application/json", "application/x-ndjson" or "text/csv".',
	},
	Misdirected: {
		status: 421,
		title: 'The service does not answer to this host name',
		when: 'The service has no API key, so it answers only to localhost, 127.0.0.1 and [::1]. This keeps web pages from reaching it under a name of their own.',
		example: 'Call the service as localhost, 127.0.0.1 or [::1], or have its operator set API_KEY.',
	},
	Refused: {
		status: 422,
		title: 'The request was refused',
		when: 'The request was read, but it has mistakes, or a payer would refuse the superbill. Every finding says where, what, and what to do.',
		example: 'The request has 1 error. Nothing was made; mend what the findings name and send it again.',
	},
	TooManyRequests: {
		status: 429,
		title: 'Too many requests',
		when: 'More requests in a minute than the service takes from one caller.',
		example: 'Wait as many seconds as the header Retry-After says, then send the request again.',
	},
	HeadersTooLarge: {
		status: 431,
		title: 'The request headers are too large',
		when: 'The header fields are larger than the service reads.',
		example: 'The header fields are larger than the service reads. Send fewer or shorter ones.',
	},
	Failure: {
		status: 500,
		title: 'The service failed',
		when: 'A mistake of the service, not of the caller. Nothing more is said here; its log has the same id.',
		example: 'This is a mistake of the service. Tell its operator the instance of this answer.',
	},
	Unavailable: {
		status: 503,
		title: 'The service is busy or stopping',
		when: 'The service is overloaded or shutting down, or what it keeps superbills in cannot be used for now. Nothing was done, or all of it: with an Idempotency-Key, sending the request again is safe.',
		example: 'Wait as many seconds as the header Retry-After says, then send the request again.',
	},
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** Thrown by hooks and handlers, answered by the error handler. */
export class Problem extends Error {
	readonly kind: ProblemKind;
	readonly headers: Readonly<Record<string, string>>;
	readonly findings: readonly Finding[] | undefined;

	constructor(
		kind: ProblemKind,
		detail: string = PROBLEMS[kind].example,
		{ headers = {}, findings }: { headers?: Record<string, string>; findings?: readonly Finding[] } = {},
	) {
		super(detail);
		this.kind = kind;
		this.headers = headers;
		this.findings = findings;
	}
}

const problemFields = {
	type: z.string().meta({
		format: 'uri-reference',
		description: 'Which problem it is; leads to its description in this document.',
		examples: [problemType('Refused')],
	}),
	title: z.string().meta({
		description: 'The problem in a few words, always the same for a type.',
		examples: [PROBLEMS.Refused.title],
	}),
	status: z
		.int()
		.min(400)
		.max(599)
		.meta({ description: 'The HTTP status.', examples: [422] }),
	detail: z.string().meta({
		description: 'What is wrong this time, and what to do.',
		examples: [PROBLEMS.Refused.example],
	}),
	instance: z.string().meta({
		format: 'uri',
		description: 'This very answer: its request id, as the header X-Request-Id and the log have it.',
		examples: ['urn:uuid:00000000-0000-4000-8000-000000000000'],
	}),
};

export const ProblemSchema = z
	.strictObject(problemFields)
	.meta({ id: 'Problem', description: 'Why a request was not answered (RFC 9457).' });

export const RefusalSchema = z
	.strictObject({
		...problemFields,
		findings: z
			.array(FindingSchema)
			.meta({ description: 'Everything that was found, warnings included, not only the first error.' }),
	})
	.meta({ id: 'Refusal', description: 'Why a request was refused (RFC 9457, with findings).' });

export type ProblemBody = z.output<typeof ProblemSchema> | z.output<typeof RefusalSchema>;

export function problemType(kind: ProblemKind): string {
	return `/openapi.json#/components/responses/${kind}`;
}

export function problemBody({ kind, message, findings }: Problem, requestId: string): ProblemBody {
	const { status, title } = PROBLEMS[kind];
	return {
		type: problemType(kind),
		title,
		status,
		detail: message,
		instance: `urn:uuid:${requestId}`,
		...(findings && { findings: [...findings] }),
	};
}

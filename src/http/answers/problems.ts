import { z } from 'zod';
import { type IssuedEarlier, Refusal, type RefusalKind, refused } from '../../calls/refusal.ts';
import { object } from '../../superbill/fields.ts';
import type { Finding } from '../../superbill/finding.ts';
import { string } from './fields.ts';
import { FindingSchema } from './finding-schema.ts';

/**
 * Problems (RFC 9457) by the names of their responses in the published document. A problem's `type` refers to that
 * response, so that callers can look it up.
 */
export const PROBLEMS = {
	BadRequest: {
		status: 400,
		title: 'The request could not be read',
		when: 'The JSON is malformed (the detail gives the line and column), a parameter is wrong, or the request is not valid HTTP.',
		example: 'The body is not JSON: at line 12, column 5, expected a comma (,) or a closing }.',
	},
	KeyNeeded: {
		status: 401,
		title: 'An API key is required',
		when: 'The request has no API key, or one that is not valid.',
		example: 'Send your API key in the header "Authorization: Bearer <key>". On /docs, press Authorize.',
	},
	Forbidden: {
		status: 403,
		title: 'This is not allowed',
		when: 'The API key does not have the scope that this operation requires, or a web page of another site sent the request.',
		example:
			'This requires an API key with the scope superbills:write. Ask the person who manages your API keys.',
	},
	NotFound: {
		status: 404,
		title: 'Not found',
		when: 'The path does not exist, or there is nothing under this id that your API key may see.',
		example: 'There is no such path. See /docs for all operations.',
	},
	MethodNotAllowed: {
		status: 405,
		title: 'The path does not take this method',
		when: 'The path exists, but not with this method. The header `Allow` lists the methods that it takes.',
		example: 'This path takes only POST.',
	},
	Timeout: {
		status: 408,
		title: 'The request took too long to arrive',
		when: 'The request did not arrive completely in time.',
		example: 'The request did not arrive completely in time. Send it again.',
	},
	Conflict: {
		status: 409,
		title: 'Not possible in the current state',
		when: 'The superbill or batch is in a state that does not allow this, the number is already taken, the same services were issued less than a day ago (`earlier` is that superbill), or a request with the same `Idempotency-Key` is still in progress.',
		example: 'Superbill SB-2026-000101 was replaced by SB-2026-000102. Replace or void that one.',
	},
	Gone: {
		status: 410,
		title: 'The contents were deleted',
		when: 'The contents were deleted at the end of their retention period. The number, hash and history of a superbill remain.',
		example:
			'The contents of this superbill were deleted at the end of the retention period (RETENTION_DAYS). Its number, hash and history remain.',
	},
	PreconditionFailed: {
		status: 412,
		title: 'It has changed since you read it',
		when: 'Someone else has changed it: its `ETag` is no longer the one in `If-Match`. Or it exists although `If-None-Match` requires that it does not.',
		example:
			'The practice has changed since you read it. Read it again, repeat your changes, and send it again.',
	},
	TooLarge: {
		status: 413,
		title: 'The request is too large',
		when: 'The body is larger than the operation takes, or a batch has too many superbills or visits. The detail gives the limit.',
		example: 'The body may have at most 1,048,576 bytes. Send fewer service lines at a time.',
	},
	NotJson: {
		status: 415,
		title: 'The body must be JSON',
		when: 'The body has a media type other than application/json, is compressed, or is not in UTF-8.',
		example: 'Send the body as JSON, with the header "Content-Type: application/json".',
	},
	NotPicture: {
		status: 415,
		title: 'The body must be a picture',
		when: 'The body has a media type other than image/png or image/jpeg.',
		example: 'Send a PNG or JPEG file, with the header "Content-Type: image/png" or "image/jpeg".',
	},
	NotBatch: {
		status: 415,
		title: 'The body must be JSON, NDJSON or CSV',
		when: 'The body has a media type other than application/json, application/x-ndjson or text/csv, is compressed, is not in UTF-8, or is not text at all, like an Excel workbook.',
		example:
			'Send the body with the header "Content-Type: application/json", "application/x-ndjson" or "text/csv".',
	},
	OutOfRange: {
		status: 416,
		title: 'The file has no such part',
		when: 'The header `Range` asks for bytes after the end of the file. The header `Content-Range` has its size.',
		example: 'The file has 43,210 bytes, so it has none of those in the header Range.',
	},
	Misdirected: {
		status: 421,
		title: 'The service does not answer to this host name',
		when: 'While there is no API key, the service answers only to localhost, 127.0.0.1 and [::1]. This keeps web pages from reaching it through their own domain (DNS rebinding).',
		example: 'Use the host name localhost, 127.0.0.1 or [::1], or ask the operator to set API_KEY.',
	},
	Refused: {
		status: 422,
		title: 'The request was refused',
		when: 'The request has mistakes, or a payer would reject the superbill. Each finding says where, what is wrong, and what to do.',
		example: refused([{ severity: 'error' } as Finding]).message,
	},
	TooManyRequests: {
		status: 429,
		title: 'Too many requests',
		when: 'The caller has sent more requests or more bytes in a minute than the service allows, or its unanswered uploads take all the memory that a caller may have.',
		example: 'Wait for the number of seconds in the header Retry-After, then send the request again.',
	},
	HeadersTooLarge: {
		status: 431,
		title: 'The request headers are too large',
		when: 'The headers are larger than the service accepts.',
		example: 'The headers are larger than the service accepts. Send fewer or shorter ones.',
	},
	Failure: {
		status: 500,
		title: 'The service failed',
		when: 'A defect in the service. The answer has no details; the log has them under the same id.',
		example:
			'This is a defect in the service, not in your request. Tell the operator the "instance" of this answer.',
	},
	Unavailable: {
		status: 503,
		title: 'The service is busy or stopping',
		when: 'The service is overloaded or shutting down, or its database cannot be reached. Send the request again later. With an `Idempotency-Key`, this is always safe.',
		example: 'Wait for the number of seconds in the header Retry-After, then send the request again.',
	},
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** The problem for each kind of refusal. Anything else that is thrown is a defect: `Failure`. */
export const PROBLEM_OF: Readonly<Record<RefusalKind, ProblemName>> = {
	'invalid-request': 'BadRequest',
	unreadable: 'BadRequest',
	'wrong-cursor': 'BadRequest',
	'key-needed': 'KeyNeeded',
	forbidden: 'Forbidden',
	'not-found': 'NotFound',
	'wrong-method': 'MethodNotAllowed',
	conflict: 'Conflict',
	repeated: 'Conflict',
	'key-in-flight': 'Conflict',
	gone: 'Gone',
	changed: 'PreconditionFailed',
	'too-large': 'TooLarge',
	'not-json': 'NotJson',
	'not-picture': 'NotPicture',
	'not-batch': 'NotBatch',
	'not-text': 'NotBatch',
	'out-of-range': 'OutOfRange',
	'wrong-host': 'Misdirected',
	'wrong-origin': 'Forbidden',
	refused: 'Refused',
	'key-reused': 'Refused',
	'bad-table': 'Refused',
	'too-many-requests': 'TooManyRequests',
	overloaded: 'Unavailable',
	unavailable: 'Unavailable',
};

/** A refusal worded like the problem's published example. */
export function usualRefusal(kind: RefusalKind): Refusal {
	return new Refusal(kind, PROBLEMS[PROBLEM_OF[kind]].example);
}

const problemFields = {
	type: z.string().meta({
		format: 'uri-reference',
		description: 'Identifies the problem, and refers to its description in this document.',
		examples: [problemType('Refused')],
	}),
	title: string(
		'The problem in a few words; the same for every problem of this type.',
		PROBLEMS.Refused.title,
	),
	status: z
		.int()
		.min(400)
		.max(599)
		.meta({ description: 'The HTTP status.', examples: [422] }),
	detail: string('What is wrong with this request, and what to do.', PROBLEMS.Refused.example),
	instance: z.string().meta({
		format: 'uri',
		description:
			'Identifies this answer by its request id, which the header `X-Request-Id` and the log also contain.',
		examples: ['urn:uuid:00000000-0000-4000-8000-000000000000'],
	}),
};

const EarlierSchema = object('EarlierSuperbill', 'A superbill that was issued before.', {
	id: string('The id of the superbill.', '00000000-0000-4000-8000-000000000101'),
	number: string('The printed number.', 'SB-2026-000101'),
});

export const ProblemSchema = object('Problem', 'The reason why a request failed (RFC 9457).', {
	...problemFields,
	earlier: EarlierSchema.optional().describe(
		'The superbill with the same practice, patient and services, if that is the reason and you may see it.',
	),
});

export const RefusalSchema = object(
	'Refusal',
	'The reason why a request was refused (RFC 9457), with findings.',
	{
		...problemFields,
		findings: z.array(FindingSchema).describe('Everything that the checks found, including warnings.'),
	},
);

export type ProblemBody = z.output<typeof ProblemSchema> | z.output<typeof RefusalSchema>;

export function problemType(name: ProblemName): string {
	return `/openapi.json#/components/responses/${name}`;
}

export function problemBody(
	name: ProblemName,
	requestId: string,
	detail: string = PROBLEMS[name].example,
	findings: readonly Finding[] = [],
	earlier?: IssuedEarlier,
): ProblemBody {
	const { status, title } = PROBLEMS[name];
	return {
		type: problemType(name),
		title,
		status,
		detail,
		instance: `urn:uuid:${requestId}`,
		...(name === 'Refused' && { findings: [...findings] }),
		...(earlier && { earlier }),
	};
}

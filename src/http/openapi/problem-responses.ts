import { PROBLEMS, type ProblemName, problemBody } from '../answers/problems.ts';
import type { Document, Operation } from './document.ts';

/** Adds to every operation the problems that it can answer with, so that no route can forget one. */
export function addProblems(document: Document): Document {
	return {
		...document,
		paths: Object.fromEntries(
			Object.entries(document.paths).map(([path, item]) => [
				path,
				Object.fromEntries(
					Object.entries(item).map(([method, operation]) => [method, withProblems(path, method, operation)]),
				),
			]),
		),
		components: {
			...document.components,
			responses: Object.fromEntries(
				(Object.keys(PROBLEMS) as ProblemName[]).map((kind) => [kind, problemResponse(kind)]),
			),
		},
	};
}

function withProblems(path: string, method: string, operation: Operation): Operation {
	const kinds: readonly ProblemName[] = [
		'BadRequest',
		...whenTrue((operation.security ?? []).length > 0, 'KeyNeeded'),
		'Forbidden',
		...whenTrue(path.includes('{'), 'NotFound'),
		...(operation['x-problems'] ?? []),
		'Timeout',
		// A body is read even if the operation needs none.
		...whenTrue(['post', 'put'].includes(method), 'TooLarge', unreadable(operation)),
		'Misdirected',
		...whenTrue(operation.requestBody !== undefined, 'Refused'),
		...whenTrue(!path.startsWith('/health/'), 'TooManyRequests'),
		'HeadersTooLarge',
		'Failure',
		...whenTrue(path !== '/health/live', 'Unavailable'),
	];
	return {
		...operation,
		responses: {
			...operation.responses,
			...Object.fromEntries(
				kinds.map((kind) => [PROBLEMS[kind].status, { $ref: `#/components/responses/${kind}` }]),
			),
		},
	};
}

/** The problem for a body of the wrong media type. */
function unreadable({ requestBody }: Operation): ProblemName {
	if (!requestBody || 'application/json' in requestBody.content) return 'NotJson';
	return 'image/png' in requestBody.content ? 'NotPicture' : 'NotBatch';
}

function whenTrue(condition: boolean, ...kinds: ProblemName[]): ProblemName[] {
	return condition ? kinds : [];
}

const REFUSED_FINDING = {
	rule: 'shape',
	severity: 'error',
	pointer: '/serviceLines/0/charge',
	message: 'Service line 1: charge is not an amount in dollars and cents.',
	help: 'Write it like "150.00", without a dollar sign or comma.',
} as const;

const HEADERS: { readonly [K in ProblemName]?: Readonly<Record<string, object>> } = {
	KeyNeeded: { 'WWW-Authenticate': header('How to send the API key.', 'Bearer') },
	MethodNotAllowed: { Allow: header('The methods that the path takes.', 'POST') },
	OutOfRange: { 'Content-Range': header('The size of the file.', 'bytes */43210') },
	TooManyRequests: { 'Retry-After': header('The number of seconds to wait.', '30') },
	Unavailable: { 'Retry-After': header('The number of seconds to wait.', '2') },
};

function header(description: string, example: string): object {
	return { description, required: true, schema: { type: 'string' }, example };
}

function problemResponse(kind: ProblemName): object {
	return {
		description: PROBLEMS[kind].when,
		...(HEADERS[kind] && { headers: HEADERS[kind] }),
		content: {
			'application/problem+json': {
				schema: { $ref: `#/components/schemas/${kind === 'Refused' ? 'Refusal' : 'Problem'}` },
				example: problemBody(kind, '00000000-0000-4000-8000-000000000000', undefined, [REFUSED_FINDING]),
			},
		},
	};
}

import type { RouteOptions } from 'fastify';
import { wrongMediaType } from '../answers/error-handler.ts';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../answers/problem-table.ts';
import { exampleBody, hasFindings } from '../answers/problems.ts';
import type { Document, Operation } from './document.ts';
import { RATE_LIMIT_HEADERS } from './rate-limit-headers.ts';

/** Adds to every operation the problems that it can answer with, so that no route can forget one. */
export function addProblems(document: Document): Document {
	const shared: Record<string, object> = {};
	const share = (codes: readonly ProblemCode[], limited: boolean): object => {
		const name = `${codes.map(pascalCase).join('Or')}${limited ? '' : 'OfProbe'}`;
		shared[name] = problemResponse(codes, limited);
		return { $ref: `#/components/responses/${name}` };
	};
	// No operation answers with these. They are for readers.
	for (const code of ['unknown-path', 'wrong-method'] as const) share([code], true);
	const paths = Object.fromEntries(
		Object.entries(document.paths).map(([path, item]) => [
			path,
			Object.fromEntries(
				Object.entries(item).map(([method, operation]) => [
					method,
					withProblems(operation, codesOf(path, method, operation), !isProbe(path), share),
				]),
			),
		]),
	);
	return { ...document, paths, components: { ...document.components, responses: shared } };
}

/** Names of responses must stay readable, so that longer lists of codes are spelled out where they apply. */
const MOST_SHARED = 4;

function withProblems(
	operation: Operation,
	codes: ReadonlySet<ProblemCode>,
	limited: boolean,
	share: (codes: readonly ProblemCode[], limited: boolean) => object,
): Operation {
	const responses: Record<string, object> = { ...operation.responses };
	for (const status of new Set(PROBLEM_CODES.map((code) => PROBLEMS[code].status))) {
		const own = PROBLEM_CODES.filter((code) => codes.has(code) && PROBLEMS[code].status === status);
		if (own.length === 0) continue;
		responses[status] = own.length <= MOST_SHARED ? share(own, limited) : problemResponse(own, limited);
	}
	return { ...operation, responses };
}

function isProbe(path: string): boolean {
	return path.startsWith('/health/');
}

/** The problems of a route that its configuration decides. */
export function problemsOfRoute({ config }: RouteOptions): ProblemCode[] {
	const { scope, withoutStore = false, work } = config ?? {};
	return [
		...whenTrue(scope !== undefined, 'key-needed', 'key-invalid', 'store-unavailable', 'store-damaged'),
		...whenTrue(scope !== undefined && scope !== 'any', 'scope-missing'),
		...whenTrue(work === 'draws', 'too-complex', 'unavailable'),
		...whenTrue(!withoutStore && scope !== undefined, 'store-unavailable', 'store-damaged'),
	];
}

/** Collects the problems of an operation: those of its route, its own, and those that follow from its description. */
function codesOf(path: string, method: string, operation: Operation): ReadonlySet<ProblemCode> {
	const { parameters = [], requestBody, 'x-problems': own = [] } = operation;
	const types = Object.keys(requestBody?.content ?? {});
	// A body is read even if the operation needs none.
	const reads = ['post', 'put'].includes(method);
	const isUpload = requestBody !== undefined && path.startsWith('/v1/batches');
	const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key');
	return new Set<ProblemCode>([
		...own,
		'invalid-http',
		...whenTrue(!isProbe(path), 'invalid-parameter'),
		...whenTrue(
			parameters.some(({ name }) => name === 'cursor'),
			'invalid-cursor',
		),
		'wrong-origin',
		...whenTrue(path.includes('{'), 'not-found'),
		'timeout',
		...whenTrue(reads, 'too-large'),
		...whenTrue(reads, wrongMediaType(types)),
		...whenTrue(reads && !isUpload && !types.includes('image/png'), 'invalid-json'),
		...whenTrue(isUpload, 'not-text', 'unreadable', 'refused', 'too-many-uploads'),
		...whenTrue(types.includes('text/csv'), 'bad-table'),
		'wrong-host',
		...whenTrue(isKeyed, 'key-in-flight', 'key-reused'),
		...whenTrue(!isProbe(path), 'too-many-requests', 'overloaded'),
		'headers-too-large',
		'failure',
		...whenTrue(path !== '/health/live', 'unavailable'),
	]);
}

function whenTrue(condition: boolean, ...codes: ProblemCode[]): ProblemCode[] {
	return condition ? codes : [];
}

function header(description: string, example: string, required = true): object {
	return { description, required, schema: { type: 'string' }, example };
}

function problemResponse(codes: readonly ProblemCode[], limited: boolean): object {
	return {
		description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].when}`).join('\n\n'),
		headers: { ...headersOf(codes), ...(limited && mayBeLimited(codes) && RATE_LIMIT_HEADERS) },
		content: {
			'application/problem+json': {
				schema: schemaOf(codes),
				examples: Object.fromEntries(
					codes.map((code) => [code, { summary: PROBLEMS[code].title, value: exampleBody(code) }]),
				),
			},
		},
	};
}

/** Checks whether these problems are found after requests are counted. */
function mayBeLimited(codes: readonly ProblemCode[]): boolean {
	const uncounted: readonly ProblemCode[] = ['timeout', 'headers-too-large', 'wrong-host'];
	return codes.some((code) => !uncounted.includes(code));
}

function headersOf(codes: readonly ProblemCode[]): Readonly<Record<string, object>> {
	const has = (code: ProblemCode) => codes.includes(code);
	const waits = codes.filter((code) => PROBLEMS[code].retryAfter !== undefined);
	const waiting = 'The number of seconds to wait before you send the request again.';
	return {
		...(has('key-needed') && { 'WWW-Authenticate': header('How to send the API key.', 'Bearer') }),
		...(has('wrong-method') && { Allow: header('The methods that the path takes.', 'POST') }),
		...(waits.length === codes.length && { 'Retry-After': header(waiting, '5') }),
		...(waits.length > 0 &&
			waits.length < codes.length && {
				'Retry-After': header(
					`With ${waits.map((code) => `\`${code}\``).join(', ')}: ${waiting}`,
					'1',
					false,
				),
			}),
		...(has('out-of-range') && { 'Content-Range': header('The size of the file.', 'bytes */43210') }),
		...(has('refused') && {
			'Server-Timing': header(
				'The time that each phase took, as far as it was reached.',
				'read;dur=0.12',
				false,
			),
		}),
	};
}

/** Narrows the code, so that generated clients know which problems to expect. */
function schemaOf(codes: readonly ProblemCode[]): object {
	const variants = [
		...narrowed(
			'Problem',
			codes.filter((code) => !hasFindings(code)),
		),
		...narrowed(
			'Refusal',
			codes.filter((code) => hasFindings(code)),
		),
	];
	return variants.length === 1 ? (variants[0] as object) : { oneOf: variants };
}

function narrowed(schema: 'Problem' | 'Refusal', codes: readonly ProblemCode[]): object[] {
	if (codes.length === 0) return [];
	const code = { type: 'string', enum: codes };
	return [
		{
			allOf: [
				{ $ref: `#/components/schemas/${schema}` },
				{ type: 'object', required: ['code'], properties: { code } },
			],
		},
	];
}

function pascalCase(code: string): string {
	return code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

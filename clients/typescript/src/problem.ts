import type { Finding, Problem, Refusal } from './contract.ts';

/** The kinds of problems. Newer versions of the service may know more. */
export type ProblemCode = (Problem | Refusal)['code'];

/** An answer of the service that says why a request failed (RFC 9457). */
export class SuperbillProblem extends Error {
	override readonly name = 'SuperbillProblem';
	/** The HTTP status. */
	readonly status: number;
	/** The problem as it was sent. Absent if something between you and the service answered, such as a proxy. */
	readonly problem: Problem | Refusal | undefined;
	/** What the checks found, if the request was refused for that. */
	readonly findings: readonly Finding[];
	/** The id under which the log of the service has the request. */
	readonly requestId: string | undefined;
	/** Seconds after which the same request may succeed. */
	readonly retryAfter: number | undefined;

	constructor(response: Response, text: string) {
		const problem = problemIn(text);
		super(problem?.detail ?? `The service answered with the status ${response.status}.`);
		this.status = response.status;
		this.problem = problem;
		this.findings = problem && 'findings' in problem ? problem.findings : [];
		this.requestId = response.headers.get('x-request-id') ?? undefined;
		this.retryAfter = secondsIn(response.headers.get('retry-after'));
	}

	/** What went wrong, in one word: compare this, not the text of the message. */
	get code(): ProblemCode | undefined {
		return this.problem?.code;
	}

	/** True if the same request may succeed later. */
	get isTemporary(): boolean {
		return TEMPORARY.has(this.status) || this.code === 'key-in-flight';
	}
}

/** The service could not be reached, or its answer broke off. It may have done what it was asked to do. */
export class SuperbillUnreachable extends Error {
	override readonly name = 'SuperbillUnreachable';
}

/** Too many requests; what proxies answer while the service restarts; and the service itself when it is busy. */
const TEMPORARY: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

function problemIn(text: string): Problem | Refusal | undefined {
	try {
		const value = JSON.parse(text);
		return typeof value?.detail === 'string' ? value : undefined;
	} catch {
		return undefined;
	}
}

/** Reads a number of seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function secondsIn(header: string | null): number | undefined {
	if (header === null) return undefined;
	const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
	return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

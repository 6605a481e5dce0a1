import { countFindings, type Finding } from '../superbill/finding.ts';
import type { Timed, Timings } from './timings.ts';

/** Reason why an operation was not performed. Over HTTP, it is the `code` of a problem. */
export type RefusalKind =
	/** The request is not valid HTTP, or did not arrive completely. */
	| 'invalid-http'
	/** A path, query or header parameter is wrong. */
	| 'invalid-parameter'
	/** The cursor belongs to another list. */
	| 'invalid-cursor'
	/** The body is empty, not in UTF-8, or not JSON that can be used. */
	| 'invalid-json'
	/** An upload is empty or ends too early. */
	| 'unreadable'
	/** The call has no API key. */
	| 'key-needed'
	/** The API key of the call is wrong, expired or revoked. */
	| 'key-invalid'
	/** The API key does not have the scope. */
	| 'scope-missing'
	/** An API key for one practice cannot do this for another. */
	| 'other-practice'
	/** A web page of another site made the browser send the call. */
	| 'wrong-origin'
	/** No operation has this path. */
	| 'unknown-path'
	/** The object does not exist, or this actor may not know of it. */
	| 'not-found'
	/** The path exists, but does not take this method. */
	| 'wrong-method'
	/** The number that the caller chose was issued before. */
	| 'number-taken'
	/** The superbill is void. */
	| 'already-void'
	/** The superbill was replaced by another one. */
	| 'already-replaced'
	/** The superbill to correct was issued here, so only `replace` may correct it. */
	| 'issued-here'
	/** The practice is archived. */
	| 'practice-archived'
	/** The same services were issued less than a day ago. */
	| 'repeated'
	/** A request with the same Idempotency-Key is still running. */
	| 'key-in-flight'
	/** The batch is a draft that was not issued. */
	| 'batch-not-issued'
	/** The batch is still being checked or made. */
	| 'batch-unfinished'
	/** The batch was cancelled. */
	| 'batch-cancelled'
	/** The batch was not sent as a draft, so it cannot be issued separately. */
	| 'batch-not-draft'
	/** Nothing of the batch became a document. */
	| 'batch-without-documents'
	/** The contents of the superbill were purged. */
	| 'purged'
	/** The documents of the batch were deleted. */
	| 'documents-deleted'
	/** The object has changed since the caller read it. */
	| 'changed'
	/** A body, or a part of it, is over a limit. */
	| 'too-large'
	/** The file has no such part. */
	| 'out-of-range'
	/** A superbill takes too much time or memory to draw. */
	| 'too-complex'
	/** The body is not JSON. */
	| 'not-json'
	/** The body is not a picture. */
	| 'not-picture'
	/** The body is in none of the formats of a batch. */
	| 'not-batch'
	/** An upload is not text in UTF-8. */
	| 'not-text'
	/** The service does not answer to the host name of the call. */
	| 'wrong-host'
	/** The superbill has errors. */
	| 'refused'
	/** The body of a request that is not a superbill has mistakes. */
	| 'invalid-body'
	/** The Idempotency-Key was used for a different request. */
	| 'key-reused'
	/** The header or the quotation marks of a table make it unclear what its cells mean. */
	| 'bad-table'
	/** The caller has sent more requests or bytes in a minute than allowed. */
	| 'too-many-requests'
	/** The unanswered uploads of the caller take all the memory that a caller may have. */
	| 'too-many-uploads'
	/** Too much work waits already. */
	| 'overloaded'
	/** The service is starting or stopping. */
	| 'unavailable'
	/** The store cannot be reached or cannot write at the moment. */
	| 'store-unavailable'
	/** The database is damaged. */
	| 'store-damaged'
	/** A command is not possible at the moment. No answer over HTTP has this kind. */
	| 'not-now';

/** Kinds that are about an upload as a whole. */
export const UPLOAD_REFUSALS: ReadonlySet<RefusalKind> = new Set([
	'unreadable',
	'not-text',
	'bad-table',
	'too-large',
]);

/** A superbill with the same practice, patient and services. */
export interface IssuedEarlier {
	readonly id: string;
	readonly number: string;
}

/** A parameter of an HTTP request that is wrong. */
export interface WrongParameter {
	readonly in: 'path' | 'query' | 'header';
	/** Null if what was sent does not look like a name. */
	readonly name: string | null;
	readonly detail: string;
}

/** Tells the caller what is wrong and what to do, without patient data. */
export class Refusal extends Error implements Timed {
	override readonly name = 'Refusal';
	readonly kind: RefusalKind;
	readonly findings: readonly Finding[] | undefined;
	readonly timings: Timings;
	/** A short code for the log, which never quotes messages. */
	readonly code: string | undefined;
	readonly earlier: IssuedEarlier | undefined;
	readonly parameters: readonly WrongParameter[] | undefined;

	constructor(
		kind: RefusalKind,
		message: string,
		findings?: readonly Finding[],
		timings: Timings = {},
		code?: string,
		earlier?: IssuedEarlier,
		parameters?: readonly WrongParameter[],
	) {
		super(message);
		this.kind = kind;
		this.findings = findings;
		this.timings = timings;
		this.code = code;
		this.earlier = earlier;
		this.parameters = parameters;
	}
}

export function invalidParameters(parameters: readonly WrongParameter[]): Refusal {
	const message = parameters.map(({ detail }) => detail).join(' ');
	return new Refusal('invalid-parameter', message, undefined, undefined, undefined, undefined, parameters);
}

export function noSuperbill(): Refusal {
	return new Refusal('not-found', 'No superbill has this id.');
}

export function inFlight(): Refusal {
	return new Refusal(
		'key-in-flight',
		'A request with this Idempotency-Key is still being answered. Wait a moment and send it again.',
	);
}

/** @param earlier the superbill, if the caller may see it */
export function repeated(earlier?: IssuedEarlier): Refusal {
	const which = earlier
		? `Superbill ${earlier.number} has the same practice, patient and services, and was issued less than a day ago.`
		: 'A superbill with the same practice, patient and services was issued less than a day ago.';
	const message = `${which} Nothing was issued. To change that superbill, correct it. To issue another one, send this again with again=true (on the command line: --again).`;
	return new Refusal('repeated', message, undefined, undefined, undefined, earlier);
}

/** @param why a sentence */
export function overloaded(why = 'Too many documents are waiting to be drawn.'): Refusal {
	return new Refusal(
		'overloaded',
		`${why} Nothing was done. Wait for the number of seconds in the header Retry-After, then send the request again.`,
	);
}

/** Tells that nothing can be drawn: the service is stopping, or its threads cannot start. */
export function cannotDraw(): Refusal {
	return new Refusal(
		'unavailable',
		'The service cannot make documents at the moment, because it is stopping or starting. Nothing was done. Send the request again in a few seconds.',
	);
}

/** Refuses a superbill, or an upload of superbills. */
export function refused(findings: readonly Finding[], timings?: Timings): Refusal {
	return withFindings('refused', findings, timings);
}

/** Refuses the body of a request that is not a superbill. */
export function invalidBody(findings: readonly Finding[]): Refusal {
	return withFindings('invalid-body', findings);
}

function withFindings(
	kind: 'refused' | 'invalid-body',
	findings: readonly Finding[],
	timings?: Timings,
): Refusal {
	const { error } = countFindings(findings);
	const message = `The request has ${error} ${error === 1 ? 'error' : 'errors'}. Fix the items below, then try again.`;
	return new Refusal(kind, message, findings, timings);
}

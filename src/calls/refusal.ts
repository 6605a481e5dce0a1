import { countFindings, type Finding } from '../superbill/finding.ts';
import type { Timed, Timings } from './timings.ts';

/** Reason why an operation was not performed. */
export type RefusalKind =
	/** A path, query or header parameter is wrong, or the body cannot be read at all. */
	| 'invalid-request'
	/** The call has no API key, or none that is valid. */
	| 'key-needed'
	/** The service does not answer to the host name of the call. */
	| 'wrong-host'
	/** A web page of another site made the browser send the call. */
	| 'wrong-origin'
	/** The path exists, but does not take this method. */
	| 'wrong-method'
	/** The body is not JSON. */
	| 'not-json'
	/** The body is not a picture. */
	| 'not-picture'
	/** The body is in none of the formats of a batch. */
	| 'not-batch'
	/** The caller has sent more requests in a minute than the rate limit allows. */
	| 'too-many-requests'
	/** Too many documents wait to be drawn. */
	| 'overloaded'
	/** The store cannot be reached or cannot write at the moment, or the service is stopping. */
	| 'unavailable'
	/** The object does not exist, or this actor may not know of it. */
	| 'not-found'
	/** This actor does not have the permission. */
	| 'forbidden'
	/** The current state of the object does not allow the operation. */
	| 'conflict'
	/** The same services were issued less than a day ago. */
	| 'repeated'
	/** The object has changed since the caller read it. */
	| 'changed'
	/** The content of the object was purged. */
	| 'gone'
	/** The Idempotency-Key was used for a different request. */
	| 'key-reused'
	/** A request with the same Idempotency-Key is still running. */
	| 'key-in-flight'
	/** The cursor belongs to another list. */
	| 'wrong-cursor'
	/** An upload is empty or ends too early. */
	| 'unreadable'
	/** An upload is not text in UTF-8. */
	| 'not-text'
	/** The header or the quotation marks of a table make it unclear what its cells mean. */
	| 'bad-table'
	/** An upload, or a part of it, is over the size limit. */
	| 'too-large'
	/** The file has no such part. */
	| 'out-of-range'
	/** The request has errors. */
	| 'refused';

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

/** Tells the caller what is wrong and what to do, without patient data. */
export class Refusal extends Error implements Timed {
	override readonly name = 'Refusal';
	readonly kind: RefusalKind;
	readonly findings: readonly Finding[] | undefined;
	readonly timings: Timings;
	/** A short code for the log, which never quotes messages. */
	readonly code: string | undefined;
	readonly earlier: IssuedEarlier | undefined;

	constructor(
		kind: RefusalKind,
		message: string,
		findings?: readonly Finding[],
		timings: Timings = {},
		code?: string,
		earlier?: IssuedEarlier,
	) {
		super(message);
		this.kind = kind;
		this.findings = findings;
		this.timings = timings;
		this.code = code;
		this.earlier = earlier;
	}
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

export function refused(findings: readonly Finding[], timings?: Timings): Refusal {
	const { error } = countFindings(findings);
	return new Refusal(
		'refused',
		`The request has ${error} ${error === 1 ? 'error' : 'errors'}. Fix the items below, then try again.`,
		findings,
		timings,
	);
}

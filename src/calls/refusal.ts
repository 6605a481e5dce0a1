import { countFindings, type Finding } from '../superbill/finding.ts';
import type { Timed, Timings } from './timings.ts';

/** Why something was not done to a superbill, a practice or a key. */
export type RefusalKind =
	/** It is not there, or not for this actor to know of. */
	| 'not-found'
	/** This actor may not do it. */
	| 'forbidden'
	/** The state that it is in forbids it. */
	| 'conflict'
	/** It is not as the caller last saw it. */
	| 'changed'
	/** What it held was purged. */
	| 'gone'
	/** The Idempotency-Key was used for another request. */
	| 'key-reused'
	/** A request with the same Idempotency-Key is not answered yet. */
	| 'key-in-flight'
	/** A cursor was not made for the list that it was sent with. */
	| 'wrong-cursor'
	/** An upload is empty or ends too early. */
	| 'unreadable'
	/** An upload is not text in UTF-8. */
	| 'not-text'
	/** The header or the quotation marks of a table leave open what its cells mean. */
	| 'bad-table'
	/** An upload, or a part of it, is larger than is taken. */
	| 'too-large'
	/** What was sent has errors. */
	| 'refused'
	/** The store cannot be reached, or cannot write, at the moment. */
	| 'unavailable';

/** Kinds that are about an upload as a whole. */
export const UPLOAD_REFUSALS: ReadonlySet<RefusalKind> = new Set([
	'unreadable',
	'not-text',
	'bad-table',
	'too-large',
]);

/** The message is for the caller: what is wrong and what to do, without patient data. */
export class Refusal extends Error implements Timed {
	override readonly name = 'Refusal';
	readonly kind: RefusalKind;
	readonly findings: readonly Finding[] | undefined;
	readonly timings: Timings;
	/** A word for the log, which never quotes a message. */
	readonly code: string | undefined;

	constructor(
		kind: RefusalKind,
		message: string,
		findings?: readonly Finding[],
		timings: Timings = {},
		code?: string,
	) {
		super(message);
		this.kind = kind;
		this.findings = findings;
		this.timings = timings;
		this.code = code;
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

export function refused(findings: readonly Finding[], timings?: Timings): Refusal {
	const { error } = countFindings(findings);
	return new Refusal(
		'refused',
		`The request has ${error} ${error === 1 ? 'error' : 'errors'}. Nothing was made; mend what the findings name and send it again.`,
		findings,
		timings,
	);
}

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
	/** More than the service or one file can hold. */
	| 'too-large'
	/** Too many documents wait to be drawn. */
	| 'overloaded'
	/** The store cannot be reached for now. */
	| 'unavailable'
	/** A cursor was not made for the list that it was sent with. */
	| 'wrong-cursor'
	/** What was sent has errors. */
	| 'refused';

/** The message is for the caller: what is wrong and what to do, without patient data. */
export class Refusal extends Error implements Timed {
	override readonly name = 'Refusal';
	readonly kind: RefusalKind;
	readonly findings: readonly Finding[] | undefined;
	readonly timings: Timings;

	constructor(kind: RefusalKind, message: string, findings?: readonly Finding[], timings: Timings = {}) {
		super(message);
		this.kind = kind;
		this.findings = findings;
		this.timings = timings;
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

export function overloaded(): Refusal {
	return new Refusal(
		'overloaded',
		'Too many documents are waiting to be drawn. Nothing was done. Wait a second and send the request again.',
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

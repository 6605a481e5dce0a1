export type IntakeErrorKind =
	/** More items or rows than a batch takes. */
	| 'too-many'
	/** A row, a cell or the whole is too long. */
	| 'too-large'
	/** It ends in the middle of something. */
	| 'truncated'
	/** It is not text in UTF-8. */
	| 'not-text'
	/** It holds nothing. */
	| 'empty'
	/** What separates its columns cannot be told. */
	| 'delimiter'
	/** Its columns are not those of a batch. */
	| 'header'
	/** From a place on, nobody could say what belongs where. */
	| 'syntax';

/**
 * Why an upload as a whole cannot be used: what it holds before that place was not judged either. The message is for
 * whoever sent it: plain words that name row and column and say what to do, never what stands there.
 */
export class IntakeError extends Error {
	override readonly name = 'IntakeError';
	readonly kind: IntakeErrorKind;

	constructor(kind: IntakeErrorKind, message: string) {
		super(message);
		this.kind = kind;
	}
}

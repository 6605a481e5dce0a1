/**
 * A setting, file or command that the operator must fix. The message says what happened, what it affects and how to fix
 * it. Anything thrown that is neither this nor a `Refusal` is a bug in the program.
 */
export class OperatorError extends Error {
	override readonly name = 'OperatorError';
	/** Single mistakes, if there is a list of them. */
	readonly reasons: readonly string[];
	/** A word for the log, which never quotes a message. */
	readonly code: string | undefined;

	constructor(message: string, reasons: readonly string[] = [], code?: string) {
		super([message, ...reasons].join('\n'));
		this.reasons = reasons;
		this.code = code;
	}
}

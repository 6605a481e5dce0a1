/**
 * A setting, file or command that the operator must fix. The message says what happened, what it affects and how to fix
 * it. Anything thrown that is neither this nor a `Refusal` is a bug in the program.
 */
export class OperatorError extends Error {
	override readonly name = 'OperatorError';
	/** The individual mistakes, if there are several. */
	readonly reasons: readonly string[];
	/** A short code for the log, which never quotes messages. */
	readonly code: string | undefined;

	constructor(message: string, reasons: readonly string[] = [], code?: string) {
		super([message, ...reasons].join('\n'));
		this.reasons = reasons;
		this.code = code;
	}
}

/**
 * A setting, a file or a command that the operator must fix. The message is for the operator: what happened, what it
 * affects and how to fix it. Everything thrown that is neither this nor a `Refusal` is a defect of the program.
 */
export class OperatorError extends Error {
	override readonly name = 'OperatorError';
	/** The single mistakes, where there is a list of them. */
	readonly reasons: readonly string[];
	/** A word for the log, which never quotes a message. */
	readonly code: string | undefined;

	constructor(message: string, reasons: readonly string[] = [], code?: string) {
		super([message, ...reasons].join('\n'));
		this.reasons = reasons;
		this.code = code;
	}
}

/** A mistake in an operator's file. */
export interface FileMistake {
	/** Path below its folder, with `/`. */
	readonly file: string;
	/** Counted from 1. */
	readonly line: number;
	/** Counted from 1 in UTF-16 code units, as in editors. */
	readonly column: number;
	/** States what is wrong and what is allowed. */
	readonly message: string;
}

/** Formats a mistake as compilers do, so editors can jump to it: `clinic.yaml:3:9: accent must be …`. */
export function mistakeText({ file, line, column, message }: FileMistake): string {
	return `${file}:${line}:${column}: ${message}`;
}

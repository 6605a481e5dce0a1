/** One mistake in a file of an operator. */
export interface FileMistake {
	/** Name of the file in its folder, with `/`. */
	readonly file: string;
	/** From 1. */
	readonly line: number;
	/** From 1, in UTF-16 code units as editors count. */
	readonly column: number;
	/** What is wrong and what is allowed, in plain words. */
	readonly message: string;
}

/** As compilers write it, so that editors find the place: `clinic.yaml:3:9: accent must be …`. */
export function mistakeText({ file, line, column, message }: FileMistake): string {
	return `${file}:${line}:${column}: ${message}`;
}

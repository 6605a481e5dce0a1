import type { EditionDates, EditionRow } from '../index/edition.ts';

/** Reads a file line by line, without line ends. @throws OperatorError that names the line at fault */
export interface CodeFileReader {
	line(text: string): void;
	/** Called after the last line. */
	end(): void;
}

/** Takes each row of a file, with the set that it belongs to. */
export type EmitRow = (set: string, row: EditionRow) => void;

/** Facts about a file before it is read. */
export interface CodeFileFacts {
	/** Name of the file and of its archive: either may name the edition. */
	readonly name: string;
	readonly head: readonly string[];
	/** First day, if the operator gave one. */
	readonly from?: string | undefined;
	/** Set of a plain list, if the operator gave one. */
	readonly set?: string | undefined;
}

/** One official layout. */
export interface CodeFileFormat {
	/** Name for messages. */
	readonly name: string;
	/** Recognizes the layout by the content, never by the name. */
	matches(head: readonly string[]): boolean;
	/** Determines the edition. @throws OperatorError if neither name, content nor operator says which it is */
	edition(file: CodeFileFacts): EditionDates;
	open(emit: EmitRow, file: CodeFileFacts): CodeFileReader;
}

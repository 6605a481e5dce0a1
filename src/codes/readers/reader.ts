import type { EditionDates, Row } from '../edition.ts';

/** Takes a file line by line, without line ends. @throws BadFile with the line at fault. */
export interface Reader {
	line(text: string): void;
	/** Nothing follows. */
	end(): void;
}

/** Called for each row that a file gives, with the set that it belongs to. */
export type Emit = (set: string, row: Row) => void;

/** What is known of a file before it is read. */
export interface FileFacts {
	/** Of the file, and of the archive that it was in: editions are often named in one or the other. */
	readonly name: string;
	/** The first lines. */
	readonly head: readonly string[];
	/** First day, where the operator gave one. */
	readonly from?: string | undefined;
	/** The set that a plain list belongs to, where the operator gave one. */
	readonly set?: string | undefined;
}

/** One official layout. */
export interface Format {
	/** What an operator would call it. */
	readonly name: string;
	/** Whether the content, never the name, has this layout. */
	matches(head: readonly string[]): boolean;
	/** @throws BadFile where neither name nor content tells the edition and the operator did not. */
	edition(file: FileFacts): EditionDates;
	open(emit: Emit, file: FileFacts): Reader;
}

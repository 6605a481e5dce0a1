import type { Origins, SourcedFinding } from './visits/origins.ts';

export interface Sent {
	/** Counts from 1 in the order of the upload; for visits, in the order of the first visit of each superbill. */
	readonly position: number;
	/** The superbill's number, if the sender gave one. */
	readonly label?: string;
	/**
	 * First and last row that it was made from: lines of NDJSON, or rows of a table as a spreadsheet counts them (the
	 * header is row 1).
	 */
	readonly rows?: readonly [first: number, last: number];
}

/** A superbill to make, not yet checked by the rules. Plain JSON. */
export interface ItemTask {
	/** A superbill request if its shape is right. */
	readonly body: unknown;
	/** Warnings and infos about how visits were put together. */
	readonly findings: readonly SourcedFinding[];
	/** For visits only: where its parts came from. Lets `atSource` trace later findings. */
	readonly origins?: Origins;
}

export interface ReadyItem extends Sent, ItemTask {
	readonly refused: false;
}

/** A superbill that cannot be made. */
export interface RefusedItem extends Sent {
	readonly refused: true;
	/** At least one is an error. */
	readonly findings: readonly SourcedFinding[];
}

export type Item = ReadyItem | RefusedItem;

/** The summary of an upload: counts and columns, no patient data. */
export interface UploadSummary {
	/** The number of superbills to make, not yet checked by the rules. */
	readonly superbills: number;
	readonly refused: number;
	/** The number of lines of NDJSON, or rows of a table below its header, that were not blank. */
	readonly rows?: number;
	/** For visits only. */
	readonly visits?: number;
	/** For visits only. */
	readonly patients?: number;
	/** For a table only. */
	readonly table?: TableSummary;
}

export interface TableSummary {
	readonly delimiter: 'comma' | 'semicolon' | 'tab';
	/** The format of dates; `either` if the table uses both. */
	readonly dates: 'YYYY-MM-DD' | 'M/D/YYYY' | 'either';
	/** All columns, in the order of the table. */
	readonly columns: readonly { readonly name: string; readonly becomes: string }[];
}

/** Yields items as they are read, then returns a summary. Any step may throw a `Refusal`. */
export type Items = AsyncGenerator<Item, UploadSummary, void>;

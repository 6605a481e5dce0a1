import type { Origins, SourcedFinding } from './visits/origins.ts';

interface Sent {
	/** From 1, in the order of the upload; of visits, in the order of the first visit of each superbill. */
	readonly position: number;
	/** The superbill's number, where its sender gave one. */
	readonly label?: string;
	/** First and last row that it was made of: lines of NDJSON, rows of a table as a spreadsheet counts them (the header is row 1). */
	readonly rows?: readonly [first: number, last: number];
}

/** One superbill to make. Whether it can be made is for the service to say. */
export interface ReadyItem extends Sent {
	readonly refused: false;
	/** Parsed JSON in the shape of a superbill request, not yet checked. */
	readonly body: unknown;
	/** How it was put together, where that is worth a word: warnings and infos. */
	readonly findings: readonly SourcedFinding[];
	/** Where its parts came from, of visits alone. Plain JSON: what is found later is led back with `atSource`. */
	readonly origins?: Origins;
}

/** What no superbill can be made of. */
export interface RefusedItem extends Sent {
	readonly refused: true;
	/** At least one of them is an error. */
	readonly findings: readonly SourcedFinding[];
}

export type Item = ReadyItem | RefusedItem;

/** What was understood of an upload: numbers and columns, nothing of a patient. */
export interface UploadSummary {
	/** Superbills that may be made, not yet checked. */
	readonly superbills: number;
	readonly refused: number;
	/** Lines of NDJSON, or rows of a table below its header, that were not empty. */
	readonly rows?: number;
	/** Of visits alone. */
	readonly visits?: number;
	/** Of visits alone: how many patients they were of. */
	readonly patients?: number;
	/** Of a table alone. */
	readonly table?: TableSummary;
}

export interface TableSummary {
	readonly delimiter: 'comma' | 'semicolon' | 'tab';
	/** How dates are written; `either` where both forms stand. */
	readonly dates: 'YYYY-MM-DD' | 'M/D/YYYY' | 'either';
	/** The columns in the order of the table. None is ever left out. */
	readonly columns: readonly { readonly name: string; readonly becomes: string }[];
}

/** Items as they are read, then what was understood. It may throw an `Refusal` at any step. */
export type Items = AsyncGenerator<Item, UploadSummary, void>;

/** Limits of an upload. Bytes count the upload as it is sent. */
export interface Limits {
	/** Superbills or visits. */
	readonly items: number;
	/** Rows of a table below its header, including blank ones. */
	readonly rows: number;
	/** Bytes of a line of NDJSON or a row of a table. */
	readonly lineBytes: number;
	/** Bytes of a cell of a table. */
	readonly cellBytes: number;
	/** Bytes of an upload of visits, which must be in memory before they can be grouped. */
	readonly gatheredBytes: number;
}

const KIB = 1024;

export const LIMITS: Limits = {
	items: 10_000,
	rows: 100_000,
	lineBytes: 256 * KIB,
	cellBytes: 64 * KIB,
	gatheredBytes: 64 * KIB * KIB,
};

/** Rows or visits to read before other work of the process gets a turn. */
export const PAUSE_EVERY = 50;

/** How much an upload may hold. Bytes are those of the upload, in UTF-8. */
export interface Limits {
	/** Superbills, or visits. */
	readonly items: number;
	/** Rows of a table below its header, blank ones included. */
	readonly rows: number;
	/** Bytes of one line of NDJSON, or of one row of a table. */
	readonly lineBytes: number;
	/** Bytes of one cell of a table. */
	readonly cellBytes: number;
	/** Bytes of all that must be at hand before visits can be put together. */
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

/** Rows or visits to read before the process gives its other work a turn. */
export const PAUSE_EVERY = 50;

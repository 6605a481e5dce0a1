/** Limits of an upload. Bytes count the upload as it is sent. */
export interface Limits {
	/** Bytes of an upload. All of it is in memory while it is read. */
	readonly bytes: number;
	/** Superbills or visits. */
	readonly items: number;
	/** Lines of NDJSON or rows of a table, including blank ones. */
	readonly lines: number;
	/** Bytes of one superbill or visit of JSON, or of one row of a table. */
	readonly lineBytes: number;
	/** Bytes of a cell of a table. */
	readonly cellBytes: number;
	/** Mistakes of visits that are kept. Of every further visit, only the first one is. */
	readonly findings: number;
}

const KIB = 1024;

export const LIMITS: Limits = {
	bytes: 32 * KIB * KIB,
	items: 10_000,
	lines: 100_000,
	lineBytes: 256 * KIB,
	cellBytes: 64 * KIB,
	findings: 20_000,
};

/** Rows or visits to read before other work of the process gets a turn. */
export const PAUSE_EVERY = 50;

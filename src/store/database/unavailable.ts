/**
 * What the stores say when they cannot be reached or cannot write for now. A caller may try again; nothing was done, or
 * all of it. https://www.postgresql.org/docs/current/errcodes-appendix.html https://www.sqlite.org/rescode.html
 */
const CODES =
	/^(?:SQLITE_(?:FULL|BUSY|LOCKED|IOERR|CANTOPEN|READONLY)|08\w{3}|25006|28\w{3}|3D000|40\w{3}|53\w{3}|55P03|57P0[1-5]|57014|25P03|58\w{3}|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** node-postgres says these without a code. */
const MESSAGES =
	/^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered a connection error|was closed)|Cannot use a pool after calling end)/;

/** The store cannot be used for now. */
export class StoreUnavailable extends Error {
	override readonly name = 'StoreUnavailable';
	readonly code: string;

	/** @param code what the log says of it. */
	constructor(message: string, code = 'STORE_UNAVAILABLE') {
		super(message);
		this.code = code;
	}
}

export function isStoreUnavailable(error: unknown): boolean {
	if (error instanceof StoreUnavailable) return true;
	if (!(error instanceof Error)) return false;
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	return CODES.test(code) || MESSAGES.test(error.message);
}

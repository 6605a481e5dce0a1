import { OperatorError } from '../../calls/operator-error.ts';
import { Refusal, type RefusalKind } from '../../calls/refusal.ts';

/**
 * Codes for a database that cannot be reached, or cannot write, at the moment.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 * https://www.sqlite.org/rescode.html
 */
const CODES =
	/^(?:SQLITE_(?:FULL|BUSY|LOCKED|IOERR|CANTOPEN|READONLY)|08\w{3}|25006|28\w{3}|3D000|40\w{3}|53\w{3}|55P03|57P0[1-5]|57014|25P03|58\w{3}|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;

/** node-postgres reports these without a code. */
const MESSAGES =
	/^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client (?:has encountered a connection error|was closed)|Cannot use a pool after calling end)/;

/** The store did nothing, or everything it was asked to do. The caller may try again. @param code for the log */
export function storeUnavailable(code: string): Refusal {
	return new Refusal(
		'store-unavailable',
		'Superbills cannot be read or stored at the moment. Send the request again in a few seconds.',
		undefined,
		{},
		code,
	);
}

/**
 * Codes for a database whose file or pages are damaged. Trying again does not help.
 * XX001 is data_corrupted, XX002 is index_corrupted.
 */
const DAMAGE = /^(?:SQLITE_(?:CORRUPT|NOTADB)|XX00[12]$)/;

/** Tells callers of a damaged store. @param code for the log */
export function storeDamaged(code: string): Refusal {
	return new Refusal(
		'store-damaged',
		'The database is damaged, so superbills cannot be read or stored. Whoever operates this service must restore a backup.',
		undefined,
		{},
		code,
	);
}

/** For the operator. */
export const RESTORE =
	'Stop the service, and restore the latest backup into an empty DATA_DIR or an empty database: superbill restore FILE';

export function damagedStore({ code }: Refusal): OperatorError {
	return new OperatorError(`The database is damaged (${code}). ${RESTORE}`, [], code);
}

export function isStoreDamaged(error: unknown): error is Refusal & { readonly code: string } {
	return error instanceof Refusal && error.kind === 'store-damaged';
}

const UNAVAILABLE: ReadonlySet<RefusalKind> = new Set(['unavailable', 'store-unavailable', 'store-damaged']);

/** Tests for the store or another part of the service that cannot be used at the moment. */
export function isStoreUnavailable(error: unknown): error is Refusal {
	return error instanceof Refusal && UNAVAILABLE.has(error.kind);
}

/** Turns a database's error into a refusal if it is not a bug, and returns any other error as it is. */
export function asUnavailable(error: unknown): unknown {
	if (!(error instanceof Error) || error instanceof Refusal) return error;
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	if (DAMAGE.test(code)) return storeDamaged(code);
	return CODES.test(code) || MESSAGES.test(error.message) ? storeUnavailable(code || 'NO_CONNECTION') : error;
}

export type ReportDamage = (damage: Refusal) => void;

export type Explain = typeof asUnavailable;

/** Does the same, and reports damage. */
export function explainedTo(onDamage: ReportDamage): Explain {
	return (error) => {
		const explained = asUnavailable(error);
		if (isStoreDamaged(explained)) onDamage(explained);
		return explained;
	};
}

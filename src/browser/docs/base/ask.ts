import type { CallOperation } from '../../base/call.ts';
import {
	type AskedSuperbill,
	batchQuestion,
	type IssuedSuperbill,
	issueQuestion,
	type Question,
	replaceQuestion,
	voidQuestion,
} from './confirmation.ts';

/** A request that is about to be sent. */
export interface Intent {
	readonly operationId: string;
	/** Parameters by place and name, such as `path.id`. */
	readonly parameters: Readonly<Record<string, unknown>>;
	/** The text of a JSON body, a file, or nothing. */
	readonly body: unknown;
	readonly contentType: string;
}

/** True if the same would be sent. A file is the same only if nobody chose one again. */
export function isSame(a: Intent, b: Intent): boolean {
	return (
		a.body === b.body &&
		a.contentType === b.contentType &&
		JSON.stringify(a.parameters) === JSON.stringify(b.parameters)
	);
}

type Ask = (intent: Intent, call: CallOperation) => Promise<Question | undefined>;

interface Validated {
	readonly status: string;
	readonly totals?: { readonly totalCharges: string };
}

const askOfFile: Ask = async ({ parameters }) =>
	parameters['query.mode'] === 'issue' ? batchQuestion(undefined) : undefined;

const QUESTIONS: Readonly<Record<string, Ask>> = {
	async issueSuperbill({ body }, call) {
		const superbill = objectIn(body);
		const total = await totalOf(superbill, call);
		return total === 'refused' ? undefined : issueQuestion(superbill, total);
	},

	async replaceSuperbill({ body, parameters }, call) {
		const superbill = (objectIn(body) as { superbill?: AskedSuperbill }).superbill ?? {};
		const [total, original] = await Promise.all([totalOf(superbill, call), issued(parameters, call)]);
		return total === 'refused' ? undefined : replaceQuestion(superbill, total, original?.number);
	},

	async voidSuperbill({ parameters }, call) {
		return voidQuestion(await issued(parameters, call));
	},

	async issueBatch({ parameters }, call) {
		const { ok, value } = await call<{ counts: { checked: number; failed: number } }>('getBatch', {
			path: { id: String(parameters['path.id']) },
		});
		return ok ? batchQuestion(value.counts.checked, value.counts.failed) : batchQuestion(undefined);
	},

	// An upload may be large, so it is not sent beforehand to learn how many superbills it has.
	async createBatch({ body }) {
		const { mode, superbills } = objectIn(body) as { mode?: unknown; superbills?: unknown };
		if (mode !== 'issue') return undefined;
		return batchQuestion(Array.isArray(superbills) ? superbills.length : undefined);
	},
	createBatchFromLines: askOfFile,
	createBatchFromTable: askOfFile,
};

/** Asks before an operation that stores something for good. Nothing if the service will refuse it anyway. */
export async function questionBefore(intent: Intent, call: CallOperation): Promise<Question | undefined> {
	return QUESTIONS[intent.operationId]?.(intent, call);
}

/** Mistakes of the caller, for which nothing is issued. */
const refuses = (status: number): boolean => [400, 401, 403, 413, 415, 422].includes(status);

function objectIn(body: unknown): object {
	const value: unknown = JSON.parse(String(body));
	return typeof value === 'object' && value !== null ? value : {};
}

/** The total of a superbill, if the checks could tell; `refused` if they found errors. */
async function totalOf(
	superbill: AskedSuperbill,
	call: CallOperation,
): Promise<string | 'refused' | undefined> {
	const { ok, status, value } = await call<Validated>('validateSuperbill', { body: superbill });
	if (!ok) return refuses(status) ? 'refused' : undefined;
	return value.status === 'errors' ? 'refused' : value.totals?.totalCharges;
}

/**
 * Reads the superbill as any other program does, with an event in the audit log: the question shows whose superbill it is and its
 * total, and whoever sees that is on record.
 */
async function issued(
	parameters: Intent['parameters'],
	call: CallOperation,
): Promise<IssuedSuperbill | undefined> {
	const { ok, value } = await call<IssuedSuperbill>('getSuperbill', {
		path: { id: String(parameters['path.id']) },
	});
	return ok ? value : undefined;
}

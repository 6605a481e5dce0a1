import canonicalize from 'canonicalize';
import { type Action, appendEvent, superbillEvent } from '../audit/events.ts';
import { type Call, maySee } from '../calls/actor.ts';
import type { ListPage } from '../calls/page.ts';
import { inFlight, invalidBody, noSuperbill, Refusal, refused } from '../calls/refusal.ts';
import type { Timed } from '../calls/timings.ts';
import { DEFAULT_PRACTICE, type Practice } from '../practices/practice.ts';
import { namedPractice } from '../practices/references.ts';
import { requestLike, type SentSuperbill } from '../practices/sent.ts';
import type { SuperbillService, Validation } from '../service/service.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import { practicesOf } from '../store/practices.ts';
import type { Store } from '../store/store.ts';
import { superbillsIn, superbillsOf } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import type { Finding } from '../superbill/finding.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { SiblingName } from '../superbill/sibling.ts';
import { keyWithId } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { type CurrentDocument, currentDocument, purged, refuseLapsed } from './current-document.ts';
import { type FoundSuperbill, listSuperbills, type OnDamage, searchSuperbills } from './find.ts';
import { type Issued, idempotencyKey, issue } from './issue.ts';
import { notIssued } from './issue-together.ts';
import { holdSuperbill, type LegalHold, releaseSuperbill } from './legal-hold.ts';
import { recordPayment } from './payments.ts';
import { type Foreseen, foresee } from './ready.ts';
import { recordOf, type SuperbillRecord } from './record.ts';
import { LegalHoldRequest, type ListRequest, ReplacementRequest, VoidRequest } from './requests.ts';
import { openContents, openLaterPayments } from './sealed.ts';

/** The PDF of an issued superbill. */
export interface StoredPdf extends CurrentDocument {
	readonly id: string;
	readonly number: string;
}

/** A sibling of an issued superbill. */
export interface RenderedSibling extends Timed {
	readonly pdf: Buffer;
	readonly fileName: string;
}

/** Operations on issued superbills. Each is recorded in the audit log, and throws a `Refusal` if it cannot be done. */
export interface Records {
	/** Finds the practice that a request is for. `practice` is its profile, if it is on file. */
	practiceFor(
		call: Call,
		body: unknown,
	): Promise<{ readonly owner: string; readonly practice?: Practice | undefined }>;
	/** Checks a request; without errors, and if the store can be reached, also says what issuing it would do. */
	validate(call: Call, body: unknown): Promise<Validation & Timed & { readonly issuing?: Foreseen }>;
	issue(call: Call, body: unknown, options?: IssueOptions): Promise<Issued>;
	replace(call: Call, id: string, body: unknown, key?: string): Promise<Issued>;
	void(call: Call, id: string, body: unknown): Promise<SuperbillRecord>;
	/** Records a payment made after the superbill was issued. */
	pay(
		call: Call,
		id: string,
		body: unknown,
		key?: string,
	): Promise<{ readonly record: SuperbillRecord; readonly replayed: boolean }>;
	hold(call: Call, id: string, body: unknown): Promise<LegalHold>;
	release(call: Call, id: string): Promise<LegalHold>;
	list(call: Call, request: ListRequest): Promise<ListPage<FoundSuperbill>>;
	search(call: Call, body: unknown): Promise<ListPage<FoundSuperbill>>;
	record(call: Call, id: string): Promise<SuperbillRecord>;
	/** Reads the request for another superbill like this one. */
	request(call: Call, id: string): Promise<SentSuperbill>;
	/** Draws a sibling of a superbill from its record, with the payments made since. */
	sibling(call: Call, id: string, name: SiblingName): Promise<RenderedSibling>;
	/** Reads the PDF as it is now, marked if it does not count any more, or as it was issued. */
	pdf(call: Call, id: string, as?: 'issued'): Promise<StoredPdf>;
}

export interface IssueOptions {
	/** Idempotency-Key. */
	readonly key?: string | undefined;
	/** Also if the same services were issued within the last day. */
	readonly again?: boolean;
}

export interface RecordParts {
	/** @throws Refusal `unavailable` while there is none */
	readonly store: () => Store;
	readonly service: SuperbillService;
	/** Of a practice that has none. */
	readonly timeZone: string;
	/** Called if part of an answer cannot be decrypted and is left out. */
	readonly onDamage?: OnDamage;
}

/** The longest that the checks wait for the store, which may itself wait for another process. */
const MOST_WAIT_MS = 250;

/** @returns nothing if the store cannot be reached, or not soon */
async function inTime<T>(work: () => Promise<T>): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const timeOut = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), MOST_WAIT_MS);
	});
	const found = work().catch((error) => {
		if (isStoreUnavailable(error)) return undefined;
		throw error;
	});
	// Nobody waits for it any more once the time is over.
	found.catch(() => {});
	try {
		return await Promise.race([found, timeOut]);
	} finally {
		clearTimeout(timer);
	}
}
export function createRecords({ store, service, timeZone, onDamage }: RecordParts): Records {
	/** Idempotency-Keys of requests that this process is working on. */
	const running = new Set<string>();

	async function once<T>(
		call: Call,
		key: string | undefined,
		operation: string,
		body: unknown,
		work: (store: Store, key?: ReturnType<typeof idempotencyKey>) => Promise<T>,
	): Promise<T> {
		const open = store();
		if (key === undefined) return work(open);
		const mine = `${call.actor.name}\n${key}`;
		if (running.has(mine)) throw inFlight();
		running.add(mine);
		try {
			return await work(open, idempotencyKey(open, call, key, operation, body));
		} finally {
			running.delete(mine);
		}
	}

	async function practiceFor({ actor }: Call, body: unknown) {
		if (actor.withoutStore) return { owner: DEFAULT_PRACTICE, practice: undefined };
		const named = namedPractice(body);
		const own = named !== undefined && maySee(actor, named) ? named : actor.practice;
		const practice = own === null ? undefined : await practicesOf(store(), actor).find(own);
		return { owner: own ?? DEFAULT_PRACTICE, practice };
	}

	async function find({ actor }: Call, id: string): Promise<SuperbillRow> {
		const row = await superbillsOf(store().db, actor).find({ id });
		if (!row) throw noSuperbill();
		return row;
	}

	async function log(call: Call, row: SuperbillRow, action: Action): Promise<void> {
		const open = store();
		await open.transaction((tx) => appendEvent(open, tx, call, superbillEvent(row, action)));
	}

	return {
		practiceFor,
		async validate(call, body) {
			const sent = await practiceFor(call, body);
			const { examined, ...validation } = service.validate(body, sent.practice);
			if (!examined || validation.status === 'errors' || call.actor.withoutStore) return validation;
			const issuing = await inTime(async () => foresee(store(), call, sent, examined));
			return issuing === undefined ? validation : { ...validation, issuing };
		},
		issue: (call, body, { key, again = false } = {}) =>
			once(call, key, again ? 'issue again' : 'issue', body, async (open, key) =>
				issue(open, service, call, { ...(await practiceFor(call, body)), body, key, again }),
			),
		replace: (call, id, sent, key) =>
			once(call, key, `replace ${id}`, sent, async (open, key) => {
				const original = await find(call, id);
				const { value, findings } = readShape(ReplacementRequest, sent);
				if (!value) throw refused(findings);
				const { superbill, ...why } = value;
				const contents = openContents(open.keyring, original);
				const body = correcting(superbill, original, contents?.payload, why);
				// A replacement belongs to the practice of the original, even if the key can see others.
				const actor = { ...call.actor, practice: original.practice_id };
				const owner = await practiceFor({ ...call, actor }, superbill);
				try {
					return await issue(open, service, call, { ...owner, body, replaces: original, key });
				} catch (error) {
					throw error instanceof Refusal && error.findings
						? refused(error.findings.map(withinSuperbill), error.timings)
						: error;
				}
			}),
		async void(call, id, sent) {
			const row = await find(call, id);
			const { value, findings } = readShape(VoidRequest, sent);
			if (!value) throw invalidBody(findings);
			const open = store();
			await open.transaction(async (tx) => {
				const superbills = superbillsIn(tx, call.actor);
				const keyId = await superbills.leaveIssued(row.seq, 'void', call.now.toISOString());
				if (keyId === undefined) throw await notIssued(superbills, row.seq);
				const key = keyWithId(open.keyring, keyId);
				const sealed = SEALED.superbills.void_reason.seal(key, row, value.reason);
				await superbills.keepReason(row.seq, 'void_reason', sealed);
				await appendEvent(open, tx, call, superbillEvent(row, 'superbill.void'));
			});
			return recordOf(open, superbillsOf(open.db, call.actor), await find(call, id));
		},
		pay: (call, id, sent, key) =>
			once(call, key, `pay ${id}`, sent, async (open, key) => {
				const replayed = await recordPayment(open, service, call, await find(call, id), sent, key);
				return {
					replayed,
					record: await recordOf(open, superbillsOf(open.db, call.actor), await find(call, id)),
				};
			}),
		async hold(call, id, sent) {
			const row = await find(call, id);
			const { value, findings } = readShape(LegalHoldRequest, sent);
			if (!value) throw invalidBody(findings);
			return holdSuperbill(store(), call, row, value.reason);
		},
		release: async (call, id) => releaseSuperbill(store(), call, await find(call, id)),
		list: async (call, request) => listSuperbills(store(), call, request, onDamage),
		search: async (call, body) => searchSuperbills(store(), call, body, onDamage),
		async record(call, id) {
			const row = await find(call, id);
			// Decrypts before it writes the event: a rotation could remove the data key in between.
			const record = await recordOf(store(), superbillsOf(store().db, call.actor), row);
			await log(call, row, 'superbill.read');
			return record;
		},
		async request(call, id) {
			const row = await find(call, id);
			const open = store();
			const contents = openContents(open.keyring, row);
			if (!contents) throw purged();
			const practice = await practicesOf(open, call.actor).find(row.practice_id);
			await log(call, row, 'superbill.read');
			return requestLike(contents.payload, practice);
		},
		async sibling(call, id, name) {
			const row = await find(call, id);
			const open = store();
			if (row.status !== 'issued') await refuseLapsed(superbillsOf(open.db, call.actor), row.seq);
			const contents = openContents(open.keyring, row);
			if (!contents) throw purged();
			const { payload } = contents;
			const request = {
				...payload,
				issuedOn: row.issued_on,
				number: row.number,
				template: row.template_id,
				payments: [...(payload.payments ?? []), ...openLaterPayments(open.keyring, row)],
			};
			const practice = await practicesOf(open, call.actor).find(row.practice_id);
			const caller = { caller: call.actor.name };
			const rendering = await service.renderIssued({ request, practice, timeZone }, name, caller);
			if (rendering.refused) throw refused(rendering.findings, rendering.timings);
			await open.transaction((tx) =>
				appendEvent(open, tx, call, {
					...superbillEvent(row, 'superbill.read-document'),
					details: { document: name },
				}),
			);
			return rendering;
		},
		async pdf(call, id, as) {
			const row = await find(call, id);
			const superbills = superbillsOf(store().db, call.actor);
			const found = await currentDocument(store(), superbills, row, as === 'issued' ? undefined : timeZone);
			if (!found) throw purged();
			await log(call, row, 'superbill.read-pdf');
			return { id, number: row.number, ...found };
		},
	};
}

/**
 * Fills in the superbill that a replacement replaces. The payload of its record may be sent as it is: the number and the
 * replacement in it belong to the original, so they are left out.
 */
function correcting(
	superbill: unknown,
	{ number, issued_on: issuedOn }: SuperbillRow,
	original: Pick<SuperbillRequest, 'replaces'> | undefined,
	why: { readonly reason: string; readonly payerClaimNumber?: string | undefined },
): unknown {
	if (typeof superbill !== 'object' || superbill === null || Array.isArray(superbill)) return superbill;
	const { number: sent, replaces, ...corrected } = superbill as Record<string, unknown>;
	const isOriginal = canonicalize(replaces) === canonicalize(original?.replaces);
	if (replaces !== undefined && !isOriginal) {
		throw refused([
			shapeFinding(
				['superbill', 'replaces'],
				'superbill.replaces is filled in by this operation.',
				'Remove it. Send reason and payerClaimNumber next to superbill.',
			),
		]);
	}
	return {
		...corrected,
		...(sent !== undefined && sent !== number && { number: sent }),
		replaces: { number, issuedOn, ...why },
	};
}

/** Makes a finding point into the body as sent. A finding about `replaces`, which was not sent, points to the superbill. */
function withinSuperbill(finding: Finding): Finding {
	const added = finding.pointer === '/replaces' || finding.pointer.startsWith('/replaces/');
	return { ...finding, pointer: added ? '/superbill' : `/superbill${finding.pointer}` };
}

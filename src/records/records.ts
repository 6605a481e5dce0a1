import { type Action, append } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { maySee } from '../calls/actor.ts';
import { inFlight, noSuperbill, Refusal, refused } from '../calls/refusal.ts';
import { DEFAULT_PRACTICE, type Practice } from '../practices/practice.ts';
import { namedPractice } from '../practices/references.ts';
import type { SuperbillService } from '../service/service.ts';
import { findPractice } from '../store/practices.ts';
import type { Store } from '../store/store.ts';
import { findDocument } from '../store/superbill-documents.ts';
import {
	findSuperbill,
	isSuperbillId,
	keepReason,
	leaveIssued,
	type SuperbillRow,
} from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import { keyWithId } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { type Found, listSuperbills, type OnDamage, searchSuperbills } from './find.ts';
import type { ListRequest } from './find-requests.ts';
import { type Issued, idempotencyKey, issue } from './issue.ts';
import { whyNotIssued } from './issue-together.ts';
import { holdSuperbill, type LegalHold, releaseSuperbill } from './legal-hold.ts';
import { recordOf, type SuperbillRecord } from './record.ts';
import { LegalHoldRequest, ReplacementRequest, VoidRequest } from './requests.ts';

/** The bytes of a superbill, and what tells these bytes from others. */
export interface StoredPdf {
	readonly id: string;
	readonly number: string;
	readonly pdf: Buffer;
	/** SHA-256 of the document that was issued; the void one has another tag. */
	readonly tag: string;
}

/** Issued superbills and what may be done with them. Everything leaves a trace, and refuses by `Refusal`. */
export interface Records {
	/** The practice whose letterhead, providers and defaults a request uses, where one is stored. */
	practiceFor(
		call: Call,
		body: unknown,
	): Promise<{ readonly owner: string; readonly practice?: Practice | undefined }>;
	issue(call: Call, body: unknown, key?: string): Promise<Issued>;
	replace(call: Call, id: string, body: unknown, key?: string): Promise<Issued>;
	void(call: Call, id: string, body: unknown): Promise<SuperbillRecord>;
	hold(call: Call, id: string, body: unknown): Promise<LegalHold>;
	release(call: Call, id: string): Promise<LegalHold>;
	list(call: Call, request: ListRequest): Promise<Found>;
	search(call: Call, body: unknown): Promise<Found>;
	record(call: Call, id: string): Promise<SuperbillRecord>;
	pdf(call: Call, id: string): Promise<StoredPdf>;
}

export interface RecordParts {
	/** @throws StoreUnavailable where there is none for now. */
	readonly store: () => Store;
	readonly service: SuperbillService;
	/** A document with VOID across its pages. */
	readonly stampVoid: (pdf: Buffer) => Buffer;
	/** Told of what does not open, where the rest of an answer goes on without it. */
	readonly onDamage?: OnDamage;
}

export function createRecords({ store, service, stampVoid, onDamage }: RecordParts): Records {
	/** Idempotency-Keys whose requests this process is answering. */
	const running = new Set<string>();

	async function once(
		call: Call,
		key: string | undefined,
		operation: string,
		body: unknown,
		work: (store: Store, key?: ReturnType<typeof idempotencyKey>) => Promise<Issued>,
	): Promise<Issued> {
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
		const practice = own === undefined ? undefined : await findPractice(store(), own);
		return { owner: own ?? DEFAULT_PRACTICE, practice };
	}

	async function find({ actor }: Call, id: string): Promise<SuperbillRow> {
		const row = isSuperbillId(id) ? await findSuperbill(store().db, { id }, actor.practice) : undefined;
		if (!row) throw noSuperbill();
		return row;
	}

	async function trace(call: Call, row: SuperbillRow, action: Action): Promise<void> {
		const open = store();
		await open.transaction((tx) =>
			append(open, tx, call, { action, practice: row.practice_id, subject: `superbill:${row.id}` }),
		);
	}

	return {
		practiceFor,
		issue: (call, body, key) =>
			once(call, key, 'issue', body, async (open, key) =>
				issue(open, service, call, { ...(await practiceFor(call, body)), body, key }),
			),
		replace: (call, id, sent, key) =>
			once(call, key, `replace ${id}`, sent, async (open, key) => {
				const original = await find(call, id);
				const { value, findings } = readShape(ReplacementRequest, sent);
				if (!value) throw refused(findings);
				const { superbill, ...why } = value;
				const body = correcting(superbill, original, why);
				// Its own practice, whatever else the key may see.
				const theirs: Call = { ...call, actor: { ...call.actor, practice: original.practice_id } };
				const whose = await practiceFor(theirs, superbill);
				try {
					return await issue(open, service, call, { ...whose, body, replaces: original, key });
				} catch (error) {
					throw error instanceof Refusal && error.findings
						? refused(error.findings.map(withinSuperbill), error.timings)
						: error;
				}
			}),
		async void(call, id, sent) {
			const row = await find(call, id);
			const { value, findings } = readShape(VoidRequest, sent);
			if (!value) throw refused(findings);
			const open = store();
			await open.transaction(async (tx) => {
				const change = { status: 'void', voided_at: call.now.toISOString() } as const;
				const keyId = await leaveIssued(tx, row.seq, change);
				if (keyId === undefined) throw new Refusal('conflict', await whyNotIssued(tx, row.seq));
				const key = keyWithId(open.keyring, keyId);
				const sealed = SEALED.superbills.void_reason.seal(key, row, value.reason);
				await keepReason(tx, row.seq, 'void_reason', sealed);
				await append(open, tx, call, {
					action: 'superbill.void',
					practice: row.practice_id,
					subject: `superbill:${row.id}`,
				});
			});
			return recordOf(open, open.db, await find(call, id));
		},
		async hold(call, id, sent) {
			const row = await find(call, id);
			const { value, findings } = readShape(LegalHoldRequest, sent);
			if (!value) throw refused(findings);
			return holdSuperbill(store(), call, row, value.reason);
		},
		release: async (call, id) => releaseSuperbill(store(), call, await find(call, id)),
		list: async (call, request) => listSuperbills(store(), call, request, onDamage),
		search: async (call, body) => searchSuperbills(store(), call, body, onDamage),
		async record(call, id) {
			const row = await find(call, id);
			// Opened first: the trace may wait, and a rotation end meanwhile.
			const record = await recordOf(store(), store().db, row);
			await trace(call, row, 'superbill.read');
			return record;
		},
		async pdf(call, id) {
			const row = await find(call, id);
			const sealed = await findDocument(store(), store().db, row.seq);
			if (!sealed) throw purged();
			const pdf = SEALED.superbill_documents.pdf.open(store().keyring, row, sealed);
			await trace(call, row, 'superbill.read-pdf');
			const { number, pdf_sha256: sha256 } = row;
			return row.status === 'void'
				? { id, number, pdf: stampVoid(pdf), tag: `${sha256}-void` }
				: { id, number, pdf, tag: sha256 };
		},
	};
}

export function purged(): Refusal {
	return new Refusal(
		'gone',
		'What this superbill held was purged, as RETENTION_DAYS asks. Its number, hash and history remain.',
	);
}

/** The request of a correction, saying what it corrects. Another word on that within it is a mistake. */
function correcting(
	superbill: unknown,
	{ number, issued_on: issuedOn }: SuperbillRow,
	why: { readonly reason: string; readonly payerClaimNumber?: string | undefined },
): unknown {
	if (typeof superbill !== 'object' || superbill === null || Array.isArray(superbill)) return superbill;
	if ('replaces' in superbill) {
		throw refused([
			shapeFinding(
				['superbill', 'replaces'],
				'superbill.replaces is set by this operation itself.',
				'Remove it; give reason and payerClaimNumber beside superbill.',
			),
		]);
	}
	return { ...superbill, replaces: { number, issuedOn, ...why } };
}

/** Findings point into what was sent, where the superbill is one property. What was added is said of the whole. */
function withinSuperbill(finding: Finding): Finding {
	const added = finding.pointer === '/replaces' || finding.pointer.startsWith('/replaces/');
	return { ...finding, pointer: added ? '/superbill' : `/superbill${finding.pointer}` };
}

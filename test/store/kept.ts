import { createHash } from 'node:crypto';
import { chainHash } from '../../src/audit/events.ts';
import type { Store } from '../../src/store/store.ts';
import { findDocument, openDocument } from '../../src/store/superbill-documents.ts';
import { numberInSeries } from '../../src/superbill/numbering.ts';

/** Answers that callers received. */
export interface Told {
	/** Superbills whose 201 has arrived, by id. */
	readonly issued: Map<string, { readonly number: string; readonly sha256: string }>;
	/** Ids of superbills, each with the id of its replacement. */
	readonly replaced: Map<string, string>;
	readonly voided: Set<string>;
	/** Numbers that callers chose. */
	readonly chosen: Set<string>;
}

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Compares a store with the answers that callers received. @returns a sentence for each difference */
export async function faultsOf(store: Store, told: Told): Promise<string[]> {
	const rows = await store.db
		.selectFrom('superbills')
		.select(['seq', 'id', 'practice_id', 'number', 'status', 'replaces', 'pdf_sha256'])
		.execute();
	const byId = new Map(rows.map((row) => [row.id, row]));
	const idOf = new Map(rows.map(({ seq, id }) => [seq, id]));
	const faults: string[] = [];

	for (const { id, number } of rows) {
		if (!told.issued.has(id)) faults.push(`${number} is stored, but nobody was told of it`);
	}
	for (const [id, { number, sha256 }] of told.issued) {
		const row = byId.get(id);
		if (!row) faults.push(`${number} is lost`);
		else if (row.number !== number || row.pdf_sha256 !== sha256) faults.push(`${number} was changed`);
	}

	const successors = new Map<string, string[]>();
	for (const { id, replaces } of rows) {
		if (replaces === null) continue;
		const original = idOf.get(replaces) as string;
		successors.set(original, [...(successors.get(original) ?? []), id]);
	}
	for (const { id, number, status } of rows) {
		const after = successors.get(id) ?? [];
		if (after.length !== (status === 'replaced' ? 1 : 0)) {
			faults.push(`${number} is ${status}, and ${after.length} replace it`);
		}
		if (told.voided.has(id) && status !== 'void') faults.push(`${number} was voided, and is ${status}`);
		const successor = told.replaced.get(id);
		if (successor !== undefined && after[0] !== successor) faults.push(`${number} has another successor`);
	}
	return [...faults, ...(await numberFaults(store, told)), ...(await auditFaults(store))];
}

/** Checks that no number is skipped or used twice. Only callers may choose numbers beyond the counter. */
async function numberFaults({ db }: Store, { chosen }: Told): Promise<string[]> {
	const faults: string[] = [];
	const rows = await db.selectFrom('superbills').select(['practice_id', 'number']).execute();
	const taken = new Map<string, number>();
	for (const { practice_id, number } of rows) {
		const one = `${practice_id} ${number}`;
		taken.set(one, (taken.get(one) ?? 0) + 1);
	}
	for (const [number, times] of taken) if (times > 1) faults.push(`${number} was used ${times} times`);
	for (const { practice_id, series, next } of await db.selectFrom('number_counters').selectAll().execute()) {
		for (let place = 1; place < next; place++) {
			const number = numberInSeries(series, place);
			if (!taken.delete(`${practice_id} ${number}`)) faults.push(`${practice_id} ${number} was skipped`);
		}
	}
	for (const one of taken.keys()) {
		if (!chosen.has(one.split(' ')[1] as string)) faults.push(`${one} is beyond its counter`);
	}
	return faults;
}

/** Checks that every audit chain is unbroken to its end, and records each issue and void once. */
async function auditFaults({ db, integrity }: Store): Promise<string[]> {
	const faults: string[] = [];
	const told = new Map<string, number>();
	for (const end of await db.selectFrom('audit_chains').selectAll().execute()) {
		const events = await db
			.selectFrom('audit_events')
			.selectAll()
			.where('chain', '=', end.chain)
			.orderBy('position')
			.execute();
		let before = '';
		for (const [i, { hash, ...event }] of events.entries()) {
			if (event.position !== i + 1 || chainHash(integrity.audit, before, event) !== hash) {
				faults.push(`the chain ${end.chain} breaks at ${event.position}`);
			}
			before = hash;
			const recorded = `${event.action} ${event.subject}`;
			told.set(recorded, (told.get(recorded) ?? 0) + 1);
		}
		if (end.position !== events.length || end.hash !== before) faults.push(`the end of ${end.chain} is lost`);
	}
	const rows = await db.selectFrom('superbills').select(['id', 'number', 'status', 'replaces']).execute();
	for (const { id, number, status, replaces } of rows) {
		const made = replaces === null ? 'superbill.issue' : 'superbill.replace';
		if (told.get(`${made} superbill:${id}`) !== 1)
			faults.push(`the audit log does not record ${number} once`);
		const voids = told.get(`superbill.void superbill:${id}`) ?? 0;
		if (voids !== (status === 'void' ? 1 : 0))
			faults.push(`the audit log records ${voids} voids of ${number}`);
	}
	return faults;
}

/** Opens every stored document. @returns a sentence for each that has other bytes. */
export async function documentFaults(store: Store): Promise<string[]> {
	const { db, keyring } = store;
	const faults: string[] = [];
	const rows = await db
		.selectFrom('superbills')
		.select(['seq', 'id', 'practice_id', 'number', 'pdf_sha256'])
		.execute();
	for (const row of rows) {
		const { seq, number, pdf_sha256 } = row;
		const sealed = await findDocument(store, db, seq);
		if (!sealed || sha256(openDocument(keyring, row, sealed)) !== pdf_sha256) {
			faults.push(`${number} has other bytes`);
		}
	}
	return faults;
}

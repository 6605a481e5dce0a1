import type { Store } from '../store/store.ts';
import type { Superbills } from '../store/superbills.ts';
import type { RecordStatus, SuperbillRow } from '../store/tables.ts';
import { moneyText } from '../superbill/money.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import {
	currentTotals,
	type LaterPayment,
	openContents,
	openLaterPayments,
	type SuperbillContents,
} from './sealed.ts';

interface LinkedRecord {
	readonly id: string;
	readonly number: string;
}

/** An issued superbill. Its contents are missing once purged. */
export interface SuperbillRecord extends Partial<SuperbillContents> {
	readonly id: string;
	readonly number: string;
	readonly status: RecordStatus;
	readonly practice: string;
	readonly issuedOn: string;
	readonly issuedAt: string;
	/** The last time that anything of it changed. */
	readonly updatedAt: string;
	readonly issuedBy: string;
	readonly template: { readonly id: string; readonly version: number; readonly sha256: string };
	readonly serviceVersion: string;
	/** SHA-256 of the PDF as issued. */
	readonly sha256: string;
	/** Length of the PDF as issued. */
	readonly bytes: number;
	readonly replaces: LinkedRecord | null;
	readonly replacedBy: LinkedRecord | null;
	readonly voidedAt: string | null;
	readonly voidReason: string | null;
	readonly heldAt: string | null;
	readonly holdReason: string | null;
	readonly purgedAt: string | null;
	/** Payments made since it was issued, and what is left to pay after them. */
	readonly laterPayments?: readonly LaterPayment[];
	readonly balance?: string;
}

export async function recordOf(
	{ keyring }: Store,
	superbills: Superbills,
	row: SuperbillRow,
): Promise<SuperbillRecord> {
	const replaced = row.replaces === null ? undefined : await superbills.find({ seq: row.replaces });
	const successor = row.status === 'replaced' ? await superbills.findReplacement(row.seq) : undefined;
	const { void_reason, hold_reason } = SEALED.superbills;
	const contents = openContents(keyring, row);
	const laterPayments = openLaterPayments(keyring, row);
	return {
		id: row.id,
		number: row.number,
		status: row.status,
		practice: row.practice_id,
		issuedOn: row.issued_on,
		issuedAt: row.created_at,
		updatedAt: row.updated_at ?? row.created_at,
		issuedBy: row.actor,
		template: { id: row.template_id, version: row.template_version, sha256: row.template_sha256 },
		serviceVersion: row.service_version,
		sha256: row.pdf_sha256,
		bytes: row.pdf_bytes,
		replaces: link(replaced),
		replacedBy: link(successor),
		voidedAt: row.voided_at,
		voidReason: row.void_reason && void_reason.open(keyring, row, row.void_reason).toString(),
		heldAt: row.held_at,
		holdReason: row.hold_reason && hold_reason.open(keyring, row, row.hold_reason).toString(),
		purgedAt: row.purged_at,
		...contents,
		...(contents && { laterPayments, balance: moneyText(currentTotals(contents, laterPayments).balance) }),
	};
}

const link = (row: LinkedRecord | undefined): LinkedRecord | null =>
	row ? { id: row.id, number: row.number } : null;

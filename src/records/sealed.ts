import type { Prepared } from '../service/service.ts';
import type { SuperbillRow } from '../store/tables.ts';
import type { Finding } from '../superbill/finding.ts';
import type { Metadata } from '../superbill/metadata.ts';
import { moneyText } from '../superbill/money.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import { diagnosisLetters } from '../superbill/superbill.ts';
import { computeTotals, type Totals, type TotalsText, totalsText } from '../superbill/totals.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import type { PaymentRequest } from './requests.ts';

/** The contents of a superbill: what was requested and what the checks found. Sealed together. */
export interface SuperbillContents {
	readonly payload: SuperbillRequest;
	readonly findings: readonly Finding[];
	readonly totals: TotalsText;
	readonly diagnosisLetters: Readonly<Record<string, string>>;
}

/** The part of a superbill that lists show. Sealed separately: a list does not decrypt whole superbills. */
export interface SuperbillSummary {
	readonly patient: {
		readonly firstName: string;
		readonly lastName: string;
		/** Null for a superbill of a version that did not keep it here. */
		readonly birthDate: string | null;
		readonly accountNumber: string | null;
	};
	/** First and last date of service. */
	readonly serviceFrom: string;
	readonly serviceTo: string;
	readonly totalCharges: string;
	readonly balance: string;
	readonly metadata?: Metadata | undefined;
}

/** The columns that identify a superbill and never change. */
type Owned = Pick<SuperbillRow, 'id' | 'practice_id'>;

export function contentsOf({ request, issuedOn, findings, totals }: Prepared): SuperbillContents {
	return {
		payload: { ...request, issuedOn },
		findings,
		totals: totalsText(totals),
		diagnosisLetters: diagnosisLetters(request),
	};
}

export function summaryOf({ request, totals }: Prepared): SuperbillSummary {
	const days = request.serviceLines.map(({ date }) => date).sort();
	const { totalCharges, balance } = totalsText(totals);
	const { firstName, lastName, birthDate, accountNumber = null } = request.patient;
	return {
		patient: { firstName, lastName, birthDate, accountNumber },
		serviceFrom: days[0] as string,
		serviceTo: days.at(-1) as string,
		totalCharges,
		balance,
		metadata: request.metadata,
	};
}

export function sealContents(
	key: DataKey,
	row: Owned,
	prepared: Prepared,
): { record: Buffer; summary: Buffer } {
	const { record, summary } = SEALED.superbills;
	return {
		record: record.sealJson(key, row, contentsOf(prepared)),
		summary: summary.sealJson(key, row, summaryOf(prepared)),
	};
}

/** Returns nothing once purged. */
export function openContents(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'record'>,
): SuperbillContents | undefined {
	return row.record ? SEALED.superbills.record.openJson(keyring, row, row.record) : undefined;
}

/** Returns nothing once purged. */
export function openSummary(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'summary'>,
): SuperbillSummary | undefined {
	if (!row.summary) return undefined;
	const { patient, ...summary } = SEALED.superbills.summary.openJson<SuperbillSummary>(
		keyring,
		row,
		row.summary,
	);
	return {
		...summary,
		patient: {
			...patient,
			birthDate: patient.birthDate ?? null,
			accountNumber: patient.accountNumber ?? null,
		},
	};
}

/** A payment made after the superbill was issued. */
export interface LaterPayment extends PaymentRequest {
	readonly recordedAt: string;
	/** As in the audit log. */
	readonly recordedBy: string;
}

export function openLaterPayments(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'later_payments'>,
): readonly LaterPayment[] {
	return row.later_payments
		? SEALED.superbills.later_payments.openJson(keyring, row, row.later_payments)
		: [];
}

/** The totals as they are after the payments made since the superbill was issued. */
export function currentTotals(
	{ payload }: Pick<SuperbillContents, 'payload'>,
	later: readonly PaymentRequest[],
): Totals {
	return computeTotals({ ...payload, payments: [...(payload.payments ?? []), ...later] });
}

/** Seals payments made since a superbill was issued, and its summary with what is left to pay. */
export function sealLaterPayments(
	key: DataKey,
	row: Owned,
	later: readonly LaterPayment[],
	summary: SuperbillSummary,
	{ balance }: Totals,
): { later_payments: Buffer; summary: Buffer } {
	const columns = SEALED.superbills;
	return {
		later_payments: columns.later_payments.sealJson(key, row, later),
		summary: columns.summary.sealJson(key, row, { ...summary, balance: moneyText(balance) }),
	};
}

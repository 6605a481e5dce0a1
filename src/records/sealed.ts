import type { Prepared } from '../service/service.ts';
import type { SuperbillRow } from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import { diagnosisLetters } from '../superbill/superbill.ts';
import { type TotalsText, totalsText } from '../superbill/totals.ts';
import type { Keyring } from '../vault/keyring.ts';
import { open, openJson, type Place, seal, sealJson } from '../vault/seal.ts';

/** The contents of a superbill: what was requested and what the checks found. Sealed together. */
export interface SuperbillContents {
	readonly payload: SuperbillRequest;
	readonly findings: readonly Finding[];
	readonly totals: TotalsText;
	readonly diagnosisLetters: Readonly<Record<string, string>>;
}

/** The part of a superbill that lists show. Sealed separately: a list does not decrypt whole superbills. */
export interface SuperbillSummary {
	readonly patient: { readonly firstName: string; readonly lastName: string };
	/** First and last date of service. */
	readonly serviceFrom: string;
	readonly serviceTo: string;
	readonly totalCharges: string;
	readonly balance: string;
}

type SealedColumn = 'record' | 'summary' | 'void_reason' | 'hold_reason';

/** The columns that identify a superbill and never change. */
type Owned = Pick<SuperbillRow, 'id' | 'practice_id'>;

/** Includes the practice: a row that somebody moves to another practice can no longer be decrypted. */
const rowOf = ({ id, practice_id }: Owned): string => `${practice_id}/${id}`;

export const place = (row: Owned, column: SealedColumn): Place => ({
	table: 'superbills',
	column,
	row: rowOf(row),
});
export const pdfPlace = (row: Owned): Place => ({
	table: 'superbill_documents',
	column: 'pdf',
	row: rowOf(row),
});

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
	return {
		patient: { firstName: request.patient.firstName, lastName: request.patient.lastName },
		serviceFrom: days[0] as string,
		serviceTo: days.at(-1) as string,
		totalCharges,
		balance,
	};
}

export function sealContents(
	keyring: Keyring,
	row: Owned,
	prepared: Prepared,
): { record: Buffer; summary: Buffer } {
	return {
		record: sealJson(keyring, place(row, 'record'), contentsOf(prepared)),
		summary: sealJson(keyring, place(row, 'summary'), summaryOf(prepared)),
	};
}

/** Returns nothing once purged. */
export function openContents(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'record'>,
): SuperbillContents | undefined {
	return row.record ? openJson<SuperbillContents>(keyring, place(row, 'record'), row.record) : undefined;
}

/** Returns nothing once purged. */
export function openSummary(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'summary'>,
): SuperbillSummary | undefined {
	return row.summary ? openJson<SuperbillSummary>(keyring, place(row, 'summary'), row.summary) : undefined;
}

export function sealText(keyring: Keyring, where: Place, text: string): Buffer {
	return seal(keyring, where, Buffer.from(text));
}

export function openText(keyring: Keyring, where: Place, sealed: Buffer): string {
	return open(keyring, where, sealed).toString();
}

import type { Prepared } from '../service/service.ts';
import type { SuperbillRow } from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import { diagnosisLetters } from '../superbill/superbill.ts';
import { type TotalsText, totalsText } from '../superbill/totals.ts';
import type { Keyring } from '../vault/keyring.ts';
import { open, openJson, type Place, seal, sealJson } from '../vault/seal.ts';

/** All that a superbill was made from and what the checks said: sealed as one. */
export interface Contents {
	readonly payload: SuperbillRequest;
	readonly findings: readonly Finding[];
	readonly totals: TotalsText;
	readonly diagnosisLetters: Readonly<Record<string, string>>;
}

/** What a list shows: sealed apart, so that a page of a list does not open fifty superbills. */
export interface Summary {
	readonly patient: { readonly firstName: string; readonly lastName: string };
	/** First and last date of service. */
	readonly serviceFrom: string;
	readonly serviceTo: string;
	readonly totalCharges: string;
	readonly balance: string;
}

type Sealed = 'record' | 'summary' | 'void_reason' | 'hold_reason';

/** What tells a superbill from all others and never changes. */
type Owned = Pick<SuperbillRow, 'id' | 'practice_id'>;

/** Also the practice, by which callers are let in: who writes another into the row gives nobody what it holds. */
const rowOf = ({ id, practice_id }: Owned): string => `${practice_id}/${id}`;

export const place = (row: Owned, column: Sealed): Place => ({
	table: 'superbills',
	column,
	row: rowOf(row),
});
export const pdfPlace = (row: Owned): Place => ({
	table: 'superbill_documents',
	column: 'pdf',
	row: rowOf(row),
});

export function contentsOf({ request, issuedOn, findings, totals }: Prepared): Contents {
	return {
		payload: { ...request, issuedOn },
		findings,
		totals: totalsText(totals),
		diagnosisLetters: diagnosisLetters(request),
	};
}

export function summaryOf({ request, totals }: Prepared): Summary {
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

/** Nothing where it was purged. */
export function openContents(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'record'>,
): Contents | undefined {
	return row.record ? openJson<Contents>(keyring, place(row, 'record'), row.record) : undefined;
}

/** Nothing where it was purged. */
export function openSummary(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'summary'>,
): Summary | undefined {
	return row.summary ? openJson<Summary>(keyring, place(row, 'summary'), row.summary) : undefined;
}

export function sealText(keyring: Keyring, where: Place, text: string): Buffer {
	return seal(keyring, where, Buffer.from(text));
}

export function openText(keyring: Keyring, where: Place, sealed: Buffer): string {
	return open(keyring, where, sealed).toString();
}

import type { Prepared } from '../service/service.ts';
import type { SuperbillRow } from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import { diagnosisLetters } from '../superbill/superbill.ts';
import { type TotalsText, totalsText } from '../superbill/totals.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';

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

type Owned = Pick<SuperbillRow, 'id' | 'practice_id'>;

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

/** Nothing where it was purged. */
export function openContents(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'record'>,
): Contents | undefined {
	return row.record ? SEALED.superbills.record.openJson(keyring, row, row.record) : undefined;
}

/** Nothing where it was purged. */
export function openSummary(
	keyring: Keyring,
	row: Owned & Pick<SuperbillRow, 'summary'>,
): Summary | undefined {
	return row.summary ? SEALED.superbills.summary.openJson(keyring, row, row.summary) : undefined;
}

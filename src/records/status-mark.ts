import type { StatusMark } from '../pdf/stamp-status.ts';
import type { SuperbillRow } from '../store/tables.ts';
import { dateIn, type IsoDate, printedDate } from '../superbill/dates.ts';

/** Why an issued superbill does not count any more. */
export type Ending =
	| { readonly status: 'void'; readonly since: IsoDate }
	| { readonly status: 'replaced'; readonly since: IsoDate; readonly replacedBy: string };

/**
 * What became of a superbill.
 *
 * @param successor the superbill that replaces it
 * @param timeZone of the practice
 */
export function endingOf(
	{ status, voided_at: voidedAt }: Pick<SuperbillRow, 'status' | 'voided_at'>,
	successor: Pick<SuperbillRow, 'number' | 'issued_on'> | undefined,
	timeZone: string,
): Ending | undefined {
	if (status === 'void' && voidedAt !== null) return { status, since: dateIn(timeZone, new Date(voidedAt)) };
	if (status === 'replaced' && successor) {
		return { status, since: successor.issued_on, replacedBy: successor.number };
	}
	return undefined;
}

/** The mark for a superbill that does not count any more. Its dates are as on the CMS-1500 form. */
export function statusMark(ending: Ending): StatusMark {
	const on = printedDate(ending.since, 'us');
	if (ending.status === 'void') {
		return {
			word: 'VOID',
			notice: {
				first: `VOID since ${on}. Not for reimbursement.`,
				second: { text: 'ANULADO: no sirve para reembolso.', lang: 'es' },
			},
			data: ending,
		};
	}
	return {
		word: 'REPLACED',
		notice: {
			first: `REPLACED on ${on} by ${ending.replacedBy}. Not for reimbursement.`,
			second: { text: 'REEMPLAZADO: no sirve para reembolso.', lang: 'es' },
		},
		data: ending,
	};
}

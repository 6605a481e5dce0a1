import { Refusal } from '../calls/refusal.ts';
import { type StatusMark, stampStatus } from '../pdf/stamp-status.ts';
import type { Store } from '../store/store.ts';
import { openDocument } from '../store/superbill-documents.ts';
import type { Superbills } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import { dateIn, type IsoDate, printedDate } from '../superbill/dates.ts';
import { openContents } from './sealed.ts';

/** The PDF of an issued superbill. */
export interface CurrentDocument {
	readonly pdf: Buffer;
	/** Identifies these bytes: the SHA-256 of the PDF as issued, and what became of the superbill. */
	readonly tag: string;
}

/**
 * Reads the PDF of an issued superbill, marked if it is void or was replaced.
 *
 * @param timeZone of a practice that has none; without it, the PDF is returned as it was issued
 * @returns undefined once purged
 * @throws OperatorError if it is damaged
 */
export async function currentDocument(
	store: Store,
	superbills: Superbills,
	row: SuperbillRow,
	timeZone: string | undefined,
): Promise<CurrentDocument | undefined> {
	const sealed = await superbills.document(store, row);
	if (!sealed) return undefined;
	const pdf = openDocument(store.keyring, row, sealed);
	if (timeZone === undefined || row.status === 'issued') return { pdf, tag: row.pdf_sha256 };
	const successor = row.status === 'replaced' ? await superbills.findReplacement(row.seq) : undefined;
	const own = openContents(store.keyring, row)?.payload.billingProvider.timeZone;
	const lapse = lapseOf(row, successor, own ?? timeZone);
	if (!lapse) return { pdf, tag: row.pdf_sha256 };
	return { pdf: stampStatus(pdf, statusMark(lapse)), tag: `${row.pdf_sha256}-${lapse.status}` };
}

/** The reason why an issued superbill does not count any more. */
export type Lapse =
	| { readonly status: 'void'; readonly since: IsoDate }
	| { readonly status: 'replaced'; readonly since: IsoDate; readonly replacedBy: string };

/**
 * Finds the reason why a superbill does not count any more, if it does not.
 *
 * @param successor the superbill that replaces it
 * @param timeZone of the practice
 */
export function lapseOf(
	{ status, voided_at: voidedAt }: Pick<SuperbillRow, 'status' | 'voided_at'>,
	successor: Pick<SuperbillRow, 'number' | 'issued_on'> | undefined,
	timeZone: string,
): Lapse | undefined {
	if (status === 'void' && voidedAt !== null) return { status, since: dateIn(timeZone, new Date(voidedAt)) };
	if (status === 'replaced' && successor) {
		return { status, since: successor.issued_on, replacedBy: successor.number };
	}
	return undefined;
}

/** Refuses what only a superbill that counts can have. @throws Refusal */
export async function refuseLapsed(superbills: Superbills, seq: number): Promise<never> {
	const { number, status, purged_at } = (await superbills.find({ seq })) as SuperbillRow;
	if (purged_at !== null) throw purged();
	if (status === 'void') {
		throw new Refusal(
			'already-void',
			`Superbill ${number} is void: no payment is recorded for it, and no other document is made from it.`,
		);
	}
	const successor = await superbills.findReplacement(seq);
	throw new Refusal(
		'already-replaced',
		`Superbill ${number} was replaced by ${successor?.number}. Use that one.`,
	);
}

export function purged(): Refusal {
	return new Refusal(
		'purged',
		'The contents of this superbill were deleted at the end of the retention period (RETENTION_DAYS). Its number, hash and history remain.',
	);
}

/** The mark for a superbill that does not count any more. Its dates are as on the CMS-1500 form. */
export function statusMark(lapse: Lapse): StatusMark {
	const on = printedDate(lapse.since, 'us');
	if (lapse.status === 'void') {
		return {
			word: 'VOID',
			notice: {
				first: `VOID since ${on}. Not for reimbursement.`,
				second: { text: 'ANULADO: no sirve para reembolso.', lang: 'es' },
			},
			data: lapse,
		};
	}
	return {
		word: 'REPLACED',
		notice: {
			first: `REPLACED on ${on} by ${lapse.replacedBy}. Not for reimbursement.`,
			second: { text: 'REEMPLAZADO: no sirve para reembolso.', lang: 'es' },
		},
		data: lapse,
	};
}

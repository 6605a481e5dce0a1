import { appendEvent, superbillEvent } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { inFlight, invalidBody } from '../calls/refusal.ts';
import type { SuperbillService } from '../service/service.ts';
import { claimKey, keepAnswer, type RequestKey } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import { superbillsIn } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import type { Finding } from '../superbill/finding.ts';
import { type Cents, moneyText, parseMoney } from '../superbill/money.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import { keyWithId } from '../vault/keyring.ts';
import { refuseLapsed } from './current-document.ts';
import { keptAnswer } from './issue.ts';
import { PaymentRequest } from './requests.ts';
import {
	currentTotals,
	openContents,
	openLaterPayments,
	openSummary,
	type SuperbillContents,
	type SuperbillSummary,
	sealLaterPayments,
} from './sealed.ts';

/** The most payments that can be recorded after a superbill was issued: it is read with all of them. */
const MOST = 100;

/**
 * Records a payment made after a superbill was issued, once for each Idempotency-Key. The issued document stays as it is.
 * @returns true if an earlier request with the same Idempotency-Key recorded it
 * @throws Refusal
 */
export async function recordPayment(
	store: Store,
	service: SuperbillService,
	call: Call,
	row: SuperbillRow,
	sent: unknown,
	key: RequestKey | undefined,
): Promise<boolean> {
	const { value: payment, findings } = readShape(PaymentRequest, sent);
	if (!payment) throw invalidBody(findings);
	// Before the transaction, which others wait for. The contents never change.
	const issued = openContents(store.keyring, row);
	const checked = issued ? findingsAbout(service, issued, payment) : [];
	return store.transaction(async (tx) => {
		if (key) {
			if (!(await claimKey(store, tx, key))) throw inFlight();
			if (await keptAnswer(tx, key, call.now)) return true;
		}
		const superbills = superbillsIn(tx, call.actor);
		const locked = await superbills.lockIssued(row.seq);
		if (!locked) return refuseLapsed(superbills, row.seq);
		const { keyring } = store;
		const contents = openContents(keyring, locked) as SuperbillContents;
		const earlier = openLaterPayments(keyring, locked);
		const { balance } = currentTotals(contents, earlier);
		const found = [
			...checked,
			...tooEarly(payment, row.issued_on),
			...wrongAmount(payment, balance),
			...(earlier.length < MOST ? [] : [tooMany()]),
		];
		if (found.length > 0) throw invalidBody(found);
		const later = [
			...earlier,
			{ ...payment, recordedAt: call.now.toISOString(), recordedBy: call.actor.name },
		];
		await superbills.keepPayments(
			row.seq,
			sealLaterPayments(
				keyWithId(keyring, locked.data_key),
				locked,
				later,
				openSummary(keyring, locked) as SuperbillSummary,
				currentTotals(contents, later),
			),
			call.now.toISOString(),
		);
		await appendEvent(store, tx, call, superbillEvent(row, 'superbill.pay'));
		if (key) await keepAnswer(tx, key, row.seq, call.now);
		return false;
	});
}

/** Checks the payment as if its superbill, issued today, had only this one. */
function findingsAbout(
	service: SuperbillService,
	{ payload: { issuedOn: _, ...payload } }: SuperbillContents,
	payment: PaymentRequest,
): Finding[] {
	const at = '/payments/0/';
	return service
		.validate({ ...payload, payments: [payment] })
		.findings.filter(({ severity, pointer }) => severity === 'error' && pointer.startsWith(at))
		.map((finding) => ({ ...finding, pointer: finding.pointer.slice(at.length - 1) }));
}

function tooEarly({ date }: PaymentRequest, issuedOn: string): Finding[] {
	if (date >= issuedOn) return [];
	return [
		shapeFinding(
			['date'],
			`The payment is dated ${date}, before the superbill was issued (${issuedOn}).`,
			'Fix the date. A payment from before belongs on the superbill itself: replace the superbill with one that lists it.',
		),
	];
}

function wrongAmount({ amount }: PaymentRequest, balance: Cents): Finding[] {
	const cents = parseMoney(amount);
	if (cents === 0) {
		return [shapeFinding(['amount'], 'The amount is 0.00.', 'Write the amount that was received.')];
	}
	if (cents <= balance) return [];
	const left = moneyText(Math.max(balance, 0));
	return [
		shapeFinding(
			['amount'],
			`The amount ${amount} is more than the balance of the superbill, ${left}.`,
			balance > 0
				? `Write ${left} or less.`
				: 'Nothing is left to pay. If the superbill is wrong, replace it with a corrected one.',
		),
	];
}

function tooMany(): Finding {
	return shapeFinding(
		[],
		`${MOST} payments were recorded since this superbill was issued, which is the most.`,
		'Replace the superbill with one that lists all payments.',
	);
}

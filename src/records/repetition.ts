import type { Call } from '../calls/actor.ts';
import { type IssuedEarlier, repeated } from '../calls/refusal.ts';
import { issuerOf } from '../practices/practice.ts';
import { issuedEarlier, lockServices } from '../store/recent-superbills.ts';
import type { Store, Tx } from '../store/store.ts';
import { parseMoney } from '../superbill/money.ts';
import type { ServiceLineRequest, SuperbillRequest } from '../superbill/request.ts';
import { diagnosisLetters } from '../superbill/superbill.ts';
import { keyedHash } from '../vault/data-key.ts';
import { words } from './search-terms.ts';

/**
 * Hashes what makes two superbills the same: practice, patient and services. Wording, money received and insurance do not
 * count. A correction is compared only with corrections of the same superbill.
 */
export function servicesHash({ integrity }: Pick<Store, 'integrity'>, request: SuperbillRequest): Buffer {
	const { patient, serviceLines } = request;
	const letters = diagnosisLetters(request);
	const same = [
		issuerOf(request.billingProvider),
		[words(patient.lastName), words(patient.firstName), patient.birthDate, patient.accountNumber],
		request.replaces?.number,
		serviceLines.map((line) => JSON.stringify(service(request, letters, line))).sort(),
	];
	return keyedHash(integrity.repetition, JSON.stringify(same));
}

/** The start time and the drug tell two services of one day apart. */
function service(
	{ renderingProvider }: SuperbillRequest,
	letters: Readonly<Record<string, string>>,
	line: ServiceLineRequest,
): readonly unknown[] {
	return [
		line.date,
		line.placeOfService,
		line.code.toUpperCase(),
		line.modifiers.map((modifier) => modifier.toUpperCase()),
		line.diagnosisPointers.map((letter) => letters[letter]),
		line.units,
		parseMoney(line.charge),
		(line.renderingProvider ?? renderingProvider).npi,
		line.startTime,
		line.drug && [line.drug.ndc, line.drug.quantity, line.drug.unit],
	];
}

/** Refuses, before it is drawn, a superbill that was issued within the last day. @throws Refusal */
export async function refuseRepeated(store: Store, { actor, now }: Call, hash: Buffer): Promise<void> {
	refuse(await issuedEarlier(store.db, actor, [hash], now));
}

/** Does so again in the transaction that issues, where nobody else can issue the same. @throws Refusal */
export async function refuseRepetitions(
	store: Store,
	tx: Tx,
	{ actor, now }: Call,
	hashes: readonly Buffer[],
): Promise<void> {
	await lockServices(store, tx, hashes);
	refuse(await issuedEarlier(tx, actor, hashes, now));
	if (new Set(hashes.map((hash) => hash.toString('hex'))).size < hashes.length) throw repeated();
}

function refuse(earlier: Partial<IssuedEarlier> | undefined): void {
	if (!earlier) return;
	const { id, number } = earlier;
	throw repeated(id === undefined || number === undefined ? undefined : { id, number });
}

import { appendEvent, superbillEvent } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import type { Store } from '../store/store.ts';
import { superbillsIn } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import { keyWithId } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';

/** The legal hold on a superbill. It has no contents: managing holds does not require access to patients. */
export interface LegalHold {
	readonly id: string;
	readonly number: string;
	/** When the hold began, even if its reason was changed later. Null without a hold. */
	readonly heldAt: string | null;
}

/** Begins a legal hold, or changes its reason. @throws Refusal if the contents were purged */
export function holdSuperbill(
	store: Store,
	call: Call,
	row: SuperbillRow,
	reason: string,
): Promise<LegalHold> {
	const { id, seq, number } = row;
	return store.transaction(async (tx) => {
		const superbills = superbillsIn(tx, call.actor);
		const held = await superbills.hold(seq, call.now.toISOString());
		if (!held) {
			throw new Refusal(
				'purged',
				`The contents of superbill ${number} were purged: there is nothing left to hold.`,
			);
		}
		const key = keyWithId(store.keyring, held.data_key);
		await superbills.keepReason(seq, 'hold_reason', SEALED.superbills.hold_reason.seal(key, row, reason));
		await appendEvent(store, tx, call, superbillEvent(row, 'superbill.hold'));
		return { id, number, heldAt: held.held_at };
	});
}

/** Ends a legal hold. Without a hold, it does nothing and records nothing. */
export async function releaseSuperbill(store: Store, call: Call, row: SuperbillRow): Promise<LegalHold> {
	const { id, seq, number } = row;
	await store.transaction(async (tx) => {
		if (!(await superbillsIn(tx, call.actor).release(seq, call.now.toISOString()))) return;
		await appendEvent(store, tx, call, superbillEvent(row, 'superbill.release'));
	});
	return { id, number, heldAt: null };
}

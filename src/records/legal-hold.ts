import { append, type Event } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { hold, release } from '../store/retention.ts';
import type { Store } from '../store/store.ts';
import { keepReason, type SuperbillRow } from '../store/superbills.ts';
import { keyWithId } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';

/** Whether a superbill is kept from being purged. Nothing of what it holds: who may hold it need not see it. */
export interface LegalHold {
	readonly id: string;
	readonly number: string;
	/** Since when, also where the reason was changed since. */
	readonly heldAt: string | null;
}

/** @throws Refusal where there is nothing left to hold. */
export function holdSuperbill(
	store: Store,
	call: Call,
	row: SuperbillRow,
	reason: string,
): Promise<LegalHold> {
	const { id, seq, number, practice_id } = row;
	return store.transaction(async (tx) => {
		const held = await hold(tx, seq, call.now.toISOString());
		if (!held) {
			throw new Refusal(
				'conflict',
				`What superbill ${number} held was purged: there is nothing left to keep.`,
			);
		}
		const key = keyWithId(store.keyring, held.data_key);
		await keepReason(tx, seq, 'hold_reason', SEALED.superbills.hold_reason.seal(key, row, reason));
		await append(store, tx, call, told('superbill.hold', practice_id, id));
		return { id, number, heldAt: held.held_at };
	});
}

/** Where no hold is, nothing is done, and nothing told. */
export async function releaseSuperbill(
	store: Store,
	call: Call,
	{ id, seq, number, practice_id }: SuperbillRow,
): Promise<LegalHold> {
	await store.transaction(async (tx) => {
		if (await release(tx, seq)) await append(store, tx, call, told('superbill.release', practice_id, id));
	});
	return { id, number, heldAt: null };
}

const told = (action: Event['action'], practice: string, id: string): Event => ({
	action,
	practice,
	subject: `superbill:${id}`,
});

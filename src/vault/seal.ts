import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { OperatorError } from '../calls/operator-error.ts';
import type { DataKey } from './data-key.ts';
import type { Keyring } from './keyring.ts';

/** The place of sealed bytes. They open there and nowhere else, so rows cannot be swapped. */
export interface SealPlace {
	readonly table: string;
	readonly column: string;
	readonly row: string;
}

const SEAL_BROKEN = 'SEAL_BROKEN';

/** The message names the place, never its contents. */
export function sealBroken(message: string): OperatorError {
	return new OperatorError(message, [], SEAL_BROKEN);
}

export function isSealBroken(error: unknown): error is OperatorError {
	return error instanceof OperatorError && error.code === SEAL_BROKEN;
}

const FORMAT = 1;
const KEY_ID = 4;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + KEY_ID + NONCE + TAG;

/**
 * Seals with AES-256-GCM and a random nonce of 96 bits (NIST SP 800-38D, 8.2.2). One key may seal 2³² times. No clinic
 * comes near that, and a rotation starts the count again.
 * Format: a byte 1, key id (4 bytes), nonce (12), tag (16), then the encrypted bytes.
 */
export function seal(key: DataKey, place: SealPlace, plain: Buffer | string): Buffer {
	const nonce = randomBytes(NONCE);
	const cipher = createCipheriv('aes-256-gcm', key.sealing, nonce);
	cipher.setAAD(placeBytes(place));
	const sealed = [cipher.update(plain), cipher.final()];
	return Buffer.concat([
		Buffer.of(FORMAT),
		Buffer.from(key.id, 'hex'),
		nonce,
		cipher.getAuthTag(),
		...sealed,
	]);
}

/** @throws OperatorError that `isSealBroken` recognizes */
export function open(keyring: Keyring, place: SealPlace, sealed: Buffer): Buffer {
	const { table, column, row } = place;
	const where = `${table}.${column} of row ${row}`;
	const id = sealedWith(sealed);
	if (id === undefined)
		throw sealBroken(
			`${where} does not hold sealed bytes: it was damaged, or changed by hand. Restore it from a backup.`,
		);
	const key = keyring().find((key) => key.id === id);
	if (!key) {
		throw sealBroken(
			`${where} is sealed with the data key ${id}, which is missing. Add that key to the end of DATA_KEY, or of the file data.key.`,
		);
	}
	const nonce = sealed.subarray(1 + KEY_ID, 1 + KEY_ID + NONCE);
	const decipher = createDecipheriv('aes-256-gcm', key.sealing, nonce, { authTagLength: TAG });
	decipher.setAAD(placeBytes(place));
	decipher.setAuthTag(sealed.subarray(HEAD - TAG, HEAD));
	try {
		return Buffer.concat([decipher.update(sealed.subarray(HEAD)), decipher.final()]);
	} catch {
		throw sealBroken(
			`${where} was sealed for another row, was damaged, or was changed by hand. Restore it from a backup.`,
		);
	}
}

/** @returns the id of the data key that sealed these bytes, or undefined if they are not sealed */
export function sealedWith(sealed: Buffer): string | undefined {
	if (sealed.length < HEAD || sealed[0] !== FORMAT) return undefined;
	return sealed.toString('hex', 1, 1 + KEY_ID);
}

function placeBytes({ table, column, row }: SealPlace): Buffer {
	return Buffer.from(JSON.stringify([table, column, row]));
}

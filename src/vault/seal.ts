import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataKey } from './data-key.ts';
import type { Keyring } from './keyring.ts';

/** Where sealed bytes belong. They open at this place and at no other, so that rows cannot be swapped. */
export interface Place {
	readonly table: string;
	readonly column: string;
	readonly row: string;
}

/** Thrown where bytes were not sealed here, for this place, with a key that is at hand; says nothing of them. */
export class SealBroken extends Error {
	override readonly name = 'SealBroken';
	readonly code = 'SEAL_BROKEN';
}

const FORMAT = 1;
const KEY_ID = 4;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + KEY_ID + NONCE + TAG;

/**
 * AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D, 8.2.2): a key is good for 2³² seals, so a clinic never
 * comes near, and rotation starts anew. Format: one byte 1, key id (4 bytes), nonce (12), tag (16), then the sealed bytes.
 */
export function seal(keyring: Keyring, place: Place, plain: Buffer): Buffer {
	const [key] = keyring();
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

/** @throws SealBroken */
export function open(keyring: Keyring, place: Place, sealed: Buffer): Buffer {
	const key = keyring().find(({ id }) => id === sealedWith(sealed));
	if (!key) throw new SealBroken('no data key at hand opens this');
	const nonce = sealed.subarray(1 + KEY_ID, 1 + KEY_ID + NONCE);
	const decipher = createDecipheriv('aes-256-gcm', key.sealing, nonce, { authTagLength: TAG });
	decipher.setAAD(placeBytes(place));
	decipher.setAuthTag(sealed.subarray(HEAD - TAG, HEAD));
	try {
		return Buffer.concat([decipher.update(sealed.subarray(HEAD)), decipher.final()]);
	} catch {
		throw new SealBroken('this was not sealed for this place');
	}
}

/** The same under another key. @throws SealBroken */
export function sealAnew(keyring: Keyring, key: DataKey, place: Place, sealed: Buffer): Buffer {
	return seal(() => [key], place, open(keyring, place, sealed));
}

/** Id of the data key that sealed it. @throws SealBroken */
export function sealedWith(sealed: Buffer): string {
	if (sealed.length < HEAD || sealed[0] !== FORMAT) throw new SealBroken('this was not sealed here');
	return sealed.toString('hex', 1, 1 + KEY_ID);
}

export function sealJson(keyring: Keyring, place: Place, value: unknown): Buffer {
	return seal(keyring, place, Buffer.from(JSON.stringify(value)));
}

/** @throws SealBroken */
export function openJson<T>(keyring: Keyring, place: Place, sealed: Buffer): T {
	return JSON.parse(open(keyring, place, sealed).toString()) as T;
}

function placeBytes({ table, column, row }: Place): Buffer {
	return Buffer.from(JSON.stringify([table, column, row]));
}

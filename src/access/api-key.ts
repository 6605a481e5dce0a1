import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from '../calls/actor.ts';
import { isSameHash, keyedHash } from '../vault/data-key.ts';

/** An API key as callers send it: `sb_<id>_<43 characters of base64url>`. */
const API_KEY = /^sb_([a-z2-7]{8})_[\w-]{43}$/;

/** The alphabet of base32 (RFC 4648), in lower case: no two characters look alike. */
const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 8;

/** 256 bits cannot be guessed. A fast hash without salt is therefore enough. */
const SECRET_BYTES = 32;

/** Makes a new key for its holder. The service keeps only a hash of it. */
export function freshKey(): { readonly id: string; readonly key: string } {
	const id = Array.from(randomBytes(ID_LENGTH), (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('');
	const key = `sb_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
	return { id, key };
}

/** The id in a key, or nothing if the text does not look like a key. */
export function idOfKey(sent: string): string | undefined {
	return API_KEY.exec(sent)?.[1];
}

/** Checks whether a text has the form of a key's id, before the store is asked. */
export function isKeyId(text: string): boolean {
	return /^[a-z2-7]{8}$/.test(text);
}

/** SHA-256 in hexadecimal digits. */
export function keyHash(key: string): string {
	return createHash('sha256').update(key).digest('hex');
}

/** The hash of a key that the store keeps. It cannot be computed from the database alone. @param secret of the store */
export function keptHash(secret: Buffer, key: string): string {
	return keyedHash(secret, keyHash(key)).toString('hex');
}

/** Compared if the key is unknown. No key has this hash. */
const NO_HASH = '0'.repeat(64);

/** Compares the hash of a sent key with the known one. It takes the same time if there is none. */
export function isKeyOf(known: string | undefined, sent: string): boolean {
	return isSameHash(known ?? NO_HASH, sent);
}

/** An API key as it is stored and shown. */
export interface ApiKey {
	readonly id: string;
	readonly label: string;
	readonly scopes: readonly Scope[];
	/** The only practice it is for, or null for all. */
	readonly practice: string | null;
	readonly createdAt: string;
	readonly expiresAt: string | null;
	readonly revokedAt: string | null;
	readonly lastUsedAt: string | null;
}

/** The reason, for the holder, why a key is no longer accepted; nothing if it is accepted. */
export function whyRefused({ expiresAt, revokedAt }: ApiKey, now: Date): string | undefined {
	if (revokedAt !== null) return 'This API key was revoked. Ask whoever manages your keys for another.';
	if (expiresAt !== null && expiresAt <= now.toISOString()) {
		return `This API key expired on ${expiresAt.slice(0, 10)}. Ask whoever manages your keys for another.`;
	}
	return undefined;
}

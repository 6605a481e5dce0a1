import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from '../calls/actor.ts';
import { isSameHash, keyedHash } from '../vault/data-key.ts';

/** An API key as callers send it: `sb_<prefix>_<43 characters of base64url>`. The prefix is also its id. */
const API_KEY = /^sb_([a-z2-7]{8})_[\w-]{43}$/;

/** Of base32 (RFC 4648), in small letters: none is taken for another. */
const PREFIX_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const PREFIX_LENGTH = 8;

/** 256 bits: no salt or slow hash would make them harder to guess. */
const SECRET_BYTES = 32;

/** A key at the only moment at which the whole of it is known. */
export interface FreshKey {
	readonly id: string;
	/** What the caller keeps. */
	readonly key: string;
}

export function freshKey(): FreshKey {
	const id = Array.from(
		randomBytes(PREFIX_LENGTH),
		(byte) => PREFIX_LETTERS[byte % PREFIX_LETTERS.length],
	).join('');
	const key = `sb_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
	return { id, key };
}

/** The id of what has the form of a key; nothing where it has not. */
export function idOfKey(sent: string): string | undefined {
	return API_KEY.exec(sent)?.[1];
}

/** Whether a text can be the id of a key at all. */
export function isKeyId(text: string): boolean {
	return /^[a-z2-7]{8}$/.test(text);
}

/** SHA-256 in hexadecimal digits. */
export function keyHash(key: string): string {
	return createHash('sha256').update(key).digest('hex');
}

/** What the store keeps of a key: nobody can make it who has the database alone. @param secret of the store */
export function keptHash(secret: Buffer, key: string): string {
	return keyedHash(secret, keyHash(key)).toString('hex');
}

/** Stands in where there is nothing to compare with: no key has this hash. */
const NO_HASH = '0'.repeat(64);

/** Whether a key that was sent is the known one, by their hashes. Takes the same time also where none is known. */
export function isKeyOf(known: string | undefined, sent: string): boolean {
	return isSameHash(known ?? NO_HASH, sent);
}

/** An API key as it is kept and shown. */
export interface ApiKey {
	readonly id: string;
	readonly label: string;
	readonly scopes: readonly Scope[];
	/** The only practice that it is for; null: all. */
	readonly practice: string | null;
	readonly createdAt: string;
	readonly expiresAt: string | null;
	readonly revokedAt: string | null;
	readonly lastUsedAt: string | null;
}

/** Why a key is not good any more, for who has it. */
export function whyRefused({ expiresAt, revokedAt }: ApiKey, now: Date): string | undefined {
	if (revokedAt !== null) return 'This API key was revoked. Ask whoever manages your keys for another.';
	if (expiresAt !== null && expiresAt <= now.toISOString()) {
		return `This API key expired on ${expiresAt.slice(0, 10)}. Ask whoever manages your keys for another.`;
	}
	return undefined;
}

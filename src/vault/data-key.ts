import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Keys that derive from one data key of 32 bytes (HKDF-SHA256, RFC 5869). No two uses share a key. */
export interface DataKey {
	/** Eight hexadecimal digits that name the key in what it seals. They reveal nothing about it. */
	readonly id: string;
	/** The data key itself, for the key file. */
	readonly secret: Buffer;
	/** AES-256 key. */
	readonly sealing: Buffer;
	/** HMAC key of the blind index. */
	readonly indexing: Buffer;
}

export const DATA_KEY_BYTES = 32;

/** @throws RangeError unless the secret has 32 bytes */
export function dataKey(secret: Buffer): DataKey {
	if (secret.length !== DATA_KEY_BYTES) throw new RangeError('a data key has 32 bytes');
	return {
		id: derive(secret, 'id', 4).toString('hex'),
		secret,
		sealing: derive(secret, 'sealing', 32),
		indexing: derive(secret, 'indexing', 32),
	};
}

/** Derives the key for one use from a secret that has several. */
export function derive(secret: Buffer, use: string, bytes: number): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, '', `superbill ${use}`, bytes));
}

export function keyedHash(key: Buffer, text: string | Buffer): Buffer {
	return createHmac('sha256', key).update(text).digest();
}

/** Compares two hashes in constant time. */
export function isSameHash(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What is derived from one data key of 32 bytes (HKDF-SHA256, RFC 5869): no two uses share a key. */
export interface DataKey {
	/** Eight hexadecimal digits that name the key beside what it sealed. They tell nothing of it. */
	readonly id: string;
	/** The data key itself, for the file that keeps it. */
	readonly secret: Buffer;
	/** AES-256 key. */
	readonly sealing: Buffer;
	/** HMAC key of the blind index. */
	readonly indexing: Buffer;
}

export const DATA_KEY_BYTES = 32;

/** @throws RangeError unless the secret has 32 bytes. */
export function dataKey(secret: Buffer): DataKey {
	if (secret.length !== DATA_KEY_BYTES) throw new RangeError('a data key has 32 bytes');
	return {
		id: derive(secret, 'id', 4).toString('hex'),
		secret,
		sealing: derive(secret, 'sealing', 32),
		indexing: derive(secret, 'indexing', 32),
	};
}

/** A key of its own for one more use, from a key that many uses hang on. */
export function derive(secret: Buffer, use: string, bytes: number): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, '', `superbill ${use}`, bytes));
}

export function keyedHash(key: Buffer, text: string | Buffer): Buffer {
	return createHmac('sha256', key).update(text).digest();
}

/** Whether two hashes are the same. Takes the same time whatever of them is. */
export function isSameHash(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}

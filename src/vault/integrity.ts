import { derive } from './data-key.ts';

/**
 * Keys that survive a change of the data key. They derive from a secret that the store keeps sealed, so an audit log
 * begun under another data key can still be checked.
 */
export interface Integrity {
	/** HMAC key of the audit log. */
	readonly audit: Buffer;
	/** HMAC key of the fingerprints of requests. */
	readonly fingerprint: Buffer;
	/** HMAC key by which the same services are recognized when they are issued again. */
	readonly repetition: Buffer;
	/** HMAC key of the cursors of lists. */
	readonly cursor: Buffer;
	/** HMAC key of the rows of API keys. */
	readonly apiKeys: Buffer;
}

export function integrityOf(secret: Buffer): Integrity {
	return {
		audit: derive(secret, 'audit', 32),
		fingerprint: derive(secret, 'fingerprint', 32),
		repetition: derive(secret, 'repetition', 32),
		cursor: derive(secret, 'cursor', 32),
		apiKeys: derive(secret, 'api-keys', 32),
	};
}

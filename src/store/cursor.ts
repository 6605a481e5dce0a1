import { timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import { keyedHash } from '../vault/data-key.ts';
import type { Store } from './store.ts';

const UUID_BYTES = 16;
const HASH_BYTES = 16;

/**
 * Where the next page begins: the id of the last superbill of a page, and a keyed hash of it and of what was looked for,
 * so that a cursor goes on with its own search alone, for those who see the same. It holds nothing else.
 * @param asked what tells one list from another.
 */
export function cursorAfter({ integrity }: Store, id: string, asked: unknown): string {
	const place = Buffer.from(id.replaceAll('-', ''), 'hex');
	return Buffer.concat([place, hashOf(integrity.cursor, place, asked)]).toString('base64url');
}

/** @returns the id of the superbill that it stands behind; nothing where it was not made here for this list. */
export function readCursor({ integrity }: Store, cursor: string, asked: unknown): string | undefined {
	const bytes = Buffer.from(cursor, 'base64url');
	// The last letter has bits that say nothing: one cursor is not to have several spellings.
	if (bytes.length !== UUID_BYTES + HASH_BYTES || bytes.toString('base64url') !== cursor) return undefined;
	const place = bytes.subarray(0, UUID_BYTES);
	const hash = bytes.subarray(UUID_BYTES);
	if (!timingSafeEqual(hash, hashOf(integrity.cursor, place, asked))) return undefined;
	return place.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function hashOf(key: Buffer, place: Buffer, asked: unknown): Buffer {
	return keyedHash(key, `${place.toString('hex')}\n${canonicalize(asked)}`).subarray(0, HASH_BYTES);
}

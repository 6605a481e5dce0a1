import { createHmac, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { ofText } from '../superbill/fields.ts';
import { Refusal } from './refusal.ts';

export interface ListPage<T> {
	readonly items: readonly T[];
	/** Leads to the next page; null on the last one. */
	readonly nextCursor: string | null;
}

const FORM = 'must be the nextCursor of the previous answer';

/** A date, which means its start in UTC, or a date and time with its offset from UTC. */
export function momentField(description: string) {
	return z
		.string()
		.refine(
			(text) =>
				z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success,
			'must be a date like 2026-11-23, or a date and time like 2026-11-23T09:30:00Z',
		)
		.meta({ description, examples: ['2026-11-23T09:30:00Z'] });
}

/** The parameter that asks for the next page. */
export const cursorField = z.string(FORM).max(1_000, ofText(FORM)).meta({
	description:
		'`nextCursor` of the previous answer, to get the next page. Leave all other parameters unchanged.',
});

export interface PageRequest {
	/** `nextCursor` of the previous page. */
	readonly cursor?: string | undefined;
	readonly limit: number;
}

/** A list that is read page by page. Its cursors fit no other list. */
export interface PagedList<T, Position> {
	/** Signs the cursors. */
	readonly key: Buffer;
	/**
	 * Everything that distinguishes this list from others, as JSON: its name, its filters, and the practice that is
	 * looked at.
	 */
	readonly identity: Readonly<Record<string, unknown>>;
	/** Finds the entries after a position, or from the beginning. */
	readonly find: (after: Position | undefined, limit: number) => Promise<readonly T[]>;
	/** The position of an entry, as JSON. Callers can read it in the cursor, and it is logged as part of an address. */
	readonly positionOf: (entry: T) => Position;
}

/** Reads one page. Asks for one entry more than it shows, to learn whether another page follows. */
export async function readPage<T, Position>(
	{ key, identity, find, positionOf }: PagedList<T, Position>,
	{ cursor, limit }: PageRequest,
): Promise<ListPage<T>> {
	const after = cursor === undefined ? undefined : positionAt<Position>(key, identity, cursor);
	const found = await find(after, limit + 1);
	const items = found.slice(0, limit);
	const last = items.at(-1);
	const more = found.length > limit && last !== undefined;
	return { items, nextCursor: more ? cursorAt(key, identity, positionOf(last)) : null };
}

const HASH_BYTES = 16;

export function cursorAt(key: Buffer, identity: unknown, position: unknown): string {
	const place = Buffer.from(JSON.stringify(position));
	return Buffer.concat([hashOf(key, identity, place), place]).toString('base64url');
}

/** @throws Refusal for a cursor that was not made for this list */
export function positionAt<Position>(key: Buffer, identity: unknown, cursor: string): Position {
	const bytes = Buffer.from(cursor, 'base64url');
	const place = bytes.subarray(HASH_BYTES);
	// The last letter has unused bits. Comparing the text allows only one spelling of each cursor.
	const isWhole = place.length > 0 && bytes.toString('base64url') === cursor;
	if (!isWhole || !timingSafeEqual(bytes.subarray(0, HASH_BYTES), hashOf(key, identity, place))) {
		throw wrongCursor();
	}
	return JSON.parse(place.toString()) as Position;
}

function hashOf(key: Buffer, identity: unknown, place: Buffer): Buffer {
	const hash = createHmac('sha256', key)
		.update(`${canonicalize(identity)}\n`)
		.update(place);
	return hash.digest().subarray(0, HASH_BYTES);
}

export function wrongCursor(): Refusal {
	return new Refusal(
		'invalid-cursor',
		`cursor ${FORM}. Send it as you received it and leave the other parameters as they were, or leave cursor out to start from the first page.`,
	);
}

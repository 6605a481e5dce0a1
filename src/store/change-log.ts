import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from './store.ts';

/**
 * Moves SQLite's write-ahead log into the file and empties it: it would go on holding purged pages. A reader such as a
 * backup keeps it from that, and it gives up after a while. PostgreSQL's vacuum runs by itself.
 * https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
 */
export async function emptyChangeLog({ dialect, db }: Store): Promise<void> {
	if (dialect !== 'sqlite') return;
	for (let left = 50; left > 0; left--) {
		const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
		if (rows[0]?.busy === 0) return;
		await sleep(20);
	}
}

import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Store } from './store.ts';

/**
 * Empties SQLite's write-ahead log, which would otherwise still hold purged data. Gives up after a while if a reader, such
 * as a backup, is in the way. PostgreSQL cleans up by itself.
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

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Actor } from '../calls/actor.ts';

/** The condition that limits a query to what an actor can see. @param column of the practice's id */
export function seenBy(
	{ practice }: Actor,
	column: 'practice_id' | 'id' | 'chain' = 'practice_id',
): RawBuilder<SqlBool> {
	return practice === null ? sql`true` : sql`${sql.ref(column)} = ${practice}`;
}

import { type Kysely, type Migration, sql } from 'kysely';
import { numberEnd } from '../../../superbill/numbering.ts';
import type { Dialect } from './dialect.ts';

/** Superbills per statement. */
const AT_ONCE = 500;

/** Only adds. A superbill that a version without it issues later is found by its whole number only. */
export function numberEnds(dialect: Dialect): Migration {
	// Ranges need the order of the characters' codes, whatever language the database sorts in.
	const type = dialect === 'sqlite' ? sql`text` : sql`text collate "C"`;
	return {
		async up(db: Kysely<unknown>) {
			await sql`alter table superbills add column number_end ${type}`.execute(db);
			await sql`create index superbills_by_number_end on superbills (number_end)`.execute(db);
			for (let last = 0; ; ) {
				const { rows } = await sql<{ seq: number; number: string }>`
					select seq, number from superbills where seq > ${last} order by seq limit ${sql.lit(AT_ONCE)}`.execute(
					db,
				);
				if (rows.length > 0) {
					const ends = rows.map(({ seq, number }) => sql`(${seq}, ${numberEnd(number)})`);
					await sql`update superbills set number_end = ends.column2
						from (values ${sql.join(ends)}) as ends
						where superbills.seq = cast(ends.column1 as bigint)`.execute(db);
				}
				if (rows.length < AT_ONCE) return;
				last = rows.at(-1)?.seq as number;
			}
		},
	};
}

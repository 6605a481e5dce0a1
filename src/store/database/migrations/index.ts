import type { Migration } from 'kysely';
import { issuedSuperbills } from './0001-issued-superbills.ts';
import { batches } from './0002-batches.ts';
import { documentObjects } from './0003-document-objects.ts';
import type { Dialect } from './dialect.ts';

/** In the order of their names. One that was released is never changed: the next one mends it. */
export function migrations(dialect: Dialect): Record<string, Migration> {
	return {
		'0001-issued-superbills': issuedSuperbills(dialect),
		'0002-batches': batches(dialect),
		'0003-document-objects': documentObjects,
	};
}

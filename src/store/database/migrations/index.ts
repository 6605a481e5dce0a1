import type { Migration } from 'kysely';
import { issuedSuperbills } from './0001-issued-superbills.ts';
import { batches } from './0002-batches.ts';
import { documentObjects } from './0003-document-objects.ts';
import { repetitions } from './0004-repetitions.ts';
import { laterPayments } from './0005-later-payments.ts';
import { numberEnds } from './0006-number-ends.ts';
import { updateTimes } from './0007-update-times.ts';
import type { Dialect } from './dialect.ts';

/** Lists migrations, which run in the order of their names. A released one never changes: the next one corrects it. */
export function migrations(dialect: Dialect): Record<string, Migration> {
	return {
		'0001-issued-superbills': issuedSuperbills(dialect),
		'0002-batches': batches(dialect),
		'0003-document-objects': documentObjects,
		'0004-repetitions': repetitions(dialect),
		'0005-later-payments': laterPayments(dialect),
		'0006-number-ends': numberEnds(dialect),
		'0007-update-times': updateTimes,
	};
}

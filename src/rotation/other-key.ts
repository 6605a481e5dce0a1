import { type RawBuilder, sql } from 'kysely';
import { OperatorError } from '../calls/operator-error.ts';
import type { DataKey } from '../vault/data-key.ts';
import { isSealBroken } from '../vault/seal.ts';

/** Matches rows sealed with another key. Two comparisons use the index; `<>` would not. */
export function sealedByOther({ id }: DataKey): RawBuilder<boolean> {
	return sql`(data_key < ${id} or data_key > ${id})`;
}

/** Reseals one row. If it does not open, the error also says how far the rotation got. */
export async function orStop<T>(reseal: () => T | Promise<T>): Promise<T> {
	try {
		return await reseal();
	} catch (error) {
		if (!isSealBroken(error)) throw error;
		throw new OperatorError(
			`${error.message} The rotation stopped there: earlier rows are sealed with the new data key, and the old data key was not removed. After fixing that, run the command again.`,
		);
	}
}

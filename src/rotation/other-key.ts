import { type RawBuilder, sql } from 'kysely';
import { OperatorError } from '../calls/operator-error.ts';
import type { DataKey } from '../vault/data-key.ts';
import { isSealBroken } from '../vault/seal.ts';

/** Rows whose `data_key` names another key. Two comparisons use the index that `<>` would not. */
export function sealedByOther({ id }: DataKey): RawBuilder<boolean> {
	return sql`(data_key < ${id} or data_key > ${id})`;
}

/** Reseals one row, and adds to the error of a row that does not open how far the rotation got. */
export async function orStop<T>(reseal: () => T | Promise<T>): Promise<T> {
	try {
		return await reseal();
	} catch (error) {
		if (!isSealBroken(error)) throw error;
		throw new OperatorError(
			`${error.message} The rotation stopped there. The rows before it are sealed with the new data key, and the old data key was not removed.`,
		);
	}
}

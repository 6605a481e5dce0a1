import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { OperatorError } from '../../../calls/operator-error.ts';
import { readBatchRequest } from '../../../intake/batch-request.ts';
import type { Items } from '../../../intake/item.ts';
import { readUpload, type Upload } from '../../../intake/read.ts';
import { LIMITS } from '../../../intake/upload/limits.ts';
import { limitBytes } from '../../../intake/upload/text.ts';
import type { Io } from '../../base/command.ts';
import { inputName, parseJson, readAll, readChunks } from '../../base/input.ts';
import type { Plan } from './plan.ts';

export interface BatchSource {
	/** SHA-256 of the bytes, in hexadecimal. */
	readonly sha256: string;
	/** Reads the items from the first one on; each call gives the same ones. @throws Refusal, OperatorError at any step */
	read(): Items;
}

/** @throws Refusal, OperatorError */
export async function openSource(plan: Plan, stdin: Io['stdin']): Promise<BatchSource> {
	const { file, type } = plan;
	const chunks = await repeatable(file, stdin);
	if (type !== 'json') {
		const hash = createHash('sha256');
		for await (const chunk of chunks()) hash.update(chunk);
		return { sha256: hash.digest('hex'), read: () => readUpload(uploadOf(plan, chunks())) };
	}
	const bytes = await readAll(limitBytes(chunks(), LIMITS.gatheredBytes));
	const batch = batchOf(plan, parseJson(inputName(file), bytes));
	return {
		sha256: createHash('sha256').update(bytes).digest('hex'),
		read: () => readUpload({ kind: 'json', batch }),
	};
}

/** Reads a file anew each time. Anything that can be read only once, such as a pipe, is held in memory. */
async function repeatable(file: string, stdin: Io['stdin']): Promise<() => AsyncIterable<Uint8Array>> {
	const isFile =
		file !== '-' &&
		(await stat(file).then(
			(found) => found.isFile(),
			() => true,
		));
	if (isFile) return () => readChunks(file, stdin);
	const bytes = await readAll(limitBytes(readChunks(file, stdin), LIMITS.gatheredBytes));
	return async function* () {
		yield bytes;
	};
}

function uploadOf({ type, of, splitBy = 'none' }: Plan, chunks: AsyncIterable<Uint8Array>): Upload {
	if (type === 'csv') return { kind: 'csv', splitBy, chunks };
	return of === 'visits' ? { kind: 'ndjson', of, splitBy, chunks } : { kind: 'ndjson', of, chunks };
}

/** Reads a batch from JSON. `--of` tells what a list contains, and `--split-by` overrides the `splitBy` of an object. */
function batchOf({ file, of, splitBy }: Plan, sent: unknown) {
	const batch = Array.isArray(sent) ? { [of]: sent } : sent;
	const { value, findings } = readBatchRequest(
		splitBy !== undefined && typeof batch === 'object' ? { ...batch, splitBy } : batch,
	);
	if (value) return value;
	const said = findings.map(({ message, help }) => `${message} ${help}`);
	throw new OperatorError(`${inputName(file)} is not a batch. ${said.join(' ')}`);
}

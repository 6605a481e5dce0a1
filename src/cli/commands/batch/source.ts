import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { readBatchRequest } from '../../../intake/batch-request.ts';
import type { Items } from '../../../intake/item.ts';
import { readUpload, type Upload } from '../../../intake/read.ts';
import { LIMITS } from '../../../intake/upload/limits.ts';
import { limitBytes } from '../../../intake/upload/text.ts';
import { type Io, WrongUse } from '../../base/command.ts';
import { inputName, parseJson, readAll, readChunks } from '../../base/input.ts';
import type { Plan } from './plan.ts';

/** What superbills are to be made of. */
export interface Source {
	/** SHA-256 of its bytes as hexadecimal. */
	readonly sha256: string;
	/** The same items each time, from the first on. @throws Refusal, WrongUse at any step */
	read(): Items;
}

/** @throws Refusal, WrongUse */
export async function openSource(plan: Plan, stdin: Io['stdin']): Promise<Source> {
	const { file, type } = plan;
	const chunks = await again(file, stdin);
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

/** A file is read anew each time and never held; what can be read but once is, as far as it fits. */
async function again(file: string, stdin: Io['stdin']): Promise<() => AsyncIterable<Uint8Array>> {
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

/** A list is one of what `--of` says; an object says for itself. What the command line says goes before. */
function batchOf({ file, of, splitBy }: Plan, sent: unknown) {
	const batch = Array.isArray(sent) ? { [of]: sent } : sent;
	const { value, findings } = readBatchRequest(
		splitBy !== undefined && typeof batch === 'object' ? { ...batch, splitBy } : batch,
	);
	if (value) return value;
	const said = findings.map(({ message, help }) => `${message} ${help}`);
	throw new WrongUse(`${inputName(file)} is no batch. ${said.join(' ')}`);
}

import { createHash } from 'node:crypto';
import { OperatorError } from '../../../calls/operator-error.ts';
import { Refusal } from '../../../calls/refusal.ts';
import { type PackedItems, packItems } from '../../../intake/packed.ts';
import { readUpload, type UploadForm } from '../../../intake/read.ts';
import { type FailedItem, failedTable } from '../../../intake/table/failed-rows.ts';
import { readTable } from '../../../intake/table/read-table.ts';
import { LIMITS } from '../../../intake/upload/limits.ts';
import { tooManyBytes } from '../../../intake/upload/text.ts';
import type { Io } from '../../base/command.ts';
import { inputName, readChunks } from '../../base/input.ts';
import type { Plan } from './plan.ts';

export interface BatchSource {
	/** SHA-256 of the bytes, in hexadecimal. */
	readonly sha256: string;
	/** Reads the items from the first one on; each call gives the same ones. @throws Refusal, OperatorError at any step */
	read(): PackedItems;
	/** The table as it was written, with the rows of these items and the reasons. For a table only. */
	failedTable(failed: readonly FailedItem[]): Promise<string>;
}

/** @throws Refusal, OperatorError */
export async function openSource(plan: Plan, stdin: Io['stdin']): Promise<BatchSource> {
	const hash = createHash('sha256');
	const pieces: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of readChunks(plan.file, stdin)) {
		size += chunk.length;
		if (size > LIMITS.bytes) throw tooManyBytes(LIMITS.bytes);
		hash.update(chunk);
		pieces.push(chunk);
	}
	return {
		sha256: hash.digest('hex'),
		read: () => packItems(readItems(plan, pieces)),
		async failedTable(failed) {
			const { names, header, rows } = await readTable(pieces, LIMITS, plan.columns);
			const columns = header.map((column) => column?.name);
			return failedTable({ header: names, rows: [...rows()] }, columns, failed);
		},
	};
}

function readItems(plan: Plan, pieces: readonly Uint8Array[]) {
	try {
		return readUpload(formOf(plan), pieces).items;
	} catch (error) {
		if (!(error instanceof Refusal && error.findings)) throw error;
		const said = error.findings.map(({ message, help }) => `${message} ${help}`);
		throw new OperatorError(`${inputName(plan.file)} is not a batch. ${said.join(' ')}`);
	}
}

/** `--of` tells what a list contains, and `--split-by` overrides the `splitBy` of an object. */
function formOf({ type, of, splitBy, columns }: Plan): UploadForm {
	if (type === 'json') return { kind: 'json', of, splitBy };
	if (type === 'csv') return { kind: 'csv', splitBy: splitBy ?? 'none', ...(columns && { columns }) };
	return of === 'visits' ? { kind: 'ndjson', of, splitBy: splitBy ?? 'none' } : { kind: 'ndjson', of };
}

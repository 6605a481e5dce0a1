import { randomUUID } from 'node:crypto';
import { storeUnavailable } from '../database/unavailable.ts';
import type { Objects } from './objects.ts';

/** The columns of a row that hold a sealed document, or its tail and the name of the object with its head. */
export interface DocumentColumns {
	readonly pdf: Buffer;
	readonly object: string | null;
}

/**
 * A sealed document in two parts. The head does not depend on the superbill's number, so it can be put into object storage
 * before the transaction that assigns the number.
 */
export interface SealedDocument {
	readonly head: Buffer;
	readonly tail: Buffer;
}

/** Keeps the sealed bytes of issued superbills. Reads them from rows and from objects, whichever takes new ones. */
export interface Documents {
	/** Keeps the head of a document. @returns the name of its object, or null if the row holds the whole document */
	put(head: Buffer): Promise<string | null>;
	/** @returns undefined if the object that the row names does not exist */
	get(row: DocumentColumns): Promise<SealedDocument | undefined>;
	/** Removes the object of a row that no longer names it. */
	remove(row: Pick<DocumentColumns, 'object'>): Promise<void>;
	/** Names of objects that were put before a given time, in pages. */
	list(before: Date): AsyncIterable<readonly string[]>;
}

/** Bytes of the length at the end of a row that holds a whole document. */
const LENGTH = 4;

/** The columns of a row that holds a whole document: the head, the tail, and the length of the head. */
export function joinedColumns({ head, tail }: SealedDocument): DocumentColumns {
	const length = Buffer.alloc(LENGTH);
	length.writeUInt32BE(head.length);
	return { pdf: Buffer.concat([head, tail, length]), object: null };
}

/** Divides the column of a row that holds a whole document. A damaged column gives parts that no key opens. */
export function partsOf(pdf: Buffer): SealedDocument {
	const end = Math.max(0, pdf.length - LENGTH);
	const middle = end === 0 ? 0 : pdf.readUInt32BE(end);
	return { head: pdf.subarray(0, middle), tail: pdf.subarray(middle, end) };
}

/** Keeps documents in the rows of `superbill_documents`. */
export const IN_ROWS: Documents = {
	put: async () => null,
	async get({ pdf, object }) {
		if (object !== null) throw elsewhere();
		return partsOf(pdf);
	},
	async remove({ object }) {
		if (object !== null) throw elsewhere();
	},
	async *list() {},
};

const elsewhere = () => storeUnavailable('OBJECTS_NOT_NAMED');

/**
 * Keeps the heads of documents in object storage.
 * @param folder used by this store only: objects in it that no row names may be removed
 */
export function inObjects(objects: Objects, folder: string): Documents {
	return {
		async put(head) {
			const object = `${folder}/${randomUUID()}`;
			await objects.put(object, head);
			return object;
		},
		async get({ pdf, object }) {
			if (object === null) return partsOf(pdf);
			const head = await objects.get(object);
			return head && { head, tail: pdf };
		},
		async remove({ object }) {
			if (object?.startsWith(`${folder}/`)) await objects.remove(object);
		},
		list: (before) => objects.list(folder, before),
	};
}

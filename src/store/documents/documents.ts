import { randomUUID } from 'node:crypto';
import { storeUnavailable } from '../database/unavailable.ts';
import type { Objects } from './objects.ts';

/** The columns of a row that hold a sealed document, or name the object that does. */
export interface DocumentColumns {
	readonly pdf: Buffer;
	readonly object: string | null;
}

/** Keeps the sealed bytes of issued superbills. Reads them from rows and from objects, whichever takes new ones. */
export interface Documents {
	/** Keeps bytes. They are durable once the columns are. */
	put(sealed: Buffer): Promise<DocumentColumns>;
	/** @returns undefined if the object that the row names does not exist */
	get(row: DocumentColumns): Promise<Buffer | undefined>;
	/** Removes the object of a row that no longer names it. */
	remove(row: Pick<DocumentColumns, 'object'>): Promise<void>;
	/** Names of objects that were put before a given time, in pages. */
	list(before: Date): AsyncIterable<readonly string[]>;
}

/** Keeps documents in the rows of `superbill_documents`. */
export const IN_ROWS: Documents = {
	put: async (pdf) => ({ pdf, object: null }),
	async get({ pdf, object }) {
		if (object !== null) throw elsewhere();
		return pdf;
	},
	async remove({ object }) {
		if (object !== null) throw elsewhere();
	},
	async *list() {},
};

const elsewhere = () => storeUnavailable('OBJECTS_NOT_NAMED');

/** Fills the column `pdf`, which is never null, of a row that names an object. Sealed bytes are always longer. */
const NO_BYTES = Buffer.of(0);

/**
 * Keeps documents in object storage.
 * @param folder used by this store only: objects in it that no row names may be removed
 */
export function inObjects(objects: Objects, folder: string): Documents {
	return {
		async put(sealed) {
			const object = `${folder}/${randomUUID()}`;
			await objects.put(object, sealed);
			return { pdf: NO_BYTES, object };
		},
		get: async ({ pdf, object }) => (object === null ? pdf : objects.get(object)),
		async remove({ object }) {
			if (object?.startsWith(`${folder}/`)) await objects.remove(object);
		},
		list: (before) => objects.list(folder, before),
	};
}

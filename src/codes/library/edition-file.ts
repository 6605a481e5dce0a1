import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { badFile, type EditionDates, type EditionRow, rowLine } from '../index/edition.ts';
import { factsOf } from '../index/sets.ts';
import { type EditionEntry, readUnpacked } from './manifest.ts';

/** Characters that are compressed at a time. A gzip file may have several members in a row (RFC 1952, 2.2). */
const BATCH = 1024 * 1024;

/** Most characters of an edition, which is loaded as one string. Official ones have a fraction of it. */
const LARGEST_EDITION = 384 * 1024 * 1024;

/** Writes the rows of one edition to a temporary file, which `keep` renames once it is complete. */
export class EditionFile {
	readonly set: string;
	readonly dates: EditionDates;
	readonly #source: string;
	readonly #folder: string;
	readonly #temporary: string;
	readonly #hash = createHash('sha256');
	readonly #codes: Set<string> | undefined;
	#batch = '';
	#written = 0;
	#rows = 0;
	#billable = 0;

	constructor(folder: string, set: string, dates: EditionDates, source: string) {
		this.set = set;
		this.dates = dates;
		this.#source = source;
		this.#folder = folder;
		this.#temporary = join(folder, `.${set}.${randomUUID()}.tmp`);
		this.#codes = factsOf(set).kind === 'codes' ? new Set() : undefined;
		writeFileSync(this.#temporary, '', { flag: 'wx', mode: 0o600 });
	}

	add(row: EditionRow): void {
		const [code = '', billable] = row;
		if (this.#codes?.has(code)) throw badFile(`${code} is listed twice.`);
		this.#codes?.add(code);
		this.#rows++;
		if (billable === '1') this.#billable++;
		this.#batch += rowLine(row);
		if (this.#batch.length > BATCH) this.#flush();
	}

	#flush(): void {
		this.#written += this.#batch.length;
		if (this.#written > LARGEST_EDITION) throw badFile('the file has more rows than any code set.');
		this.#hash.update(this.#batch);
		appendFileSync(this.#temporary, gzipSync(this.#batch), { flush: true });
		this.#batch = '';
	}

	/** Completes the file. `keep` renames it to the name in `entry`. */
	finish(): { readonly entry: EditionEntry; keep(): void } {
		this.#flush();
		const sha256 = this.#hash.digest('hex');
		const file = `${this.set}-${this.dates.edition}-${sha256.slice(0, 12)}.tsv.gz`;
		return {
			entry: {
				...this.dates,
				rows: this.#rows,
				billable: this.#codes ? this.#billable : null,
				sha256,
				file,
				source: this.#source,
			},
			keep: () => renameSync(this.#temporary, join(this.#folder, file)),
		};
	}

	discard(): void {
		rmSync(this.#temporary, { force: true });
	}
}

/** Reads the rows of an edition as lines of text. @throws Node's error if the file is missing or damaged */
export async function readEditionText(folder: string, { file }: EditionEntry): Promise<string> {
	return (await readUnpacked(folder, file ?? '')).toString('utf8');
}

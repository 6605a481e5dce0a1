import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { IsoDate } from '../../superbill/dates.ts';
import { type ImportOptions, type ImportResult, importFiles } from './import.ts';
import { makeFolder } from './manifest.ts';
import { addressesOf, type FetchableSet } from './sources.ts';

export interface FetchOptions extends Pick<ImportOptions, 'shipped'> {
	/** Replaces scheme and host of every address, for a mirror. */
	readonly baseUrl?: string | undefined;
	readonly progress?: (bytes: number) => void;
}

export type FetchResult =
	| { readonly set: string; readonly url: string; readonly refused: false; readonly imported: ImportResult }
	| { readonly set: string; readonly refused: true; readonly reasons: readonly string[] };

const TIME_LIMIT_MS = 120_000;
const LARGEST_DOWNLOAD = 256 * 1024 * 1024;

/** Downloads the newest available file of a set and imports it. @param today decides which editions are tried */
export async function fetchSet(
	folder: string,
	set: FetchableSet,
	today: IsoDate,
	options: FetchOptions = {},
): Promise<FetchResult> {
	makeFolder(folder);
	const reasons: string[] = [];
	const temporary = await mkdtemp(join(folder, '.fetch-'));
	try {
		for (const address of addressesOf(set, today)) {
			const { pathname, origin } = new URL(address);
			const url = new URL((options.baseUrl?.replace(/\/$/, '') ?? origin) + pathname);
			const name = decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
			const file = join(temporary, name.replace(/[^\w. -]/g, '_'));
			const failure = await download(url, file, options);
			if (failure !== undefined) {
				reasons.push(`${url.href}: ${failure}`);
				continue;
			}
			const [imported] = await importFiles(folder, [file], { expect: set, shipped: options.shipped });
			if (imported && !imported.refused) return { set, url: url.href, refused: false, imported };
			reasons.push(`${url.href}: ${imported?.reason}`);
		}
		return { set, refused: true, reasons };
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}

/** Downloads a file. @returns the reason if it failed */
async function download(url: URL, file: string, { progress }: FetchOptions): Promise<string | undefined> {
	try {
		const answer = await fetch(url, { signal: AbortSignal.timeout(TIME_LIMIT_MS) });
		if (!answer.ok || !answer.body) return `the server answered ${answer.status}.`;
		let size = 0;
		const limit = new Transform({
			transform(chunk: Buffer, _encoding, done) {
				size += chunk.length;
				progress?.(chunk.length);
				done(size > LARGEST_DOWNLOAD ? new Error('too large') : null, chunk);
			},
		});
		const body = Readable.fromWeb(answer.body as ReadableStream);
		await pipeline(body, limit, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
		return undefined;
	} catch (error) {
		const { name, message } = error as Error;
		if (name === 'TimeoutError') return 'the download took more than two minutes.';
		return message === 'too large' ? 'the file is larger than 256 MiB.' : 'the server cannot be reached.';
	}
}

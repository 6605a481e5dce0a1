import { Refusal } from '../../src/calls/refusal.ts';
import type { Item, UploadSummary } from '../../src/intake/item.ts';
import { type PackedItems, packItems } from '../../src/intake/packed.ts';
import { readUpload, type UploadForm } from '../../src/intake/read.ts';
import { LIMITS, type Limits } from '../../src/intake/upload/limits.ts';
import type { Pieces } from '../../src/intake/upload/text.ts';
import type { SplitBy } from '../../src/intake/visits/split-by.ts';
import { piecesOf } from '../fixtures/pieces.ts';

type Content = string | Uint8Array;

export interface Upload {
	readonly form: UploadForm;
	readonly pieces: Pieces;
}

export function json(value: unknown, form: Omit<UploadForm & { kind: 'json' }, 'kind'> = {}): Upload {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return { form: { kind: 'json', ...form }, pieces: piecesOf(text) };
}

export function csv(content: Content, splitBy: SplitBy = 'none', cuts: readonly number[] = []): Upload {
	return { form: { kind: 'csv', splitBy }, pieces: piecesOf(content, cuts) };
}

export function superbillLines(content: Content, cuts: readonly number[] = []): Upload {
	return { form: { kind: 'ndjson', of: 'superbills' }, pieces: piecesOf(content, cuts) };
}

export function visitLines(
	content: Content,
	splitBy: SplitBy = 'none',
	cuts: readonly number[] = [],
): Upload {
	return { form: { kind: 'ndjson', of: 'visits', splitBy }, pieces: piecesOf(content, cuts) };
}

/** Reads an upload as other folders get it. */
export function packed({ form, pieces }: Upload): PackedItems {
	return packItems(readUpload(form, pieces).items);
}

/** Reads an upload to its end. */
export async function read(
	{ form, pieces }: Upload,
	limits: Partial<Limits> = {},
): Promise<{ readonly items: Item[]; readonly understood: UploadSummary }> {
	const { items: reading } = readUpload(form, pieces, { ...LIMITS, ...limits });
	const items: Item[] = [];
	for (;;) {
		const next = await reading.next();
		if (next.done) return { items, understood: next.value };
		items.push(next.value);
	}
}

export async function itemsOf(upload: Upload): Promise<Item[]> {
	return (await read(upload)).items;
}

/** `kind: message` of the refusal of a whole upload. */
export async function refusal(upload: Upload, limits: Partial<Limits> = {}): Promise<string> {
	try {
		await read(upload, limits);
	} catch (error) {
		if (error instanceof Refusal) {
			const more = error.findings?.map(({ message, help }) => `\n${message} ${help}`) ?? [];
			return `${error.kind}: ${error.message}${more.join('')}`;
		}
		throw error;
	}
	return 'it was read';
}

/** Findings as `row/column message` or `visit:pointer message`, preceded by a severity other than error. */
export function said({ findings }: Item): string[] {
	return findings.map(({ severity, message, source: { row, column, visit, pointer } = {} }) => {
		const place =
			visit === undefined
				? [row, column].filter((part) => part !== undefined).join('/')
				: `${visit}:${pointer}`;
		return `${severity === 'error' ? '' : `${severity} `}${place} ${message}`;
	});
}

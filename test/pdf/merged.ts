import type { FileMetadata } from '../../src/pdf/file/metadata.ts';
import { type MergePart, mergePdfs } from '../../src/pdf/merge.ts';

export const METADATA: FileMetadata = {
	title: 'Superbills',
	author: 'Everything & Sons <Clinic>',
	language: 'en-US',
	producer: 'superbill 0.0.0',
	creator: 'a test',
	created: new Date('2026-11-23T12:34:56.789Z'),
};

/** Parts numbered SB-1, SB-2 and so on. */
export function partsOf(pdfs: readonly Buffer[]): MergePart[] {
	return pdfs.map((pdf, i) => ({ title: `SB-${i + 1}`, dataName: `SB-${i + 1}.json`, pdf }));
}

/** Merges parts and returns the whole file. */
export async function mergedOf(
	parts: Iterable<MergePart>,
	...rest: [metadata?: FileMetadata, limits?: { objects: number; bytes: number }]
): Promise<Buffer> {
	const [metadata = METADATA, ...limits] = rest;
	async function* asked() {
		yield* parts;
	}
	const chunks: Buffer[] = [];
	for await (const chunk of mergePdfs(asked(), metadata, ...limits)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

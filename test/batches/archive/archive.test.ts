import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import t from 'tap';
import { type ArchiveItem, partsToPrint, zipArchive } from '../../../src/batches/archive/archive.ts';
import { mergePdfs } from '../../../src/pdf/merge.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { Holding } from '../../holding.ts';
import { METADATA } from '../../pdf/merged.ts';
import { readPdf } from '../../pdf/reader.ts';
import { pdfOf } from '../../service/service-under-test.ts';

const issuedOn = '2026-11-23';
const pdf = (number?: string) => pdfOf({ ...minimal, ...(number && { number }), issuedOn });

const ITEMS: readonly ArchiveItem[] = [
	{
		position: 1,
		number: 'SB/1',
		superbillId: 'sbl_1',
		status: 'issued',
		findings: [],
		document: { pdf: pdf('SB/1'), issuedOn },
	},
	{
		position: 2,
		status: 'failed',
		findings: [
			{ rule: 'shape', severity: 'error', pointer: '/patient', message: 'is missing', help: 'Add it.' },
		],
	},
	{ position: 3, status: 'rendered', findings: [], document: { pdf: pdf(), issuedOn } },
	{ position: 4, number: 'SB-1', status: 'rendered', findings: [], document: { pdf: pdf('SB-1'), issuedOn } },
	{ position: 5, status: 'cancelled', findings: [] },
];

const BATCH = { id: 'bat_1', day: '2026-11-24' };

async function* asked(items: readonly ArchiveItem[] = ITEMS): AsyncGenerator<ArchiveItem> {
	yield* items;
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
	const all: Buffer[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all);
}

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

t.test('an archive has a file for each document and manifests of all items', async (t) => {
	const files = unzipSync(await bytesOf(zipArchive(BATCH, asked())));
	t.strictSame(Object.keys(files), [
		'SB-1.pdf',
		'item-00003.pdf',
		'SB-1-2.pdf',
		'manifest.json',
		'manifest.csv',
	]);
	const { batch, items } = JSON.parse(text(files['manifest.json']));
	t.equal(batch, 'bat_1');
	t.strictSame(
		items.map(({ position, number, status, file }: Record<string, unknown>) => [
			position,
			number,
			status,
			file,
		]),
		[
			[1, 'SB/1', 'issued', 'SB-1.pdf'],
			[2, null, 'failed', null],
			[3, null, 'rendered', 'item-00003.pdf'],
			[4, 'SB-1', 'rendered', 'SB-1-2.pdf'],
			[5, null, 'cancelled', null],
		],
	);
	for (const { file, sha256, bytes } of items) {
		if (file === null) continue;
		const data = files[file] as Uint8Array;
		t.equal(createHash('sha256').update(data).digest('hex'), sha256, file);
		t.equal(data.length, bytes);
	}
	t.match(text(files['manifest.csv']), /\r\n2,,,,,failed,,,,1,0,0,error shape at \/patient: is missing\r\n/);
});

t.test('an archive has the issued bytes under the requested names', async (t) => {
	const names = '{batch} {position}';
	const files = unzipSync(await bytesOf(zipArchive({ ...BATCH, names }, asked())));
	t.ok(ITEMS[0]?.document?.pdf.equals(files['bat_1 00001.pdf'] as Uint8Array));
});

t.test('the same batch gives the same bytes', async (t) => {
	const [first, second] = [zipArchive(BATCH, asked()), zipArchive(BATCH, asked())];
	t.ok((await bytesOf(first)).equals(await bytesOf(second)));
});

t.test('the archive of a batch without documents has only the manifests', async (t) => {
	const files = unzipSync(await bytesOf(zipArchive(BATCH, asked([ITEMS[1] as ArchiveItem]))));
	t.strictSame(Object.keys(files), ['manifest.json', 'manifest.csv']);
});

t.test('merged documents are titled by number, and their data is named like their files', async (t) => {
	const parts: string[][] = [];
	for await (const { title, dataName } of partsToPrint(BATCH, asked())) parts.push([title, dataName]);
	t.strictSame(parts, [
		['SB/1', 'SB-1.json'],
		['item-00003', 'item-00003.json'],
		['SB-1', 'SB-1-2.json'],
	]);
	const { pages, attachments } = await readPdf(
		await bytesOf(mergePdfs(partsToPrint(BATCH, asked()), METADATA)),
	);
	t.equal(pages.length, 3);
	t.strictSame(Object.keys(attachments).sort(), ['SB-1-2.json', 'SB-1.json', 'item-00003.json']);
});

t.test('few documents of a long batch are in memory at once', async (t) => {
	const watch = new Holding();
	async function* long(): AsyncGenerator<ArchiveItem> {
		for (let position = 1; position <= 1_000; position++) {
			const document = { pdf: Buffer.allocUnsafeSlow(10_000).fill(position), issuedOn };
			watch.add(document.pdf);
			yield { position, number: `SB-${position}`, status: 'issued', findings: [], document };
			if (position % 250 === 0) await watch.count();
		}
	}
	const files = unzipSync(await bytesOf(zipArchive(BATCH, long())));
	t.equal(Object.keys(files).length, 1_002);
	t.equal(watch.held.length, 4);
	t.ok(Math.max(...watch.held) <= 5, `${watch.held}`);
});

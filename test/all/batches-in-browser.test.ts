import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import t from 'tap';
import { runBatches } from '../../src/batches/runner.ts';
import { openMemoryStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { execute, openDocs, unfold } from './browser.ts';

/** Sends a batch in a real browser: from the sample table to the downloads. */

t.setTimeout(120_000);

const operation = (id: string): string => `#operations-Batches-${id}`;
const SAMPLE = operation('getSampleTable');
const CHECK = operation('checkTable');
const SEND = operation('createBatchFromTable');
const LOOK = operation('getBatch');
const ARCHIVE = operation('getBatchArchive');
const MERGED = operation('getMergedBatch');

const answerOf = async (page: Page, operation: string): Promise<string> =>
	(await page.locator(`${operation} .answer`).last().textContent()) ?? '';

const giveId = (page: Page, operation: string, id: string): Promise<void> =>
	page.locator(`${operation} tr[data-param-name=id] input`).fill(id);

async function download(page: Page, operation: string): Promise<{ name: string; path: string }> {
	const coming = page.waitForEvent('download');
	await page.locator(`${operation} .answer`).getByText('Download file').click();
	const download = await coming;
	return { name: download.suggestedFilename(), path: await download.path() };
}

t.test(
	'a user gets the sample table, sends it, watches the batch and downloads the superbills',
	async (t) => {
		const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
		t.teardown(() => store.close());
		const service = serviceUnderTest();
		const runner = runBatches({ store: () => store, service, onFailure: (error) => t.error(error) });
		t.teardown(() => runner.stop());
		const { page, complaints } = await openDocs(t, 'localhost', {}, { store: () => store, service });

		await unfold(page, SAMPLE);
		t.equal(await execute(page, SAMPLE), '200');
		const sample = await download(page, SAMPLE);
		t.equal(sample.name, 'superbills-sample.csv');

		await unfold(page, CHECK);
		await page.locator(`${CHECK} input[type=file]`).setInputFiles(sample.path);
		t.equal(await execute(page, CHECK), '200', await answerOf(page, CHECK));
		t.match(await answerOf(page, CHECK), /"superbills": 3/);

		await unfold(page, SEND);
		await page.locator(`${SEND} input[type=file]`).setInputFiles(sample.path);
		await page.locator(`${SEND} tr[data-param-name=mode] select`).selectOption('issue');
		t.equal(await execute(page, SEND), '202', await answerOf(page, SEND));
		const id = /"id": "([\da-f-]{36})"/.exec(await answerOf(page, SEND))?.[1] as string;

		await unfold(page, LOOK);
		await giveId(page, LOOK, id);
		do t.equal(await execute(page, LOOK), '200');
		while (!/"state": "done"/.test(await answerOf(page, LOOK)));
		t.match(await answerOf(page, LOOK), /"done": 3/);

		await unfold(page, ARCHIVE);
		await giveId(page, ARCHIVE, id);
		t.equal(await execute(page, ARCHIVE), '200');
		const zip = await download(page, ARCHIVE);
		t.equal(zip.name, `superbills-${id.slice(0, 8)}.zip`);
		const files = unzipSync(readFileSync(zip.path));
		t.strictSame(Object.keys(files), [
			'SB-2026-000001.pdf',
			'SB-2026-000002.pdf',
			'SB-2026-000003.pdf',
			'manifest.json',
			'manifest.csv',
		]);
		for (const [name, bytes] of Object.entries(files)) {
			if (name.endsWith('.pdf')) t.equal(strFromU8(bytes.subarray(0, 5)), '%PDF-');
		}
		t.equal(JSON.parse(strFromU8(files['manifest.json'] as Uint8Array)).items.length, 3);

		await unfold(page, MERGED);
		await giveId(page, MERGED, id);
		t.equal(await execute(page, MERGED), '200');
		const merged = await download(page, MERGED);
		t.equal(merged.name, `superbills-${id.slice(0, 8)}.pdf`);
		t.equal(readFileSync(merged.path).subarray(0, 5).toString(), '%PDF-');
		t.strictSame(complaints, []);
	},
);

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import t from 'tap';
import { openMemoryStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { execute, openDocs, unfold } from './browser.ts';

/** Runs every operation on issued superbills with its own example, in a real browser. */

const operation = (id: string): string => `#operations-Issued_superbills-${id}`;
const ISSUE = operation('issueSuperbill');
const RECORD = operation('getSuperbill');
const PDF = operation('getSuperbillPdf');
const REPLACE = operation('replaceSuperbill');
const VOID = operation('voidSuperbill');
const SEARCH = operation('searchSuperbills');
const HISTORY = operation('getSuperbillHistory');

async function giveId(page: Page, operation: string, id: string): Promise<void> {
	await page.locator(`${operation} tr[data-param-name=id] input`).fill(id);
}

const answerOf = async (page: Page, operation: string): Promise<string> =>
	(await page.locator(`${operation} .answer`).last().textContent()) ?? '';

async function download(page: Page, operation: string): Promise<{ name: string; pdf: Buffer }> {
	const coming = page.waitForEvent('download');
	await page.locator(`${operation} .answer`).getByText('Download file').click();
	const download = await coming;
	return { name: download.suggestedFilename(), pdf: readFileSync(await download.path()) };
}

t.test('issue, download, correct, void, search and history all work with their own examples', async (t) => {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	t.teardown(() => store.close());
	const { page, complaints } = await openDocs(t, 'localhost', {}, { store: () => store });

	await unfold(page, ISSUE);
	t.equal(await execute(page, ISSUE), '201');
	const issued = await download(page, ISSUE);
	t.match(issued.name, /^superbill-SB-2026-000001\.pdf$/);
	const first = /superbill-id: ([\da-f-]{36})/i.exec(await answerOf(page, ISSUE))?.[1] as string;

	await unfold(page, PDF);
	await giveId(page, PDF, first);
	t.equal(await execute(page, PDF), '200');
	t.strictSame(await download(page, PDF), issued, 'the same bytes under the same name');

	await unfold(page, REPLACE);
	await giveId(page, REPLACE, first);
	t.equal(await execute(page, REPLACE), '201', await answerOf(page, REPLACE));
	const corrected = await download(page, REPLACE);
	const second = /superbill-id: ([\da-f-]{36})/i.exec(await answerOf(page, REPLACE))?.[1] as string;

	await unfold(page, VOID);
	await giveId(page, VOID, first);
	t.equal(await execute(page, VOID), '409');
	t.match(await answerOf(page, VOID), /was replaced by SB-2026-000002/);
	await giveId(page, VOID, second);
	t.equal(await execute(page, VOID), '200');

	await giveId(page, PDF, second);
	t.equal(await execute(page, PDF), '200');
	const marked = await download(page, PDF);
	t.ok(marked.pdf.subarray(0, corrected.pdf.length).equals(corrected.pdf), 'the issued bytes come first');

	await unfold(page, RECORD);
	await giveId(page, RECORD, second);
	t.equal(await execute(page, RECORD), '200');
	t.match(await answerOf(page, RECORD), /"status": "void"[\s\S]*"replaces": \{[^}]*SB-2026-000001/);

	await unfold(page, SEARCH);
	t.equal(await execute(page, SEARCH), '200');
	t.match(
		await answerOf(page, SEARCH),
		/SB-2026-000002[\s\S]*SB-2026-000001/,
		'its first example finds both',
	);

	await unfold(page, HISTORY);
	await giveId(page, HISTORY, second);
	t.equal(await execute(page, HISTORY), '200');
	t.match(await answerOf(page, HISTORY), /superbill\.replace[\s\S]*superbill\.void/);
	t.ok(complaints.every((complaint) => complaint.includes('409')));
});

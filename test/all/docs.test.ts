import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { PRACTICE_ON_FILE } from '../../src/http/examples/practices-on-file.ts';
import { KEY } from '../http/app.ts';
import { authorize, type DocsPage, execute, openDocs, RENDER, unfold } from './browser.ts';

const VALIDATE = '#operations-Superbills-validateSuperbill';

/** Downloads a document from the page and compares it with the answer of the API to the same request. */
async function downloads(t: Test, { page, origin }: DocsPage, id: string, headers: object): Promise<void> {
	const example = EXAMPLES[id];
	await page
		.locator(`${RENDER} .examples-select-element`)
		.selectOption({ label: example?.summary as string });
	t.equal(await execute(page, RENDER), '200', id);
	const coming = page.waitForEvent('download');
	await page.locator(`${RENDER} .answer`).getByText('Download file').click();
	const download = await coming;
	t.equal(download.suggestedFilename(), `superbill-${example?.value.number}.pdf`);
	const answer = await fetch(`${origin.replace('some-host', '127.0.0.1')}/v1/superbills/render`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(example?.value),
	});
	const expected = Buffer.from(await answer.arrayBuffer());
	t.ok(expected.subarray(0, 5).equals(Buffer.from('%PDF-')));
	t.ok(readFileSync(await download.path()).equals(expected), 'the same bytes');
}

t.test('on loopback, a user chooses an example, executes it and downloads the PDF', async (t) => {
	const docs = await openDocs(t, 'localhost', {});
	await unfold(docs.page, RENDER);
	const offered = await docs.page.locator(`${RENDER} .examples-select-element option`).allTextContents();
	t.strictSame(
		offered,
		[...Object.values(EXAMPLES), PRACTICE_ON_FILE].map(({ summary }) => summary),
	);
	await downloads(t, docs, 'psychotherapy-month', {});
	t.strictSame(docs.complaints, []);
});

t.test("on the clinic's host, a user enters the key first", async (t) => {
	const docs = await openDocs(t, 'some-host', { host: '0.0.0.0', apiKey: KEY });
	const { page, complaints } = docs;
	await unfold(page, RENDER);
	t.equal(await execute(page, RENDER), '401');
	t.match(await page.locator(`${RENDER} .answer`).textContent(), /press Authorize/);
	t.ok(complaints.every((complaint) => complaint.includes('401')));
	complaints.length = 0;
	await authorize(page);
	await downloads(t, docs, 'corrected-superbill', { authorization: `Bearer ${KEY}` });
	t.strictSame(complaints, []);

	await page.reload();
	await page.locator(`${RENDER} .opblock-summary-control`).waitFor();
	if (!(await page.locator(`${RENDER} .execute`).isVisible())) {
		await page.locator(`${RENDER} .opblock-summary-control`).click();
	}
	t.equal(await execute(page, RENDER), '401', 'the key is forgotten');
});

t.test('a mistake is shown in words, with its place and its fix', async (t) => {
	const { page } = await openDocs(t, '127.0.0.1', {});
	await unfold(page, RENDER);
	const value = { ...EXAMPLES['iv-ketamine-visit']?.value, payments: [{ amount: 550 }] };
	await page.locator(`${RENDER} textarea`).fill(JSON.stringify(value, null, 2));
	t.equal(await execute(page, RENDER), '422');
	const shown = (await page.locator(`${RENDER} .answer`).textContent()) ?? '';
	t.match(shown, 'The request was refused');
	t.match(shown, '/payments/0/amount');
	t.match(shown, 'is a number, which can lose cents');
	t.match(shown, 'Payment 1: method is missing.');

	await page.locator(`${RENDER} textarea`).fill('{\n  "number": "SB-1"\n  "issuedOn": 1\n}');
	t.equal(await execute(page, RENDER), '400');
	t.match(await page.locator(`${RENDER} .answer`).textContent(), /line 3, column 3, expected a comma/);
});

t.test('validate shows findings and totals', async (t) => {
	const { page, complaints } = await openDocs(t, '[::1]', { host: '::1' });
	await page.locator(`${VALIDATE} .opblock-summary-control`).click();
	await page
		.locator(`${VALIDATE} .examples-select-element`)
		.selectOption({ label: 'Overpayment and refund' });
	t.equal(await execute(page, VALIDATE), '200');
	const shown = (await page.locator(`${VALIDATE} .answer`).textContent()) ?? '';
	t.match(shown, '"paymentStatus": "paid-in-full"');
	t.match(shown, '"totalRefunds": "150.00"');
	t.strictSame(complaints, []);
});

t.test('parts for developers are hidden or come last', async (t) => {
	const { page } = await openDocs(t, 'localhost', {});
	t.equal(await page.locator('.models').count(), 0);
	t.notOk(await page.locator('.servers').first().isVisible());
	t.match(await page.locator('.info').textContent(), /At the front desk/);
	const operations = await page.locator('.opblock-summary-description').allTextContents();
	t.strictSame(operations.slice(0, 2), ['Make a superbill PDF', 'Check a superbill without making it']);
	await unfold(page, RENDER);
	await execute(page, RENDER);
	const download = await page.locator(`${RENDER} a[download]`).boundingBox();
	const command = await page.locator(`${RENDER} .curl-command`).boundingBox();
	t.ok((download?.y ?? Infinity) < (command?.y ?? 0), 'the download is above the command');
});

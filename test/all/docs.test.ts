import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { PRACTICE_ON_FILE } from '../../src/http/examples/practices-on-file.ts';
import { KEY } from '../http/app.ts';
import { authorize, type DocsPage, execute, openDocs, RENDER, seriousViolations, unfold } from './browser.ts';

const VALIDATE = '#operations-Superbills-validateSuperbill';
const ISSUE = '#operations-Issued_superbills-issueSuperbill';
const LIST = '#operations-Issued_superbills-listSuperbills';

/** Downloads a document from the page and compares it with the answer of the API to the same request. */
async function downloads(t: Test, { page, origin }: DocsPage, id: string, headers: object): Promise<void> {
	const example = EXAMPLES[id];
	await page
		.locator(`${RENDER} .opblock-section-request-body .examples-select-element`)
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
	const offered = await docs.page
		.locator(`${RENDER} .opblock-section-request-body .examples-select-element option`)
		.allTextContents();
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
	t.match(shown, 'The superbill was refused');
	t.match(shown, '/payments/0/amount');
	t.match(shown, 'is a number, which can lose cents');
	t.match(shown, 'Payment 1: method is missing.');

	await page.locator(`${RENDER} textarea`).fill('{\n  "number": "SB-1"\n  "issuedOn": 1\n}');
	await page.locator(`${RENDER} .execute`).click();
	t.match(
		await page.locator(`${RENDER} .body-param .field-problem`).textContent(),
		/line 3, column 3, expected a comma/,
	);
	t.equal(await page.locator(`${RENDER} .answer`).count(), 0, 'the earlier answer is gone');
});

t.test('an answer disappears as soon as the request is changed', async (t) => {
	const { page } = await openDocs(t, 'localhost', {});
	await unfold(page, RENDER);
	await execute(page, RENDER);
	t.equal(await page.locator(`${RENDER} .answer a[download]`).count(), 1);
	const body = page.locator(`${RENDER} textarea`);
	await body.fill((await body.inputValue()).replace('Fakenham', 'Quillfeather'));
	await page.locator(`${RENDER} .answer`).waitFor({ state: 'detached' });
	t.equal(await page.locator(`${RENDER} a[download]`).count(), 0);
	await execute(page, RENDER);
	await page
		.locator(`${RENDER} .opblock-section-request-body .examples-select-element`)
		.selectOption({ index: 2 });
	await page.locator(`${RENDER} .answer`).waitFor({ state: 'detached' });
	await body.fill('');
	await page.locator(`${RENDER} .execute`).click();
	await page.locator(`${RENDER} .body-param .field-problem`).waitFor();
	t.equal(await page.locator(`${RENDER} .answer`).count(), 0, 'nothing is sent');
});

t.test('issuing asks first, and nothing is sent that nobody chose', async (t) => {
	const { page } = await openDocs(t, 'localhost', {});
	const sent: string[] = [];
	page.on('request', (request) => {
		if (request.url().includes('/v1/')) sent.push(`${request.method()} ${new URL(request.url()).search}`);
	});
	await unfold(page, ISSUE);
	await page.locator(`${ISSUE} .execute`).click();
	const question = page.locator('dialog');
	await question.getByText('Issue a superbill for Marlow Fakenham, $550.00?').waitFor();
	await page.keyboard.press('Escape');
	await question.waitFor({ state: 'detached' });
	t.notOk(
		sent.some((request) => request.startsWith('POST') && request.includes('again')),
		'nothing is issued',
	);
	t.equal(await page.locator(`${ISSUE} .answer`).count(), 0);

	sent.length = 0;
	await unfold(page, LIST);
	await execute(page, LIST);
	t.strictSame(sent, ['GET ']);
});

t.test('the question is about what is sent, whatever was typed in the meantime', async (t) => {
	const { page } = await openDocs(t, 'localhost', {});
	await unfold(page, ISSUE);
	const body = page.locator(`${ISSUE} textarea`);
	await page.locator(`${ISSUE} .execute`).isVisible();
	let goOn = () => {};
	const held = new Promise<void>((resolve) => {
		goOn = resolve;
	});
	await page.route('**/v1/superbills/validate', async (route) => {
		await held;
		await route.continue();
	});
	const checks = page.waitForRequest('**/v1/superbills/validate');
	await page.locator(`${ISSUE} .execute`).click();
	await checks;
	await body.fill((await body.inputValue()).replace('"Fakenham"', '"Quillfeather"'));
	goOn();
	await page.locator('dialog').getByText('Marlow Fakenham').waitFor();
	await page.locator('dialog .confirm').click();
	await page.locator('dialog').getByText('Marlow Quillfeather').waitFor();
	t.equal(await page.locator(`${ISSUE} .answer`).count(), 0, 'nothing was sent');
});

t.test('the key is in no command and in no field', async (t) => {
	const { page } = await openDocs(t, 'some-host', { host: '0.0.0.0', apiKey: KEY });
	await authorize(page);
	await unfold(page, RENDER);
	await execute(page, RENDER);
	await page.locator(`${RENDER} .answer-details summary`).click();
	t.match(await page.locator(`${RENDER} .curl-command`).textContent(), /Authorization: Bearer <your key>/);
	t.notMatch(await page.content(), KEY);
	t.strictSame(await page.evaluate('[localStorage.length, sessionStorage.length]'), [0, 0]);
});

t.test('axe finds nothing serious, and the focus moves to the answer', async (t) => {
	const { page } = await openDocs(t, 'localhost', {});
	for (const width of [1440, 768]) {
		await page.setViewportSize({ width, height: 900 });
		t.strictSame(await seriousViolations(page), [], `closed at ${width}`);
	}
	await unfold(page, RENDER);
	// The example arrives a moment after the field.
	await page.waitForFunction(`document.querySelector('${RENDER} textarea').value.length > 2`);
	await page.locator(`${RENDER} .execute`).focus();
	await page.keyboard.press('Enter');
	await page.locator(`${RENDER} .answer-status`).waitFor();
	t.equal(await page.evaluate('document.activeElement.className'), 'answer');
	t.strictSame(await seriousViolations(page), [], 'with an answer');
	await page.locator('.authorize').click();
	t.strictSame(await seriousViolations(page), [], 'with the dialog for the key');
});

t.test('validate shows findings and totals', async (t) => {
	const { page, complaints } = await openDocs(t, '[::1]', { host: '::1' });
	await page.locator(`${VALIDATE} .opblock-summary-control`).click();
	await page
		.locator(`${VALIDATE} .opblock-section-request-body .examples-select-element`)
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

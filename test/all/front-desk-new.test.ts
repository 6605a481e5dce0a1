import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import t from 'tap';
import { openMemoryStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { openPage, seriousViolations } from './browser.ts';

/** Makes, issues, repeats and corrects superbills at the front desk, in a real browser. */

t.setTimeout(180_000);

// Several files share a process, whose own test ends when it has nothing to wait for.
t.test('superbills made at the front desk', async (t) => {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	t.teardown(() => store.close());
	const { page, origin, complaints } = await openPage(t, 'localhost', {}, { store: () => store }, '/');
	await page.setViewportSize({ width: 1366, height: 768 });
	page.on('dialog', (dialog) => void dialog.accept());
	page.setDefaultTimeout(10_000);
	const { keyboard } = page;

	const send = (method: string, path: string, body: unknown) =>
		fetch(`${origin}${path}`, {
			method,
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	const contract = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'));
	const profiles = contract.paths['/v1/practices/{id}'].put.requestBody.content['application/json'].examples;
	const harbor = profiles['ketamine-clinic'].value;
	const meadow = profiles['counseling-practice'].value;
	await send('PUT', '/v1/practices/harbor', harbor);
	await send('PUT', '/v1/practices/meadow', meadow);

	const button = (name: string | RegExp) => page.locator('main').getByRole('button', { name, exact: true });
	const field = (pointer: string) => page.locator(`[id="new${pointer}"]`);
	const numbers = async (): Promise<string[]> => {
		const answer = await fetch(`${origin}/v1/superbills?limit=100`);
		const { items } = (await answer.json()) as { items: { number: string }[] };
		return items.map(({ number }) => number).sort();
	};

	/** Counts the clicks of a person who tabs from field to field in one part and chooses with Enter. */
	let clicks = 0;
	const click = async (name: string | RegExp): Promise<void> => {
		clicks++;
		await button(name).click();
	};

	async function type(pointer: string, text: string): Promise<void> {
		await field(pointer).focus();
		await keyboard.type(text);
	}

	/** The request that the form would send. */
	async function request(page: Page): Promise<Record<string, unknown>> {
		const details = page.locator('details.request');
		if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
		const text = (await details.locator('pre').textContent()) ?? '';
		return JSON.parse(text.slice(text.indexOf('{')));
	}

	/** Fills in a patient and one service, by keyboard. */
	async function fill(lastName: string): Promise<void> {
		clicks += 2;
		await type('/patient/lastName', lastName);
		await type('/patient/firstName', 'Marlow');
		await type('/patient/birthDate', '2/29/1984');
		await field('/patient/sex').selectOption('F');
		await type('/patient/address/line1', '2 Nowhere Plaza');
		await type('/patient/address/city', 'Exampleville');
		await type('/patient/address/state', 'CO');
		await type('/patient/address/postalCode', '99999');
		await type('/diagnoses/0/code', 'F33.2');
		await keyboard.press('Tab');
	}

	/** Waits until the form has a clinician. */
	const clinician = (name: string): Promise<void> =>
		field('/renderingProvider/provider')
			.locator('option:checked', { hasText: name })
			.waitFor({ state: 'attached' });

	/** Chooses a service of the practice in the code field of its row. */
	async function choose(row: number, words: string, service: RegExp): Promise<void> {
		clicks++;
		await type(`/serviceLines/${row}/code`, words);
		await page.getByRole('option', { name: service, selected: true }).waitFor();
		await keyboard.press('Enter');
	}

	await page.reload();
	await field('/renderingProvider/provider').waitFor();
	await page.locator('header select').selectOption('harbor');
	await clinician('Samplewell');

	await t.test(
		'three services for another patient are issued with a few clicks, and only once',
		async (t) => {
			await fill('Fakenham');
			await choose(0, 'office', /Office visit/);
			await click('Add a service');
			await choose(1, 'ketamine 90', /90 min/);
			await click('Add a service');
			await choose(2, 'ketamine 40', /40 mg/);
			await page.locator('.totals', { hasText: '$550.00' }).waitFor();
			await click('Add a payment');
			t.equal(await field('/payments/0/amount').inputValue(), '550.00', 'what is owed');
			await page.getByText('Paid in full').waitFor();
			await page.getByRole('heading', { name: 'Nothing to fix.' }).waitFor();
			t.strictSame(await seriousViolations(page), []);

			await click('Issue');
			const year = new Date().getFullYear();
			const dialog = page.getByRole('dialog');
			t.match(
				await dialog.getByRole('heading').textContent(),
				`Issue SB-${year}-000001 for Marlow Fakenham, $550.00?`,
			);
			t.strictSame(await seriousViolations(page), []);
			clicks++;
			await dialog.getByRole('button', { name: 'Issue', exact: true }).dblclick();
			await page.getByRole('heading', { name: `SB-${year}-000001 is issued` }).waitFor();
			t.ok(clicks <= 12, `${clicks} clicks`);
			t.strictSame(await numbers(), [`SB-${year}-000001`]);
			const coming = page.waitForEvent('download');
			await click('Download PDF');
			const pdf = readFileSync(await (await coming).path());
			const [item] = ((await (await fetch(`${origin}/v1/superbills`)).json()) as { items: { id: string }[] })
				.items;
			const stored = Buffer.from(
				await (await fetch(`${origin}/v1/superbills/${item?.id}/pdf`)).arrayBuffer(),
			);
			t.ok(pdf.equals(stored), 'the same bytes as the API');
		},
	);

	await t.test('a repeated visit is announced, opened, or issued again', async (t) => {
		await click('Another for this patient');
		t.equal(await field('/patient/lastName').inputValue(), 'Fakenham');
		const lookup = page.getByRole('combobox', { name: 'Find a patient' });
		await lookup.fill('fakenham');
		await page.getByRole('option', { name: 'Fakenham, Marlow' }).waitFor();
		await keyboard.press('ArrowDown');
		await keyboard.press('Enter');
		await click('Same as last visit');
		await page.locator('.totals', { hasText: '$550.00' }).waitFor();
		await page.getByRole('heading', { name: 'Nothing to fix.' }).waitFor();
		await click('Issue');
		await page.getByRole('heading', { name: /000001 is the same/ }).waitFor();
		await keyboard.press('Escape');
		t.equal((await numbers()).length, 1);
		await click('Issue');
		await click('Issue again');
		await page.getByRole('heading', { name: /000002 is issued/ }).waitFor();
		t.equal((await numbers()).length, 2);
	});

	await t.test('each mistake is one click away from its field, and stops Issue', async (t) => {
		await click('New superbill');
		t.equal(await field('/patient/lastName').inputValue(), '', 'the patient is forgotten');
		await fill('Pretend');
		await choose(0, 'office', /Office visit/);
		await field('/serviceLines/0/charge').fill('15o');
		await field('/serviceLines/0/date').fill('13/45/2026');
		await keyboard.press('Tab');
		await page.getByRole('heading', { name: '2 things to fix' }).waitFor();
		t.equal(await button('Issue').getAttribute('aria-disabled'), 'true');
		await button('Preview').press('Enter');
		t.equal(await page.locator('.pdf').count(), 0, 'no preview');
		t.match(await page.evaluate('document.activeElement.id'), /^new\/serviceLines\/0/);
		for (const name of ['charge', 'date']) {
			await page
				.locator('.checks li', { hasText: new RegExp(name, 'i') })
				.getByRole('button')
				.first()
				.click();
			t.equal(await page.evaluate('document.activeElement.id'), `new/serviceLines/0/${name}`);
		}
		t.strictSame(await seriousViolations(page), []);
		await field('/serviceLines/0/charge').fill('$150');
		await field('/serviceLines/0/date').fill('10/6/2026');
		await keyboard.press('Tab');
		t.match(await request(page), { serviceLines: [{ charge: '150.00', date: '2026-10-06' }] });
	});

	await t.test('a preview is in the page, and what was typed is still there after it', async (t) => {
		await page.getByRole('heading', { name: 'Nothing to fix.' }).waitFor();
		await click('Preview');
		await page.locator('.pdf iframe').waitFor();
		t.strictSame(await seriousViolations(page), []);
		await click('How to submit');
		await page.locator('.pdf button[aria-pressed=true]', { hasText: 'How to submit' }).waitFor();
		await click('Back');
		t.equal(await field('/patient/lastName').inputValue(), 'Pretend');
		t.equal((await numbers()).length, 2);
	});

	await t.test('a file is dropped on the form, and a wrong one loses nothing', async (t) => {
		const drop = (name: string, text: string) =>
			page.evaluate(
				`{
					const dataTransfer = new DataTransfer();
					dataTransfer.items.add(new File([${JSON.stringify(text)}], '${name}'));
					document.querySelector('main').dispatchEvent(
						new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }),
					);
				}`,
			);
		await drop('a.json', '{"items": []}');
		await page.getByRole('alert').filter({ hasText: 'a.json is not the JSON of a superbill' }).waitFor();
		t.equal(await field('/patient/lastName').inputValue(), 'Pretend');
		await drop('b.json', readFileSync('openapi/examples/iv-ketamine-visit.json', 'utf8'));
		await page.locator('[id="new/patient/lastName"][value=Fakenham]').waitFor();
		await click('Bring back what was here before');
		await page.locator('[id="new/patient/lastName"][value=Pretend]').waitFor();
	});

	await t.test('notices and payers are chosen by their names, the notices of the practice among them', async (t) => {
		await page.getByText('Notices, payer, QR code').click();
		await page.getByLabel('Out of network').check();
		await page.getByLabel('Rules of the payer').selectOption({ label: 'TRICARE' });
		t.match(await request(page), { notices: ['out-of-network'], payerProfile: 'tricare' });
		await page.getByLabel('Out of network').uncheck();
		await page.getByLabel('Rules of the payer').selectOption('');
		t.notOk('notices' in (await request(page)));
	});

	await t.test('a service that does not answer loses nothing, and a retry issues once', async (t) => {
		const { length } = await numbers();
		let lost = 0;
		await page.route('**/v1/superbills', async (route) => {
			// The service gets the first one, but its answer is lost.
			if (lost++ > 0) return route.continue();
			await route.fetch();
			await route.abort();
		});
		const issue = async () => {
			await click('Issue');
			await page.getByRole('dialog').getByRole('button', { name: 'Issue', exact: true }).click();
		};
		await page.getByRole('heading', { name: 'Nothing to fix.' }).waitFor();
		await issue();
		await page.getByRole('alert').filter({ hasText: 'did not answer' }).waitFor();
		await issue();
		await page.getByRole('heading', { name: /000003 is issued/ }).waitFor();
		await page.unroute('**/v1/superbills');
		t.equal((await numbers()).length, length + 1);
	});

	await t.test('another practice takes over what was typed', async (t) => {
		await click('New superbill');
		await type('/patient/lastName', 'Pretend');
		await page.locator('header select').selectOption('meadow');
		await clinician('Müller');
		t.match(await request(page), {
			billingProvider: { practice: 'meadow' },
			renderingProvider: { provider: 'placeholder-mueller' },
			patient: { lastName: 'Pretend' },
		});
		await page.locator('header select').selectOption('harbor');
		await clinician('Samplewell');
	});

	await t.test('a superbill is corrected with its reason and what changes', async (t) => {
		await page.locator('nav').getByRole('button', { name: 'Find' }).click();
		await button(/^Correct/)
			.first()
			.click();
		await page.getByRole('heading', { name: /Correct SB-/ }).waitFor();
		await field('/serviceLines/0/charge').fill('160');
		await page.getByRole('heading', { name: 'Nothing to fix.' }).waitFor();
		await click('Issue the correction');
		await page.getByRole('alert').filter({ hasText: 'reason' }).waitFor();
		await keyboard.type('The charge was wrong.');
		await click('Issue the correction');
		await page.getByRole('dialog').getByRole('button', { name: 'Issue the correction' }).click();
		await page.getByRole('heading', { name: /000004 is issued/ }).waitFor();
		t.equal((await numbers()).length, 4);
	});

	await t.test('everything has Spanish words and fits 768 pixels', async (t) => {
		await click('New superbill');
		await page.setViewportSize({ width: 768, height: 1024 });
		await page.getByRole('button', { name: 'Español' }).click();
		await page.getByRole('heading', { name: 'Nuevo superbill' }).waitFor();
		t.strictSame(await seriousViolations(page), []);
		t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
		const bar = await page.locator('.bar').boundingBox();
		t.ok(bar && bar.y + bar.height <= 1024, 'the main actions are in view');
		await page.locator('.bar').getByRole('button', { name: 'Emitir', exact: true }).waitFor();
		t.strictSame(
			complaints.filter((complaint) => !/409|ERR_FAILED|did not load/.test(complaint)),
			[],
		);
	});
});

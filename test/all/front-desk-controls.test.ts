import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import t from 'tap';
import { openMemoryStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { openPage, seriousViolations } from './browser.ts';

/** Operates code fields and the fields that are made from the contract, by keyboard, in a real browser. */

t.setTimeout(120_000);

/** The request that the form would send. */
async function request(page: Page): Promise<Record<string, never>> {
	const text = (await page.locator('.request pre').textContent()) ?? '';
	return JSON.parse(text.slice(text.indexOf('{')));
}

// Several files share a process, whose own test ends when it has nothing to wait for.
t.test('controls of the front desk, by keyboard', async (t) => {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	t.teardown(() => store.close());
	const { page, origin, complaints } = await openPage(t, 'localhost', {}, { store: () => store }, '/');
	await page.getByText('Show the request').click();
	const { keyboard } = page;
	const options = page.locator('[role=option]');

	await t.test('a diagnosis is found by words, from its category down, by keyboard alone', async (t) => {
		const field = page.getByRole('combobox', { name: 'Diagnosis A' });
		await field.focus();
		await keyboard.type('recurrent depr');
		await options.first().waitFor();
		t.equal(await field.getAttribute('aria-expanded'), 'true');
		const active = await field.getAttribute('aria-activedescendant');
		t.match(await page.locator(`[id="${active}"]`).textContent(), /^F33 .*category/);
		t.strictSame(await seriousViolations(page), []);

		await keyboard.press('Enter');
		await page.getByRole('option', { name: 'F33.1 ' }).waitFor();
		t.equal(await page.getByRole('option', { name: 'category' }).count(), 0, 'only what can be billed');
		await keyboard.press('ArrowDown');
		await keyboard.press('Enter');
		t.equal(await field.inputValue(), 'F33.1');
		await page.getByText('Major depressive disorder, recurrent, moderate').waitFor();
		t.match(await request(page), { diagnoses: [{ code: 'F33.1' }] });

		await keyboard.type('x');
		await page.getByText('No code found for').first().waitFor();
		await keyboard.press('Escape');
		await field.fill('f33');
		await keyboard.press('Tab');
		t.match(await request(page), { diagnoses: [{ code: 'F33' }] }, 'a code is taken as it is typed');
		await page.getByText('it is a category').waitFor();
		await page.getByRole('button', { name: 'Choose a code' }).press('Enter');
		await page.getByRole('option', { name: 'F33.0 ' }).waitFor();
		await keyboard.press('Escape');
		t.equal(await options.count(), 0);
		t.equal(await page.evaluate('document.activeElement.id'), await field.getAttribute('id'));
	});

	await t.test(
		'Enter before the suggestions are here waits for them, and takes no words as a code',
		async (t) => {
			await page.route('**/v1/code-sets/**', async (route) => {
				await new Promise((done) => setTimeout(done, 500));
				await route.continue();
			});
			const field = page.getByRole('combobox', { name: 'Diagnosis A' });
			await field.fill('');
			await keyboard.type('recurrent depr');
			await keyboard.press('Enter');
			t.notMatch(JSON.stringify(await request(page)), 'recurrent');
			await page.getByRole('option', { name: 'F33.0 ' }).waitFor();
			await keyboard.press('Enter');
			t.equal(await field.inputValue(), 'F33.0');

			await field.fill('F33.2');
			await keyboard.press('Enter');
			await keyboard.press('Tab');
			// The list of the words before may still show the title, so only the request tells.
			const asked = async () => JSON.stringify(await request(page));
			for (let i = 0; i < 100 && !(await asked()).includes('F33.2'); i++) await page.waitForTimeout(100);
			t.match(
				await request(page),
				{ diagnoses: [{ code: 'F33.2' }] },
				'also if the field was left meanwhile',
			);

			await field.fill('xqzt');
			await keyboard.press('Enter');
			await page.getByText('No code found for').first().waitFor();
			t.notMatch(JSON.stringify(await request(page)), 'xqzt');
			await page.unroute('**/v1/code-sets/**');
		},
	);

	await t.test('a procedure that no list has is taken as it is typed', async (t) => {
		await page.getByRole('combobox', { name: 'Code', exact: true }).fill('99213');
		await keyboard.press('Tab');
		t.match(await request(page), { serviceLines: [{ code: '99213' }] });
	});

	await t.test('fields made from the contract reach what the form does not show', async (t) => {
		await page.evaluate(
			`for (const one of document.querySelectorAll('details:has(.schema-fields)')) one.open = true`,
		);
		await page.locator('[id="new/onset"]').press('Enter');
		await page.locator('[id="new/onset/date"]').fill('9/1/2026');
		await page.locator('[id="new/onset/of"]').selectOption('onset');
		await page.locator('[id="new/acceptAssignment"]').selectOption('no');
		await page.locator('[id="new/refunds"]').press('Enter');
		await page.getByRole('button', { name: 'Add refund' }).press('Enter');
		await page.locator('[id="new/refunds/0/amount"]').fill('$1,500');
		await keyboard.press('Tab');
		await page.getByRole('button', { name: 'Copy: refund 1' }).press('Enter');
		await page.locator('[id="new/refunds/1/amount"]').fill('20');
		await keyboard.press('Tab');
		t.match(await request(page), {
			onset: { date: '2026-09-01', of: 'onset' },
			acceptAssignment: false,
			refunds: [{ amount: '1500.00' }, { amount: '20.00' }],
		});
		await page.getByRole('button', { name: 'Remove: refund 1' }).press('Enter');
		t.strictSame((await request(page))['refunds'], [{ amount: '20.00' }]);
		t.strictSame(await seriousViolations(page), []);
	});

	await t.test('a patient of an earlier superbill is found, and chosen with Enter', async (t) => {
		const issued = await fetch(`${origin}/v1/superbills`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: readFileSync('openapi/examples/iv-ketamine-visit.json'),
		});
		t.equal(issued.status, 201);
		const field = page.getByRole('combobox', { name: 'Find a patient' });
		await field.fill('fa');
		await page.getByText('Type at least 3 letters').first().waitFor();
		await field.fill('Fakenham, mar');
		await keyboard.press('Enter');
		await page.getByRole('option', { name: 'Fakenham, Marlow' }).waitFor();
		t.match(await options.textContent(), 'born 02/29/1984 · account PT-000101 · last visit 10/06/2026');
		await keyboard.press('Enter');
		await page.getByRole('button', { name: 'last visit' }).waitFor();
		t.match(await request(page), { patient: { lastName: 'Fakenham' }, coverages: [{}] });
		t.equal(await field.inputValue(), '');
	});

	await t.test('everything has Spanish words', async (t) => {
		await page.getByRole('button', { name: 'Español' }).press('Enter');
		await page.getByRole('button', { name: 'Quitar: reembolso 1' }).waitFor();
		t.match(await page.locator('[id="new/onset"]').textContent(), 'Comienzo de la condición');
		t.strictSame(await seriousViolations(page), []);
		t.strictSame(complaints, []);
	});
});

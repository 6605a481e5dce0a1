import { mkdirSync } from 'node:fs';
import t from 'tap';
import { ROOT } from '../src/version.ts';
import { chooseService, issueOne, openFrontDesk, typePatient } from '../test/all/front-desk/opened.ts';

/** Takes the pictures of the front desk in the guide for staff, with fictional people only. Needs Chromium. */

const FOLDER = new URL('docs/front-desk/', ROOT);
const MONTH = 'openapi/examples/batch-practice-on-file.csv';

t.test('pictures of the front desk', async (t) => {
	mkdirSync(FOLDER, { recursive: true });
	const tab = await openFrontDesk(t, { hand: 'mouse', language: 'en', hasKey: true, width: 1280 });
	const { page, words, button, field } = tab;
	await page.setViewportSize({ width: 1366, height: 768 });
	const menu = (name: 'new' | 'find' | 'month-end' | 'set-up') =>
		button(words.shell(name), page.locator('header + nav')).click();
	const take = async (name: string, height = 768) => {
		await page.evaluate('document.activeElement.blur()');
		await page.screenshot({
			path: new URL(`${name}.png`, FOLDER).pathname,
			clip: { x: 0, y: 0, width: 1366, height },
			animations: 'disabled',
			style: '.announcement { visibility: hidden; }',
		});
	};

	await typePatient(tab, 'Fakenham');
	await chooseService(tab, 0, 'office', /Office visit/);
	await button(words.form('addService')).click();
	await chooseService(tab, 1, 'ketamine 90', /90 min/);
	await field('/serviceLines/1/charge').fill('30o');
	await page.keyboard.press('Tab');
	await page.getByRole('heading', { name: words.form('toFixOne') }).waitFor();
	await page.setViewportSize({ width: 1366, height: 1060 });
	await page.evaluate('scrollTo(0, 0)');
	await take('new-superbill', 1060);
	await page.setViewportSize({ width: 1366, height: 768 });

	await field('/serviceLines/1/charge').fill('300');
	await page.keyboard.press('Tab');
	await page.getByRole('heading', { name: words.form('nothing') }).waitFor();
	await button(words.form('issue')).click();
	await page.getByRole('dialog').waitFor();
	await take('issue', 720);
	await button(words.form('issue'), page.getByRole('dialog')).click();
	await page.locator('.pdf iframe').waitFor();

	for (const name of ['Quillfeather', 'Nowhere', 'Pretend']) await issueOne(tab, name);
	const wrong = await issueOne(tab, 'Wrongly');
	await menu('find');
	await button(`${words.find('voidIt')}: ${wrong}`).click();
	await page.locator('#void-reason').fill('Wrong patient');
	await button(words.find('voidIt'), page.getByRole('dialog')).click();
	await page.locator('tr.void').waitFor();
	await take('find', 640);

	await menu('month-end');
	await page.locator('.drop input[type=file]').setInputFiles(MONTH);
	await button(words.month('makeN', { n: 3 })).waitFor();
	await take('month-end', 700);

	await menu('set-up');
	await page.locator('nav.parts button').nth(2).click();
	await page.locator('.set-up .card').waitFor();
	await take('set-up');

	await button(words.shell('lock'), page.locator('header')).click();
	await page.locator('.lock').waitFor();
	await take('lock', 420);
});

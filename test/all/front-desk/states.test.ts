import t from 'tap';
import { PRACTICE_EXAMPLES } from '../../../src/http/examples/practices-on-file.ts';
import { KEY } from '../../http/app.ts';
import { seriousViolations } from '../browser.ts';
import {
	chooseService,
	type FrontDesk,
	issueOne,
	openFrontDesk,
	type Setting,
	typePatient,
} from './opened.ts';

/** Keeps patients' data off the screen of an unattended tab, survives failures, and is accessible everywhere. */

t.setTimeout(300_000);

const SETTING: Setting = { hand: 'mouse', language: 'en', hasKey: true, width: 1280 };
const IDLE_MINUTES = 16;

const menu = ({ page, words }: FrontDesk, name: 'new' | 'find' | 'month-end' | 'set-up') =>
	page.locator('header + nav').getByRole('button', { name: words.shell(name), exact: true });

const storage = ({ page }: FrontDesk): Promise<string> =>
	page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');

const isChecked = ({ page, words }: FrontDesk): Promise<void> =>
	page.getByRole('heading', { name: words.form('nothing') }).waitFor();

async function enterKey({ page }: FrontDesk, key: string): Promise<void> {
	await page.locator('.lock input').fill(key);
	await page.keyboard.press('Enter');
}

t.test('after 15 idle minutes patients leave the page, and come back with the key', async (t) => {
	const tab = await openFrontDesk(t, SETTING);
	const { page, field, button, words } = tab;
	await page.clock.install();
	await page.reload();
	await enterKey(tab, KEY);
	await field('/patient/lastName').fill('Quillfeather');
	await page.clock.fastForward(1_000);
	await page.clock.fastForward((IDLE_MINUTES / 2) * 60_000);
	await field('/patient/lastName').press('End');
	await page.clock.fastForward((IDLE_MINUTES / 2) * 60_000);
	t.equal(await field('/patient/lastName').inputValue(), 'Quillfeather', 'a keystroke starts the time again');
	await page.clock.fastForward(IDLE_MINUTES * 60_000);
	await page.locator('.lock').waitFor();
	t.notMatch(await page.content(), 'Quillfeather');
	t.equal(await field('/patient/lastName').count(), 0);
	t.strictSame(await seriousViolations(page), []);

	await enterKey(tab, `${KEY.slice(0, -1)}x`);
	await page.getByText(words.shell('keyWrong')).waitFor();
	t.notMatch(await page.content(), 'Quillfeather', 'a wrong key opens nothing');
	await enterKey(tab, KEY);
	await field('/patient/lastName').waitFor();
	t.equal(await field('/patient/lastName').inputValue(), 'Quillfeather');
	t.notMatch(await page.content(), KEY);
	t.notMatch(await storage(tab), KEY);
	t.notMatch(await storage(tab), 'Quillfeather');

	await button(words.shell('lock'), page.locator('header')).click();
	await page.locator('.lock').waitFor();
	t.notMatch(await page.content(), 'Quillfeather', 'Lock does it at once');
	await page.reload();
	await enterKey(tab, KEY);
	await field('/patient/lastName').waitFor();
	t.equal(await field('/patient/lastName').inputValue(), '', 'a page that is opened again knows nobody');
});

t.test("another practice's key does not bring back what was typed", async (t) => {
	const tab = await openFrontDesk(t, SETTING);
	const { page, field, api, button, words } = tab;
	await api('/v1/practices/meadow', PRACTICE_EXAMPLES['counseling-practice']?.value, 'PUT');
	const made = await api('/v1/api-keys', {
		label: 'Front desk',
		scopes: ['superbills:write', 'superbills:read'],
		practice: 'meadow',
	});
	t.equal(made.status, 201);
	const { key } = (await made.json()) as { key: string };
	await field('/patient/lastName').fill('Quillfeather');
	await page.keyboard.press('Tab');
	await button(words.shell('lock'), page.locator('header')).click();
	await enterKey(tab, key);
	await field('/patient/lastName').waitFor();
	t.equal(await field('/patient/lastName').inputValue(), '');
	await page.getByText(words.shell('otherPractice')).waitFor();
	t.notMatch(await page.content(), key);
});

t.test('text that is typed while the practice is still loading stays', async (t) => {
	const tab = await openFrontDesk(t, { ...SETTING, hasKey: false });
	const { page, field } = tab;
	let goOn = () => {};
	const held = new Promise<void>((resolve) => {
		goOn = resolve;
	});
	await page.route('**/v1/practices/*', async (route) => {
		await held;
		await route.continue();
	});
	await menu(tab, 'find').click();
	const loading = page.waitForRequest('**/v1/practices/*');
	await menu(tab, 'new').click();
	await loading;
	const loaded = page.waitForResponse('**/v1/practices/*');
	await field('/patient/lastName').pressSequentially('Quill');
	goOn();
	await loaded;
	// The clinicians are shown as soon as the practice is there.
	await field('/renderingProvider/provider').waitFor();
	await field('/patient/lastName').pressSequentially('feather');
	await page.keyboard.press('Tab');
	t.equal(await field('/patient/lastName').inputValue(), 'Quillfeather');
});

t.test('failures keep what was typed and say what to do', async (t) => {
	const tab = await openFrontDesk(t, { ...SETTING, hasKey: false });
	const { page, field, button, words } = tab;
	await typePatient(tab, 'Quillfeather');
	await chooseService(tab, 0, 'office', /Office visit/);
	await isChecked(tab);
	const issue = async () => {
		await button(words.form('issue')).click();
		await button(words.form('issue'), page.getByRole('dialog')).click();
	};
	for (const status of [429, 503]) {
		await page.route('**/v1/superbills', (route) =>
			route.fulfill({
				status,
				contentType: 'application/problem+json',
				body: JSON.stringify({ status, detail: `Wait a moment (${status}).` }),
			}),
		);
		await issue();
		await page
			.getByRole('alert')
			.filter({ hasText: `(${status})` })
			.waitFor();
		await page.unroute('**/v1/superbills');
	}
	await page.route('**/v1/superbills/validate**', (route) => route.abort());
	await field('/patient/firstName').fill('Imogen');
	await page.keyboard.press('Tab');
	await page.getByText(words.form('unchecked')).waitFor();
	await page.unroute('**/v1/superbills/validate**');
	await page.route('**/v1/superbills/render*', (route) => route.abort());
	await field('/patient/firstName').fill('Marlow');
	await page.keyboard.press('Tab');
	await isChecked(tab);
	await button(words.form('preview')).click();
	await page
		.getByRole('alert')
		.filter({ hasText: words.form('noAnswer') })
		.waitFor();
	t.equal(await field('/patient/lastName').inputValue(), 'Quillfeather');
	await page.unroute('**/v1/superbills/render*');

	await button(words.form('preview')).click();
	await page.locator('.pdf iframe').waitFor();
	await button(words.form('back')).click();
	await field('/patient/lastName').fill('Pretend');
	t.equal(await button(words.form('download')).count(), 0, 'no PDF of another patient can be saved');
	t.equal(await page.locator('.pdf').count(), 0);
	await isChecked(tab);
	await issue();
	await page.locator('.pdf iframe').waitFor();
	const found = (await (await tab.api('/v1/superbills?limit=100')).json()) as { items: unknown[] };
	t.equal(found.items.length, 1, 'only one was issued');
});

for (const language of ['en', 'es'] as const) {
	t.test(`no screen has serious or critical obstacles, in ${language}`, async (t) => {
		const tab = await openFrontDesk(t, { ...SETTING, hasKey: false, language });
		const { page, words, button } = tab;
		const isAccessible = async (name: string) => t.strictSame(await seriousViolations(page), [], name);
		const number = await issueOne(tab, 'Quillfeather');
		await isAccessible('the form');
		await typePatient(tab, 'Quillfeather');
		await isAccessible('the form with mistakes');
		await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
		await isAccessible('the form with every field');
		await chooseService(tab, 0, 'office', /Office visit/);
		await isChecked(tab);
		await button(words.form('issue')).click();
		await isAccessible('the question before issuing');
		await page.keyboard.press('Escape');
		await button(words.form('preview')).click();
		await page.locator('.pdf iframe').waitFor();
		await isAccessible('the preview');
		await menu(tab, 'find').click();
		await page.locator('.found').waitFor();
		await isAccessible('Find');
		for (const action of ['voidIt', 'history'] as const) {
			await button(`${words.find(action)}: ${number}`).click();
			await page.getByRole('dialog').waitFor();
			await isAccessible(action);
			await page.keyboard.press('Escape');
		}
		await page.locator('.found details summary').first().click();
		await button(`${words.find('pay')}: ${number}`).click();
		await page.getByRole('dialog').waitFor();
		await isAccessible('a payment');
		await page.keyboard.press('Escape');
		await menu(tab, 'month-end').click();
		await isAccessible('Month end');
		await page.locator('.drop input[type=file]').setInputFiles('openapi/examples/batch-practice-on-file.csv');
		await button(words.month('back')).waitFor();
		await isAccessible('the dry run');
		await button(words.month('back')).click();
		await isAccessible('the columns');
		await menu(tab, 'set-up').click();
		const parts = page.locator('nav.parts button');
		await parts.first().waitFor();
		for (const part of await parts.all()) {
			const name = (await part.textContent()) ?? '';
			await part.click();
			await page.locator(`.set-up .card[aria-label="${name}"]`).waitFor();
			await isAccessible(name);
		}
		await button(words.shell('lock'), page.locator('header')).click();
		await page.locator('.lock').waitFor();
		await isAccessible('the lock screen');
		const kept = Object.keys(JSON.parse(await storage(tab))[0]);
		t.strictSame(
			kept.filter((name) => !/language|practice|columns/.test(name)),
			[],
		);
		t.strictSame(tab.complaints, []);
	});
}

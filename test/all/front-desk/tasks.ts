import { unzipSync } from 'fflate';
import type { Test } from 'tap';
import { seriousViolations } from '../browser.ts';
import { chooseService, type FrontDesk, fictional, issueOne, typePatient } from './opened.ts';

/** Tasks of front-desk staff. Each starts where its title says and leaves the tab ready for the next. */
export interface Task {
	readonly title: string;
	/** The most clicks with the mouse. */
	readonly target: number;
	readonly typed: string;
	/** @returns the clicks that it took */
	readonly work: (t: Test, tab: FrontDesk) => Promise<number>;
}

const TABLE = 'openapi/examples/batch-practice-on-file.csv';

interface Found {
	readonly items: readonly { readonly id: string; readonly number: string; readonly status: string }[];
}

async function listed({ api }: FrontDesk): Promise<Found['items']> {
	return ((await (await api('/v1/superbills?limit=100')).json()) as Found).items;
}

const bytesOf = async ({ api }: FrontDesk, id = ''): Promise<Buffer> =>
	Buffer.from(await (await api(`/v1/superbills/${id}/pdf`)).arrayBuffer());

const screen = (tab: FrontDesk, name: 'new' | 'find' | 'month-end') =>
	tab.button(tab.words.shell(name), tab.page.locator('header + nav'));

async function nothingToFix({ page, words }: FrontDesk): Promise<void> {
	const checks = page.locator('.checks');
	try {
		await checks.getByRole('heading', { name: words.form('nothing') }).waitFor();
	} catch {
		throw new Error(`There is something to fix: ${await checks.textContent()}`);
	}
}

/** Pages that were looked at in a tab already. */
const seen = new WeakMap<FrontDesk, Set<string>>();

/** Looks for what hinders people on the page as it is now. */
async function isUsable(t: Test, tab: FrontDesk, name: string): Promise<void> {
	const before = seen.get(tab) ?? new Set();
	seen.set(tab, before);
	if (before.has(name)) return;
	before.add(name);
	t.strictSame(await seriousViolations(tab.page), [], name);
	t.ok(await tab.page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${name} fits`);
}

/** Puts an empty form in front of the person, or one with a request. */
async function startForm(tab: FrontDesk, request?: unknown): Promise<void> {
	await tab.press(screen(tab, 'new'));
	await tab.press(tab.button(tab.words.form('clear')));
	await tab.field('/renderingProvider/provider').waitFor();
	if (request !== undefined) await tab.load(request);
	tab.startCount();
}

/** Presses Issue, or what is in its place, and says yes. */
async function issue(t: Test, tab: FrontDesk, name: 'issue' | 'issueCorrection' = 'issue'): Promise<void> {
	const { page, words, press, button } = tab;
	await nothingToFix(tab);
	await press(button(words.form(name)));
	const question = page.getByRole('dialog');
	await question.waitFor();
	await isUsable(t, tab, 'the question before issuing');
	await press(button(words.form(name), question));
	await page.locator('.pdf iframe').waitFor();
	await isUsable(t, tab, 'the issued superbill');
}

/** Finds a superbill by its number or by letters of a name, and waits until only this one is listed. */
async function find(tab: FrontDesk, text: string): Promise<void> {
	const { page, words, press, type } = tab;
	await press(screen(tab, 'find'));
	await page.locator('#find-text:focus').waitFor();
	await type(page.locator('#find-text'), text);
	await page.getByRole('heading', { name: words.find('found', { n: 1 }), exact: true }).waitFor();
}

export const TASKS: readonly Task[] = [
	{
		title: 'Superbill for another patient: three services from the price list, paid in full, saved as a PDF',
		target: 12,
		typed: "the patient's own data, the diagnosis, some letters of each service",
		async work(t, tab) {
			const { words, press, button, page, field, download } = tab;
			await startForm(tab);
			await typePatient(tab, 'Fakenham');
			await chooseService(tab, 0, 'office', /Office visit/);
			await press(button(words.form('addService')));
			await chooseService(tab, 1, 'ketamine 90', /90 min/);
			await press(button(words.form('addService')));
			await chooseService(tab, 2, 'ketamine 40', /40 mg/);
			await page.locator('.totals', { hasText: '$550.00' }).waitFor();
			await press(button(words.form('addPayment')));
			await page.locator('.totals', { hasText: words.form('paidInFull') }).waitFor();
			t.equal(await field('/payments/0/amount').inputValue(), '550.00');
			await isUsable(t, tab, 'the form');
			await issue(t, tab);
			const { bytes } = await download(() => press(button(words.form('download'))));
			const [first] = await listed(tab);
			t.ok(bytes.equals(await bytesOf(tab, first?.id)), 'the PDF of the API');
			return tab.count();
		},
	},
	{
		title: 'Fields of three mistakes: an NPI, a date, a charge',
		target: 3,
		typed: 'nothing',
		async work(t, tab) {
			const { words, press, page, button } = tab;
			const request = fictional('Pretend');
			await startForm(tab, {
				...request,
				renderingProvider: { lastName: 'Samplewell', firstName: 'Testa', npi: '2000000011' },
				serviceLines: [{ ...request.serviceLines[0], date: '13/45/2026', charge: '15o' }],
			});
			const places = [
				['/renderingProvider/npi', /NPI/],
				['/serviceLines/0/date', /date/i],
				['/serviceLines/0/charge', /charge/i],
			] as const;
			await page.getByRole('heading', { name: words.form('toFix', { n: 3 }) }).waitFor();
			await isUsable(t, tab, 'the form with mistakes');
			tab.startCount();
			for (const [pointer, message] of places) {
				const mistake = page.locator('.checks li', {
					has: page.locator('.error', { hasText: message }),
				});
				await press(mistake.getByRole('button').first());
				t.equal(await page.evaluate('document.activeElement.id'), `new${pointer}`);
			}
			const clicks = tab.count();
			t.equal(await button(words.form('issue')).getAttribute('aria-disabled'), 'true');
			return clicks;
		},
	},
	{
		title: 'Spanish, another template and the page for the patient',
		target: 3,
		typed: 'nothing',
		async work(t, tab) {
			const { words, press, choose, field, page } = tab;
			const request = fictional('Hablar');
			await startForm(tab, request);
			await choose(field('/template'), 'Compact superbill');
			await choose(field('/language'), words.form('spanish'));
			await press(field('/notices/how-to-submit'));
			const clicks = tab.count();
			const details = page.locator('details.request');
			await page.evaluate(`document.querySelector('details.request').open = true`);
			const text = (await details.locator('pre').textContent()) ?? '';
			t.strictSame(JSON.parse(text.slice(text.indexOf('{'))), {
				...request,
				template: 'compact',
				language: 'es',
				notices: ['how-to-submit'],
			});
			return clicks;
		},
	},
	{
		title: 'Find by name, from any screen',
		target: 2,
		typed: 'three letters of the name',
		async work(t, tab) {
			await issueOne(tab, 'Quillfeather');
			await tab.press(screen(tab, 'new'));
			tab.startCount();
			await find(tab, 'qui');
			t.match(await tab.page.locator('.found').textContent(), 'Quillfeather, Marlow');
			await isUsable(t, tab, 'the list of results');
			return tab.count();
		},
	},
	{
		title: 'Issue, then download again by number',
		target: 4,
		typed: 'the number',
		async work(t, tab) {
			const { words, press, button, page, download } = tab;
			await startForm(tab, fictional('Nowhere'));
			await issue(t, tab);
			const [, number = ''] =
				/(SB-\d+-\d+)/.exec((await page.locator('#pdf-title').textContent()) ?? '') ?? [];
			await find(tab, number);
			const { bytes, name } = await download(() => press(button(`${words.find('download')}: ${number}`)));
			const found = (await listed(tab)).find((one) => one.number === number);
			t.equal(name, `superbill-${number}.pdf`);
			t.ok(bytes.equals(await bytesOf(tab, found?.id)), 'the PDF of the API');
			return tab.count();
		},
	},
	{
		title: 'Void, from any screen',
		target: 3,
		typed: 'the number and the reason',
		async work(t, tab) {
			const { page, words, press, button, type } = tab;
			const number = await issueOne(tab, 'Wrongly');
			await press(screen(tab, 'new'));
			tab.startCount();
			await find(tab, number);
			await press(button(`${words.find('voidIt')}: ${number}`));
			await page.locator('#void-reason:focus').waitFor();
			await isUsable(t, tab, 'the question before a void');
			await type(page.locator('#void-reason'), 'Wrong patient');
			await press(button(words.find('voidIt'), page.getByRole('dialog')));
			await page.getByRole('dialog').waitFor({ state: 'hidden' });
			await page.locator('.announcement', { hasText: number }).waitFor();
			t.equal((await listed(tab)).find((one) => one.number === number)?.status, 'void');
			return tab.count();
		},
	},
	{
		title: 'Correct a charge, from the list',
		target: 4,
		typed: 'the reason and the charge',
		async work(t, tab) {
			const { page, words, press, button, type, field, download } = tab;
			const number = await issueOne(tab, 'Lately');
			await find(tab, number);
			tab.startCount();
			await press(button(`${words.find('correct')}: ${number}`));
			// The form gets the focus once the practice is loaded.
			await page.locator('#new-reason:focus').waitFor();
			await type(page.locator('#new-reason'), 'The charge was wrong');
			await type(field('/serviceLines/0/charge'), '$160');
			await page.keyboard.press('Tab');
			await page.locator('.totals', { hasText: '$160.00' }).waitFor();
			await isUsable(t, tab, 'the form of a correction');
			await issue(t, tab, 'issueCorrection');
			const clicks = tab.count();
			const { bytes } = await download(() => press(button(words.form('download'))));
			const [first] = await listed(tab);
			t.ok(bytes.equals(await bytesOf(tab, first?.id)), 'the PDF of the API');
			t.equal((await listed(tab)).find((one) => one.number === number)?.status, 'replaced');
			return clicks;
		},
	},
	{
		title: "A month's table (CSV) to a ZIP of superbills, from any screen",
		target: 5,
		typed: 'nothing',
		async work(t, tab) {
			const { page, words, press, button, download } = tab;
			const before = (await listed(tab)).length;
			tab.startCount();
			await press(screen(tab, 'month-end'));
			const coming = page.waitForEvent('filechooser');
			// The label opens the chooser for the mouse, the field under it for the keyboard.
			await press(
				tab.setting.hand === 'mouse'
					? page.locator('label.button', { hasText: words.month('choose') })
					: page.locator('.drop input[type=file]'),
			);
			await (await coming).setFiles(TABLE);
			await button(words.month('makeN', { n: 3 })).waitFor();
			await isUsable(t, tab, 'the checked table');
			await press(button(words.month('makeN', { n: 3 })));
			await press(button(words.month('issueNow'), page.getByRole('dialog')));
			const zip = button(words.month('zip'));
			await zip.waitFor({ timeout: 30_000 });
			await isUsable(t, tab, 'the finished month');
			const { bytes } = await download(() => press(zip));
			const clicks = tab.count();
			const files = unzipSync(bytes);
			const made = (await listed(tab)).slice(0, 3);
			t.equal((await listed(tab)).length, before + 3);
			for (const { id, number } of made) {
				t.ok(
					(await bytesOf(tab, id)).equals(files[`${number}.pdf`] ?? Buffer.alloc(0)),
					`${number} of the API`,
				);
			}
			return clicks;
		},
	},
];

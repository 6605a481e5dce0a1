import type { Test } from 'tap';
import { chooseService, type Desk, issueOne, typePatient } from './desk.ts';

/** What front-desk staff do in a day. Each task starts where its title says and leaves the desk ready for the next. */
export interface Task {
	readonly title: string;
	/** The most clicks with the mouse. */
	readonly target: number;
	readonly typed: string;
	/** @returns the clicks that it took */
	readonly work: (t: Test, desk: Desk) => Promise<number>;
}

const TABLE = 'openapi/examples/batch-practice-on-file.csv';

interface Found {
	readonly items: readonly { readonly id: string; readonly number: string; readonly status: string }[];
}

async function listed({ api }: Desk): Promise<Found['items']> {
	return ((await (await api('/v1/superbills?limit=100')).json()) as Found).items;
}

const bytesOf = async ({ api }: Desk, id: string): Promise<Buffer> =>
	Buffer.from(await (await api(`/v1/superbills/${id}/pdf`)).arrayBuffer());

const screen = (desk: Desk, name: 'new' | 'find' | 'month-end') =>
	desk.button(desk.words.shell(name), desk.page.locator('header + nav'));

const nothingToFix = async ({ page, words }: Desk) => {
	const checks = page.locator('.checks');
	try {
		await checks.getByRole('heading', { name: words.form('nothing') }).waitFor();
	} catch {
		throw new Error(`There is something to fix: ${await checks.textContent()}`);
	}
};

/** Puts an empty form in front of the person. */
async function startForm(desk: Desk): Promise<void> {
	await desk.press(screen(desk, 'new'));
	await desk.press(desk.button(desk.words.form('clear')));
	await desk.field('/renderingProvider/provider').waitFor();
	desk.startCount();
}

/** Finds superbills by a number or by letters of a name, and waits until only those are listed. */
async function find(desk: Desk, text: string): Promise<void> {
	const { page, words, press, type, button } = desk;
	await press(screen(desk, 'find'));
	await type(page.locator('#find-text'), text);
	await press(button(words.find('search')));
	await page.getByRole('heading', { name: words.find('found', { n: 1 }) }).waitFor();
}

export const TASKS: readonly Task[] = [
	{
		title: 'New superbill: another patient, three services from the price list, paid in full, saved as a PDF',
		target: 12,
		typed: "the patient's own data, the diagnosis, some letters of each service",
		async work(t, desk) {
			const { words, press, button, page, field, download } = desk;
			await startForm(desk);
			await typePatient(desk, 'Fakenham');
			await chooseService(desk, 0, 'office', /Office visit/);
			await press(button(words.form('addService')));
			await chooseService(desk, 1, 'ketamine 90', /90 min/);
			await press(button(words.form('addService')));
			await chooseService(desk, 2, 'ketamine 40', /40 mg/);
			await page.locator('.totals', { hasText: '$550.00' }).waitFor();
			await press(button(words.form('addPayment')));
			await page.locator('.totals', { hasText: words.form('paidInFull') }).waitFor();
			t.equal(await field('/payments/0/amount').inputValue(), '550.00');
			await nothingToFix(desk);
			await press(button(words.form('issue')));
			await press(button(words.form('issue'), page.getByRole('dialog')));
			await page.locator('.pdf iframe').waitFor();
			const { bytes } = await download(() => press(button(words.form('download'))));
			const [first] = await listed(desk);
			t.ok(bytes.equals(await bytesOf(desk, first?.id ?? '')), 'the PDF of the API');
			return desk.count();
		},
	},
	{
		title: 'Reach the fields of three mistakes: an NPI, a date, a charge',
		target: 3,
		typed: 'nothing',
		async work(t, desk) {
			const { words, press, page, field, type, choose } = desk;
			await startForm(desk);
			await typePatient(desk, 'Pretend');
			await chooseService(desk, 0, 'office', /Office visit/);
			await choose(field('/renderingProvider/provider'), words.form('inFull'));
			await type(field('/renderingProvider/lastName'), 'Samplewell');
			await type(field('/renderingProvider/npi'), '2000000011');
			await type(field('/serviceLines/0/date'), '13/45/2026');
			await type(field('/serviceLines/0/charge'), '15o');
			await page.keyboard.press('Tab');
			const places = [
				['/renderingProvider/npi', /NPI/],
				['/serviceLines/0/date', /date/i],
				['/serviceLines/0/charge', /charge/i],
			] as const;
			await page.getByRole('heading', { name: words.form('toFix', { n: 3 }) }).waitFor();
			desk.startCount();
			for (const [pointer, message] of places) {
				await press(
					page
						.locator('.checks li', { has: page.locator('.error', { hasText: message }) })
						.getByRole('button')
						.first(),
				);
				t.equal(await page.evaluate('document.activeElement.id'), `new${pointer}`);
			}
			return desk.count();
		},
	},
	{
		title: 'Spanish, another template and the page for the patient',
		target: 3,
		typed: 'nothing',
		async work(t, desk) {
			const { words, press, choose, field, page } = desk;
			await startForm(desk);
			await choose(field('/template'), 'Compact superbill');
			await choose(field('/language'), words.form('spanish'));
			await press(field('/notices/how-to-submit'));
			const clicks = desk.count();
			const details = page.locator('details.request');
			await page.evaluate(`document.querySelector('details.request').open = true`);
			const text = (await details.locator('pre').textContent()) ?? '';
			t.match(JSON.parse(text.slice(text.indexOf('{'))), {
				template: 'psychotherapy',
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
		async work(t, desk) {
			await issueOne(desk, 'Quillfeather');
			await desk.press(screen(desk, 'new'));
			desk.startCount();
			await find(desk, 'qui');
			t.match(await desk.page.locator('.found').textContent(), 'Quillfeather, Marlow');
			return desk.count();
		},
	},
	{
		title: 'Download again by number, from any screen',
		target: 4,
		typed: 'the number',
		async work(t, desk) {
			const number = await issueOne(desk, 'Nowhere');
			await desk.press(screen(desk, 'new'));
			desk.startCount();
			await find(desk, number);
			const { bytes, name } = await desk.download(() =>
				desk.press(desk.button(`${desk.words.find('download')}: ${number}`)),
			);
			const found = (await listed(desk)).find((one) => one.number === number);
			t.equal(name, `superbill-${number}.pdf`);
			t.ok(bytes.equals(await bytesOf(desk, found?.id ?? '')), 'the PDF of the API');
			return desk.count();
		},
	},
	{
		title: 'Void, from the list',
		target: 3,
		typed: 'the reason',
		async work(t, desk) {
			const { page, words, press, button, type } = desk;
			const number = await issueOne(desk, 'Wrongly');
			await find(desk, number);
			desk.startCount();
			await press(button(`${words.find('voidIt')}: ${number}`));
			await type(page.locator('#void-reason'), 'Wrong patient');
			await press(button(words.find('voidIt'), page.getByRole('dialog')));
			await page.getByRole('dialog').waitFor({ state: 'hidden' });
			await page.locator('.announcement', { hasText: number }).waitFor();
			t.equal((await listed(desk)).find((one) => one.number === number)?.status, 'void');
			return desk.count();
		},
	},
	{
		title: 'Correct a charge, from the list',
		target: 4,
		typed: 'the reason and the charge',
		async work(t, desk) {
			const { page, words, press, button, type, field } = desk;
			const number = await issueOne(desk, 'Lately');
			await find(desk, number);
			desk.startCount();
			await press(button(`${words.find('correct')}: ${number}`));
			await type(page.locator('#new-reason'), 'The charge was wrong');
			await type(field('/serviceLines/0/charge'), '$160');
			await page.keyboard.press('Tab');
			await nothingToFix(desk);
			await press(button(words.form('issueCorrection')));
			await press(button(words.form('issueCorrection'), page.getByRole('dialog')));
			await page.locator('.pdf iframe').waitFor();
			t.equal((await listed(desk)).find((one) => one.number === number)?.status, 'replaced');
			return desk.count();
		},
	},
	{
		title: "A month's table (CSV) to a ZIP of superbills, from any screen",
		target: 5,
		typed: 'nothing',
		async work(t, desk) {
			const { page, words, press, button, download } = desk;
			const before = (await listed(desk)).length;
			desk.startCount();
			await press(screen(desk, 'month-end'));
			const coming = page.waitForEvent('filechooser');
			// The label opens the chooser for the mouse, the field under it for the keyboard.
			await press(
				desk.setting.hand === 'mouse'
					? page.locator('label.button', { hasText: words.month('choose') })
					: page.locator('.drop input[type=file]'),
			);
			await (await coming).setFiles(TABLE);
			await press(button(words.month('makeN', { n: 3 })));
			await press(button(words.month('issueNow'), page.getByRole('dialog')));
			const zip = button(words.month('zip'));
			await zip.waitFor({ timeout: 30_000 });
			const { bytes } = await download(() => press(zip));
			t.equal(bytes.subarray(0, 2).toString(), 'PK');
			t.equal((await listed(desk)).length, before + 3);
			return desk.count();
		},
	},
];

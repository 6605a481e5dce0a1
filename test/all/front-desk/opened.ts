import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import type { Test } from 'tap';
import { runBatches } from '../../../src/batches/runner.ts';
import { sayIn } from '../../../src/browser/base/words.ts';
import { FIND_WORDS } from '../../../src/browser/front-desk/find/find-words.ts';
import { MONTH_END_WORDS } from '../../../src/browser/front-desk/month-end/month-end-words.ts';
import { SHELL_WORDS } from '../../../src/browser/front-desk/shared/shell-words.ts';
import { SUPERBILL_WORDS } from '../../../src/browser/front-desk/superbill/superbill-words.ts';
import { PRACTICE_EXAMPLES } from '../../../src/http/examples/practices-on-file.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { KEY } from '../../http/app.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { openPage } from '../browser.ts';

/** Opens the front desk in a real browser with a practice on file, and operates it like a person. */

/** Circumstances in which a person works. */
export interface Setting extends Record<string, unknown> {
	readonly hand: 'mouse' | 'keyboard';
	readonly language: 'en' | 'es';
	readonly hasKey: boolean;
	readonly width: 1440 | 1280 | 768;
}

export const FACTORS = {
	hand: ['mouse', 'keyboard'],
	language: ['en', 'es'],
	hasKey: [false, true],
	width: [1440, 1280, 768],
} as const satisfies Record<keyof Setting, readonly unknown[]>;

export interface FrontDesk {
	readonly page: Page;
	readonly origin: string;
	readonly complaints: string[];
	readonly setting: Setting;
	/** The words of each screen in the person's language. */
	readonly words: ReturnType<typeof wordsIn>;
	/** Clicks since the last `startCount`; with the keyboard, presses of Enter and Space in their place. */
	readonly count: () => number;
	readonly startCount: () => void;
	readonly button: (name: string, within?: Locator) => Locator;
	readonly field: (pointer: string) => Locator;
	readonly press: (target: Locator) => Promise<void>;
	/** Types into a field, to which Tab leads if it is one of the next. */
	readonly type: (target: Locator, text: string) => Promise<void>;
	/** Chooses in a list by its words. This counts as one click, unless Tab leads there: then the words are typed. */
	readonly choose: (target: Locator, label: string) => Promise<void>;
	/** Opens a request from a file, which is quicker than typing it. */
	readonly load: (request: unknown) => Promise<void>;
	/** Does something that downloads. @returns the file */
	readonly download: (what: () => Promise<void>) => Promise<{ name: string; bytes: Buffer }>;
	readonly api: (path: string, body?: unknown, method?: string) => Promise<Response>;
}

const wordsIn = (language: 'en' | 'es') => ({
	shell: sayIn(language, SHELL_WORDS),
	form: sayIn(language, SUPERBILL_WORDS),
	find: sayIn(language, FIND_WORDS),
	month: sayIn(language, MONTH_END_WORDS),
});

/** A Tab further than this takes longer than a click. */
const FEW_TABS = 6;

/** The presses of Tab from the element with the focus to another one; fewer than none with Shift. It runs in the page. */
const tabsTo = new Function(
	'target',
	`const active = document.activeElement;
	if (target === active) return 0;
	const isBefore = (a, b) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
	const back = isBefore(target, active);
	const [from, to] = back ? [target, active] : [active, target];
	const stops = document.querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex]');
	const between = [...stops].filter((one) =>
		one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }) &&
		(one === target || (isBefore(from, one) && isBefore(one, to))));
	return back ? -between.length : between.length;`,
) as (target: unknown) => number;

export async function openFrontDesk(t: Test, setting: Setting): Promise<FrontDesk> {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	t.teardown(() => store.close());
	const service = serviceUnderTest({ now: () => new Date() });
	const runner = runBatches({ store: () => store, service, onFailure: (error) => t.error(error) });
	t.teardown(() => runner.stop());
	const config = setting.hasKey ? { apiKey: KEY } : {};
	const opened = await openPage(t, 'localhost', config, { store: () => store, service }, '/');
	const { page, origin, complaints } = opened;
	const { keyboard } = page;
	page.setDefaultTimeout(10_000);
	page.on('dialog', (dialog) => void dialog.accept());
	await page.setViewportSize({ width: setting.width, height: 900 });
	const words = wordsIn(setting.language);
	const api = (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') =>
		fetch(`${origin}${path}`, {
			method,
			headers: {
				...(body !== undefined && { 'content-type': 'application/json' }),
				...(setting.hasKey && { authorization: `Bearer ${KEY}` }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
	const stored = await api(
		'/v1/practices/pretend-harbor',
		PRACTICE_EXAMPLES['ketamine-clinic']?.value,
		'PUT',
	);
	t.equal(stored.status, 201);

	let clicks = 0;
	/** Moves the focus by Tab alone, unless that takes more presses than `most`. */
	const tabTo = async (target: Locator, most: number): Promise<boolean> => {
		await target.waitFor();
		for (let left = most; ; ) {
			const tabs = await target.evaluate(tabsTo);
			if (tabs === 0 || Math.abs(tabs) > left) return tabs === 0;
			for (let n = 0; n < Math.abs(tabs); n++) await keyboard.press(tabs < 0 ? 'Shift+Tab' : 'Tab');
			left -= Math.abs(tabs);
		}
	};
	const press = async (target: Locator) => {
		clicks++;
		if (setting.hand === 'mouse') return target.click();
		t.ok(await tabTo(target, 200), `Tab reaches ${target}`);
		await keyboard.press((await target.getAttribute('type')) === 'checkbox' ? 'Space' : 'Enter');
	};
	/** Puts the focus on a field: with Tab if it is near or there is no mouse, else with a click. */
	const reach = async (target: Locator): Promise<void> => {
		const isNear = await tabTo(target, setting.hand === 'mouse' ? FEW_TABS : 200);
		if (setting.hand === 'keyboard') t.ok(isNear, `Tab reaches ${target}`);
		if (isNear) return;
		clicks++;
		await target.click();
	};
	const tab: FrontDesk = {
		page,
		origin,
		complaints,
		setting,
		words,
		api,
		count: () => clicks,
		startCount() {
			clicks = 0;
		},
		button: (name, within = page.locator('main')) => within.getByRole('button', { name, exact: true }),
		field: (pointer) => page.locator(`[id="new${pointer}"]`),
		press,
		async type(target, text) {
			await reach(target);
			await keyboard.press('ControlOrMeta+A');
			await keyboard.insertText(text);
		},
		async choose(target, label) {
			await target.locator('option', { hasText: label }).waitFor({ state: 'attached' });
			if (await tabTo(target, setting.hand === 'mouse' ? FEW_TABS : 200)) {
				// A list takes no letter that the keyboard does not have.
				await keyboard.type((/^[ -~]+/.exec(label) as RegExpExecArray)[0]);
			} else {
				clicks++;
				await target.selectOption({ label });
			}
			t.equal(await target.locator('option:checked').textContent(), label);
		},
		async load(request) {
			const buffer = Buffer.from(JSON.stringify(request));
			const file = { name: 'request.json', mimeType: 'application/json', buffer };
			await page.locator('.start input[type=file]').setInputFiles(file);
		},
		async download(what) {
			const coming = page.waitForEvent('download');
			await what();
			const download = await coming;
			return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
		},
	};
	// The practice was stored after the page was opened.
	await page.evaluate(`localStorage.clear()`);
	await page.reload();
	if (setting.language === 'es') await page.getByRole('button', { name: 'Español' }).click();
	if (setting.hasKey) {
		await page.locator('.lock input').fill(KEY);
		await page.keyboard.press('Enter');
	}
	await tab
		.field('/renderingProvider/provider')
		.locator('option:checked', { hasText: 'Samplewell' })
		.waitFor({ state: 'attached' });
	return tab;
}

/** Types a fictional patient with a diagnosis. */
export async function typePatient(tab: FrontDesk, lastName: string): Promise<void> {
	const { type, choose, field, words } = tab;
	await type(field('/patient/lastName'), lastName);
	await type(field('/patient/firstName'), 'Marlow');
	await type(field('/patient/birthDate'), '2/29/1984');
	await choose(field('/patient/sex'), words.form('sexF'));
	await type(field('/patient/address/line1'), '2 Nowhere Plaza');
	await type(field('/patient/address/city'), 'Exampleville');
	await type(field('/patient/address/state'), 'CO');
	await type(field('/patient/address/postalCode'), '99999');
	await type(field('/diagnoses/0/code'), 'F33.2');
	await tab.page.keyboard.press('Tab');
}

/** Chooses a service of the practice by some letters of its words. */
export async function chooseService(
	tab: FrontDesk,
	row: number,
	letters: string,
	name: RegExp,
): Promise<void> {
	await tab.type(tab.field(`/serviceLines/${row}/code`), letters);
	await tab.page.getByRole('option', { name, selected: true }).waitFor();
	await tab.page.keyboard.press('Enter');
}

/** A request for one visit of a fictional patient to the practice on file. */
export const fictional = (lastName: string) => ({
	billingProvider: { practice: 'pretend-harbor' },
	renderingProvider: { provider: 'samplewell' },
	patient: {
		lastName,
		firstName: 'Marlow',
		birthDate: '1984-02-29',
		sex: 'F',
		address: { line1: '2 Nowhere Plaza', city: 'Exampleville', state: 'CO', postalCode: '99999' },
	},
	diagnoses: [{ code: 'F33.2' }],
	serviceLines: [
		{
			date: '2026-10-06',
			code: '99213',
			description: 'Office visit',
			placeOfService: '11',
			charge: '150.00',
			diagnosisPointers: ['A'],
		},
	],
});

/** Makes a superbill over the API, for a test that is about something else. @returns its number */
export async function issueOne(tab: FrontDesk, lastName: string): Promise<string> {
	const answer = await tab.api('/v1/superbills', fictional(lastName));
	if (answer.status !== 201) throw new Error(await answer.text());
	return answer.headers.get('superbill-number') as string;
}

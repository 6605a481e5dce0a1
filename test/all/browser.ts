import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';
import { type AppParts, buildApp } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import { CONFIG, KEY } from '../http/app.ts';

/** Opens a page of the service in a real browser and operates it like front-desk staff. */

const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--host-resolver-rules=MAP some-host 127.0.0.1',
];

export const RENDER = '#operations-Superbills-renderSuperbill';

export interface DocsPage {
	readonly page: Page;
	readonly origin: string;
	/** Errors, warnings, violations of the content security policy, and failed loads. */
	readonly complaints: string[];
}

export function openDocs(
	t: Test,
	host: string,
	config: Partial<Config>,
	parts: AppParts = {},
): Promise<DocsPage> {
	return openPage(t, host, config, parts, '/docs');
}

export async function openPage(
	t: Test,
	host: string,
	config: Partial<Config>,
	parts: AppParts,
	path: '/' | '/docs',
): Promise<DocsPage> {
	const app = await buildApp({ ...CONFIG, ...config }, { pressure: {}, ...parts });
	await app.listen({ host: config.host ?? '127.0.0.1', port: 0 });
	t.teardown(() => app.close());
	const origin = `http://${host}:${(app.server.address() as AddressInfo).port}`;
	const profile = mkdtempSync(join(tmpdir(), 'superbill-browser-'));
	const context: BrowserContext = await chromium.launchPersistentContext(profile, {
		executablePath: '/usr/bin/chromium',
		headless: true,
		args: FLAGS,
		acceptDownloads: true,
	});
	t.teardown(async () => {
		await context.close();
		rmSync(profile, { recursive: true, force: true });
	});
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('requestfailed', (request) => {
		// The page itself cancels a search that the next keystroke makes useless.
		if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} did not load`);
	});
	await page.addInitScript({
		content: `document.addEventListener('securitypolicyviolation', (event) =>
			console.error(event.violatedDirective + ' blocked ' + event.blockedURI))`,
	});
	await page.goto(`${origin}${path}`);
	return { page, origin, complaints };
}

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** Finds what axe-core calls serious or critical (WCAG 2.2 and good practice), as rule and element. */
export async function seriousViolations(page: Page): Promise<string[]> {
	// The content security policy forbids to add it as a script.
	if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(AXE);
	// A frame has a PDF, in which axe finds nothing but waits for an answer.
	return page.evaluate(`axe.run({ iframes: false, resultTypes: ['violations'] }).then(({ violations }) => violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`);
}

export async function authorize(page: Page): Promise<void> {
	await page.locator('.authorize').click();
	await page.locator('.key-form input').fill(KEY);
	await page.locator('.key-form button[type=submit]').click();
	await page.locator('.key-valid', { hasText: 'Valid' }).waitFor();
	await page.locator('.key-form').getByRole('button', { name: 'Close' }).click();
}

/** Opens the section of an operation. */
export async function unfold(page: Page, operation: string): Promise<void> {
	await page.locator(`${operation} .opblock-summary-control`).click();
	await page.locator(`${operation} .execute`).waitFor();
}

/**
 * Executes an operation, and says yes if the page asks.
 * @returns the status that the page shows
 */
export async function execute(page: Page, operation: string): Promise<string> {
	const earlier = page.locator(`${operation} .answer`);
	const before = (await earlier.count()) > 0 ? await earlier.elementHandle() : undefined;
	await page.locator(`${operation} .execute`).click();
	const confirm = page.locator('dialog .confirm');
	const status = page.locator(`${operation} .answer .answer-status`);
	await confirm.or(status).first().waitFor();
	if (await confirm.isVisible()) await confirm.click();
	await before?.waitForElementState('hidden');
	await status.waitFor();
	return ((await status.textContent()) ?? '').trim();
}

import { chromium } from 'playwright-core';
import { onlyFonts } from './fontconfig.mjs';
import { html } from './html.mjs';

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** One browser, one page, both warm: setContent(), then pdf(), tagged. */
export async function open({ fonts }) {
	const installed = onlyFonts(fonts);
	const browser = await chromium.launch({
		executablePath: PROGRAM,
		env: installed.env,
		args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
	});
	const page = await browser.newPage();
	return {
		name: 'Chromium, one warm page (playwright-core), tagged',
		version: browser.version(),
		async draw({ sheet }) {
			await page.setContent(html(sheet));
			return page.pdf({ tagged: true, preferCSSPageSize: true });
		},
		async close() {
			await browser.close();
			installed.remove();
		},
	};
}

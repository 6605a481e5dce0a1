import { chromium } from 'playwright-core';
import { onlyFonts } from './fontconfig.mjs';
import { html } from './html.mjs';

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** One warm browser with one or more pages: setContent(), then pdf(), tagged. */
export async function open({ fonts, pages = 1 }) {
	const installed = onlyFonts(fonts);
	const browser = await chromium.launch({
		executablePath: PROGRAM,
		env: installed.env,
		args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
	});
	const idle = await Promise.all(Array.from({ length: pages }, () => browser.newPage()));
	const waiting = [];
	return {
		name: `Chromium, ${pages === 1 ? 'one warm page' : `${pages} warm pages`} (playwright-core), tagged`,
		version: browser.version(),
		async draw({ sheet }) {
			const page = idle.pop() ?? (await new Promise((take) => waiting.push(take)));
			try {
				await page.setContent(html(sheet));
				return await page.pdf({ tagged: true, preferCSSPageSize: true });
			} finally {
				const next = waiting.shift();
				if (next) next(page);
				else idle.push(page);
			}
		},
		async close() {
			await browser.close();
			installed.remove();
		},
	};
}

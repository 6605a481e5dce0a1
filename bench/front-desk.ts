/**
 * Measures what staff wait for at the front desk, in Chromium against the server as it is shipped: the first view of `/` and
 * `/docs` with an empty cache (target: 1.5 s), and the time from a keystroke until the next frame is drawn, in forms of one and
 * of twenty services (target: 50 ms at the 95th percentile).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { PRACTICE_EXAMPLES } from '../src/http/examples/practices-on-file.ts';
import { ROOT } from '../src/version.ts';
import { machine, machineLine } from './machine.ts';
import { shippedStart } from './shipped.ts';
import { median, quantile } from './statistics.ts';

const VIEWS = Number(process.env['VIEWS'] ?? 9);
const WORDS = 12;
const VIEW_TARGET_MS = 1_500;
const KEY_TARGET_MS = 50;

/** Notes for each keystroke the time from the event until after the frame that shows it. */
const WATCH = `window.delays = [];
	addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => window.delays.push(performance.now() - timeStamp);
		port2.postMessage(null);
	}), { capture: true });`;

const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-'));
const server = spawn(process.execPath, shippedStart(), {
	cwd: fileURLToPath(ROOT),
	env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder },
	stdio: ['ignore', 'pipe', 'ignore'],
});
const browser = await chromium.launch({
	executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu'],
});
try {
	console.log(
		`${machineLine(machine())}\n\n| | target, ms | median | 95th percentile | |\n|---|--:|--:|--:|---|`,
	);
	const origin = await originOf();
	const stored = await fetch(`${origin}/v1/practices/pretend-harbor`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(PRACTICE_EXAMPLES['ketamine-clinic']?.value),
	});
	if (!stored.ok) throw new Error(`answered ${stored.status}`);
	for (const [path, ready] of [
		['/', '[id="new/patient/lastName"]'],
		['/docs', '.opblock-tag'],
	] as const) {
		const views: View[] = [];
		// The first one starts the parts of the browser.
		for (let i = 0; i <= VIEWS; i++) views.push(await viewed(browser, `${origin}${path}`, ready));
		const counted = views.slice(1);
		const totals = counted.map(({ total }) => total);
		report(`first view of \`${path}\`, empty cache`, VIEW_TARGET_MS, totals);
		const processor = median(counted.map((one) => one.processor));
		console.log(`| the page's processor time for it | | ${processor.toFixed(0)} | | |`);
	}
	for (const services of [1, 20]) {
		report(
			`keystroke in a form of ${services} service${services === 1 ? '' : 's'}`,
			KEY_TARGET_MS,
			await typed(browser, origin, services),
		);
	}
} finally {
	await browser.close();
	server.kill('SIGKILL');
	await once(server, 'exit');
	rmSync(folder, { recursive: true, force: true });
}

async function originOf(): Promise<string> {
	let said = '';
	for await (const chunk of server.stdout) {
		said += chunk;
		if (said.includes('\n')) break;
	}
	return /listening on (\S+)/.exec(said)?.[1] as string;
}

interface View {
	/** Milliseconds until it is visible. */
	readonly total: number;
	/** Milliseconds of the page's own processor time until then, which depends less on what else runs. */
	readonly processor: number;
}

/** Opens a page in a browser that knows nothing of the service. */
async function viewed(browser: Browser, url: string, ready: string): Promise<View> {
	const context = await browser.newContext();
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	const start = performance.now();
	await page.goto(url, { waitUntil: 'commit' });
	await page.locator(ready).first().waitFor();
	const total = performance.now() - start;
	const { metrics } = await session.send('Performance.getMetrics');
	const processor = 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
	await context.close();
	return { total, processor };
}

/** Types words with pauses, in which the form is checked and drawn anew. @returns the delay of each keystroke */
async function typed(browser: Browser, origin: string, services: number): Promise<number[]> {
	const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
	const page = await context.newPage();
	await page.goto(origin);
	const line = {
		...{ date: '2026-10-06', code: '99213', description: 'Office visit', placeOfService: '11' },
		...{ charge: '150.00', diagnosisPointers: ['A'] },
	};
	const request = {
		billingProvider: { practice: 'pretend-harbor' },
		renderingProvider: { provider: 'samplewell' },
		patient: { lastName: 'Fakenham', firstName: 'Marlow', birthDate: '1984-02-29', sex: 'F' },
		diagnoses: [{ code: 'F33.2' }],
		serviceLines: Array.from({ length: services }, () => line),
	};
	await page.locator('.start input[type=file]').setInputFiles({
		...{ name: 'request.json', mimeType: 'application/json' },
		buffer: Buffer.from(JSON.stringify(request)),
	});
	const field = page.locator(`[id="new/serviceLines/${services - 1}/description"]`);
	await field.click();
	await page.evaluate(WATCH);
	for (let word = 0; word < WORDS; word++) {
		await page.keyboard.type('visit ', { delay: 90 });
		// A different pause each time, so that the next key meets the form at work.
		await sleep(200 + 40 * word);
	}
	const delays: number[] = await page.evaluate('window.delays');
	await context.close();
	return delays;
}

function report(what: string, target: number, values: readonly number[]): void {
	const most = quantile(values, 0.95);
	console.log(
		`| ${what} | ${target} | ${median(values).toFixed(0)} | ${most.toFixed(0)} | ${most <= target ? 'met' : '**not met**'} |`,
	);
}

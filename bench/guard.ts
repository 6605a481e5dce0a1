import { loadTemplates } from '../src/start/templates.ts';
import { processOf } from './process-of.ts';
import { SCENARIOS } from './requests.ts';
import { inRounds, type Open } from './rounds.ts';
import { BASELINE, PRODUCT, subjectOf } from './subjects.ts';
import { DRAWING_TARGETS } from './targets.ts';

/**
 * Fails where drawing has become much slower than the targets: a short run of the product beside README pdfkit. Ratios
 * of neighbours hold on any machine; what fails is measured once more, since a noisy one may spoil a whole run.
 */

/** How far beyond its target a ratio may be. */
const SLACK = 1.5;
const ROUNDS = 11;

const open: Open[] = [];
for (const id of [PRODUCT, BASELINE]) {
	const subject = subjectOf(id);
	open.push({ subject, worker: await processOf(id) });
}
const templates = loadTemplates();
for (const { scenario: id, title, atMost } of DRAWING_TARGETS) {
	const limit = atMost * SLACK;
	const ratio = await measure(id);
	const judged = ratio <= limit ? ratio : Math.min(ratio, await measure(id));
	const verdict = judged <= limit ? 'ok' : 'TOO SLOW';
	console.log(
		`${title}: ${judged.toFixed(3)} of README pdfkit; target ${atMost}, fails beyond ${limit.toFixed(3)}: ${verdict}`,
	);
	if (judged > limit) process.exitCode = 1;
}

for (const { worker } of open) await worker.close();

async function measure(id: string): Promise<number> {
	const scenario = SCENARIOS.find((one) => one.id === id) as (typeof SCENARIOS)[number];
	const drawn = await inRounds(scenario, open, templates, ROUNDS);
	return drawn.find(({ subject }) => subject === PRODUCT)?.ratio as number;
}

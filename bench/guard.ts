import { loadTemplates } from '../src/start/templates.ts';
import { forkSubject } from './fork-subject.ts';
import { SCENARIOS } from './requests.ts';
import { inRounds, type OpenSubject } from './rounds.ts';
import { BASELINE, PRODUCT, subjectOf } from './subjects.ts';
import { DRAWING_TARGETS } from './targets.ts';

/**
 * Fails if drawing is much slower than its targets. It draws with the product and with README pdfkit in turns, because a
 * ratio of the two is comparable between machines. A ratio beyond the limit is measured again: a busy machine can spoil a run.
 */

/** The factor by which a ratio may exceed its target. */
const SLACK = 1.5;
const ROUNDS = 11;

const open: OpenSubject[] = [];
for (const id of [PRODUCT, BASELINE]) {
	const subject = subjectOf(id);
	open.push({ subject, worker: await forkSubject(id) });
}
const templates = loadTemplates();
for (const { scenario: id, title, atMost } of DRAWING_TARGETS) {
	const limit = atMost * SLACK;
	const ratio = await measure(id);
	const lowest = ratio <= limit ? ratio : Math.min(ratio, await measure(id));
	const verdict = lowest <= limit ? 'ok' : 'TOO SLOW';
	console.log(
		`${title}: ${lowest.toFixed(3)} times README pdfkit; target ${atMost}, limit ${limit.toFixed(3)}: ${verdict}`,
	);
	if (lowest > limit) process.exitCode = 1;
}

for (const { worker } of open) await worker.close();

async function measure(id: string): Promise<number> {
	const scenario = SCENARIOS.find((one) => one.id === id) as (typeof SCENARIOS)[number];
	const drawn = await inRounds(scenario, open, templates, ROUNDS);
	return drawn.find(({ subject }) => subject === PRODUCT)?.ratio as number;
}

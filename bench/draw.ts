import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadTemplates } from '../src/start/templates.ts';
import { ROOT } from '../src/version.ts';
import { measureChecking } from './checking.ts';
import { measureCold } from './cold.ts';
import { forkSubject } from './fork-subject.ts';
import { machine } from './machine.ts';
import { markdown, type Run, summary } from './report.ts';
import { SCENARIOS, type Scenario } from './requests.ts';
import { inRounds, type OpenSubject } from './rounds.ts';
import { soak, soakHttp } from './soak.ts';
import { BASELINE, PRODUCT, SUBJECTS, subjectOf } from './subjects.ts';

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '30' },
		only: { type: 'string' },
		soak: { type: 'string' },
		'soak-http': { type: 'string' },
		write: { type: 'boolean', default: false },
	},
});
if (values.soak !== undefined) await soak(Number(values.soak));
else if (values['soak-http'] !== undefined) await soakHttp(Number(values['soak-http']));
else await bench(Number(values.rounds), values.only?.split(','));

async function bench(rounds: number, only: readonly string[] | undefined): Promise<void> {
	const busy = machine();
	const { open, missing } = await openAll(only);
	const templates = loadTemplates();
	const [onePage, fiftyLines, vietnamese] = SCENARIOS as [Scenario, Scenario, Scenario];
	const ownWays = open.filter(({ subject }) => /^(superbill|pdfkit|minimal)/.test(subject.id));
	const drawn = [];
	try {
		for (const [scenario, ways] of [
			[onePage, open],
			[fiftyLines, open],
			[vietnamese, ownWays],
		] as const) {
			console.error(`${scenario.title}: ${rounds} rounds of ${ways.length}`);
			drawn.push(...(await inRounds(scenario, ways, templates, rounds)));
		}
	} finally {
		for (const { worker } of open) await worker.close();
	}
	console.error('Cold starts and memory');
	const ids = open.map(({ subject }) => subject.id);
	const cold = await measureCold(ids, [onePage, fiftyLines], templates);
	console.error('Checks');
	const run: Run = {
		rounds,
		machine: busy,
		subjects: open.map(({ subject: { id }, worker: { name, version } }) => ({ id, name, version })),
		missing,
		drawn,
		cold,
		checking: await measureChecking([onePage, fiftyLines]),
	};
	const text = markdown(run, SCENARIOS);
	console.log(text);
	if (values.write) {
		writeFileSync(new URL('bench/results.md', ROOT), text);
		writeFileSync(new URL('bench/results.json', ROOT), `${JSON.stringify(withoutRounds(run), null, '\t')}\n`);
		const page = new URL('docs/performance.md', ROOT);
		writeFileSync(page, withSummary(readFileSync(page, 'utf8'), summary(run)));
	}
}

/** Replaces the summary in a page. */
function withSummary(page: string, text: string): string {
	const [start, end] = ['<!-- measured -->', '<!-- /measured -->'];
	const [before, after] = [page.indexOf(start), page.indexOf(end)];
	if (before < 0 || after < before) throw new Error(`docs/performance.md lacks ${start} or ${end}`);
	return `${page.slice(0, before + start.length)}\n\n${text}\n\n${page.slice(after)}`;
}

/** Opens the subjects that are available here. The product and the baseline always have to be. */
async function openAll(
	only: readonly string[] | undefined,
): Promise<{ open: OpenSubject[]; missing: Run['missing'] }> {
	const chosen = only ? [...new Set([PRODUCT, BASELINE, ...only])].map(subjectOf) : SUBJECTS;
	const open: OpenSubject[] = [];
	const missing: { id: string; reason: string }[] = [];
	for (const subject of chosen) {
		try {
			open.push({ subject, worker: await forkSubject(subject.id) });
		} catch (error) {
			if (subject.id === PRODUCT || subject.id === BASELINE) throw error;
			const reason = (error as Error).message;
			missing.push({ id: subject.id, reason });
			console.error(`${subject.id} is left out: ${reason}`);
		}
	}
	return { open, missing };
}

/** Leaves out single rounds, which no reader needs. */
function withoutRounds(run: Run) {
	return { ...run, drawn: run.drawn.map(({ rounds: _, ...one }) => one) };
}

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ROOT, VERSION } from '../src/version.ts';
import { SCENARIOS, type Scenario } from './requests.ts';
import { soak } from './soak.ts';
import { BASELINE, type Job, SUBJECTS, type Subject } from './subjects.ts';
import { verify } from './verify.ts';

/**
 * How long a document takes, beside pdfkit as its README shows, in one run: in every round each subject has a turn,
 * in random order, and what counts is its time over the baseline's in the same round. Machines differ and are never
 * quiet; ratios of neighbours are.
 */

/** A turn lasts about this long, so that a subject pays for its own garbage. Milliseconds. */
const TURN = 120;
const WARM_UP_ROUNDS = 3;

/** Milliseconds a document: by the clock, and of all processor cores, which others on the machine disturb less. */
interface Time {
	readonly wall: number;
	readonly cpu: number;
}

interface Turns {
	readonly subject: Subject;
	/** How many documents fill a turn. */
	batch: number;
	/** What a document took, round by round. */
	readonly times: Time[];
	bytes: number;
	pages: number;
}

interface Result {
	readonly scenario: string;
	readonly subject: string;
	readonly medianMs: number;
	/** Median over the rounds of the time divided by the baseline's. */
	readonly ratio: number;
	/** The middle half of the ratios. */
	readonly quartiles: readonly [number, number];
	/** As `ratio`, of processor time. */
	readonly cpuRatio: number;
	readonly bytes: number;
	readonly pages: number;
}

let iteration = 0;

async function measure(scenario: Scenario, rounds: number): Promise<Result[]> {
	const turns = SUBJECTS.map((subject): Turns => ({ subject, batch: 1, times: [], bytes: 0, pages: 0 }));
	for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
		for (const turn of shuffled(turns)) {
			const checked = round === -1 || round === rounds - 1;
			const time = await takeTurn(turn, scenario, checked);
			if (round >= 0) turn.times.push(time);
			else turn.batch = Math.max(1, Math.round(TURN / time.wall));
		}
	}
	const baseline = turns.find(({ subject }) => subject === BASELINE) as Turns;
	return turns.map(({ subject, times, bytes, pages }) => {
		const ratiosOf = (key: keyof Time) =>
			times.map((time, round) => time[key] / (baseline.times[round] as Time)[key]);
		const ratios = ratiosOf('wall');
		return {
			scenario: scenario.id,
			subject: subject.id,
			medianMs: quantile(
				times.map(({ wall }) => wall),
				0.5,
			),
			ratio: quantile(ratios, 0.5),
			quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
			cpuRatio: quantile(ratiosOf('cpu'), 0.5),
			bytes,
			pages,
		};
	});
}

/** What was not measured before is collected before, what is made is collected within. */
async function takeTurn(turn: Turns, scenario: Scenario, checked: boolean): Promise<Time> {
	const requests = Array.from({ length: turn.batch }, () => scenario.request(++iteration));
	const jobs: Job[] = requests.map((request) => turn.subject.prepare(request));
	globalThis.gc?.();
	let last = Buffer.alloc(0);
	const cpu = process.cpuUsage();
	const start = performance.now();
	for (const job of jobs) {
		last = (await job()) as typeof last;
		// As between requests: what waits for the event loop is done and paid for.
		await setImmediate();
	}
	const wall = (performance.now() - start) / jobs.length;
	const { user, system } = process.cpuUsage(cpu);
	turn.bytes = last.length;
	if (checked) turn.pages = await verify(last, turn.subject, requests.at(-1) as (typeof requests)[number]);
	return { wall, cpu: (user + system) / 1000 / jobs.length };
}

function shuffled<T>(items: readonly T[]): T[] {
	return items
		.map((item) => ({ item, key: Math.random() }))
		.sort((a, b) => a.key - b.key)
		.map(({ item }) => item);
}

function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}

function markdown(results: readonly Result[], rounds: number): string {
	const lines = [
		'# What was measured last',
		'',
		`superbill ${VERSION}, Node ${process.versions.node}, ${cpus()[0]?.model.trim()}, ${rounds} rounds. Written by \`npm run bench\`.`,
	];
	for (const { id, title } of SCENARIOS) {
		lines.push(
			'',
			`## ${title}`,
			'',
			'| | ms | of the baseline | middle half | of its processor time | KB | pages |',
			'|---|--:|--:|--:|--:|--:|--:|',
		);
		for (const result of results.filter(({ scenario }) => scenario === id)) {
			const subject = SUBJECTS.find((candidate) => candidate.id === result.subject) as Subject;
			const [low, high] = result.quartiles.map((ratio) => ratio.toFixed(3));
			lines.push(
				`| ${subject.title} | ${result.medianMs.toFixed(1)} | **${result.ratio.toFixed(3)}** | ${low}–${high} | ${result.cpuRatio.toFixed(3)} | ${Math.round(result.bytes / 1024)} | ${result.pages} |`,
			);
		}
	}
	return `${lines.join('\n')}\n`;
}

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '40' },
		soak: { type: 'string' },
		write: { type: 'boolean', default: false },
	},
});
if (values.soak !== undefined) {
	await soak(Number(values.soak));
} else {
	const rounds = Number(values.rounds);
	const results: Result[] = [];
	for (const scenario of SCENARIOS) results.push(...(await measure(scenario, rounds)));
	const text = markdown(results, rounds);
	console.log(text);
	if (values.write) {
		writeFileSync(new URL('bench/results.md', ROOT), text);
		writeFileSync(
			new URL('bench/results.json', ROOT),
			`${JSON.stringify({ rounds, results }, null, '\t')}\n`,
		);
	}
}

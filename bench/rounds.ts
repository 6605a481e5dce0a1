import { setImmediate } from 'node:timers/promises';
import type { SuperbillInput } from '../src/superbill/request.ts';
import type { Templates } from '../src/templates/load.ts';
import { cpuOfChildren } from './processes.ts';
import type { Scenario } from './requests.ts';
import { sheetOf } from './sheet.ts';
import { median, quantile, shuffled } from './statistics.ts';
import type { Material, Way } from './subject.ts';
import { BASELINE, type Subject } from './subjects.ts';
import { verify } from './verify.ts';

/**
 * Turns in rounds: in every round each subject has one, in random order, and what counts is its time over the
 * baseline's in the same round. Machines differ and are never quiet; ratios of neighbours are.
 */

/** A turn lasts about this long, so that a subject pays for its own garbage. Milliseconds. */
const TURN = 120;
/** Until a subject's code is compiled, it draws for as long before the rounds. Milliseconds. */
const WARM_UP = 1_000;
const WARM_UP_ROUNDS = 2;

/** A subject that can work here. */
export interface Open {
	readonly subject: Subject;
	readonly way: Way;
}

/** Milliseconds a document: by the clock, and of all processor cores. */
interface Time {
	readonly wall: number;
	readonly cpu: number;
}

interface Turns extends Open {
	/** How many documents fill a turn. */
	batch: number;
	/** What a document took, round by round. */
	readonly times: Time[];
	bytes: number;
	pages: number;
}

/** What the rounds of one subject say. */
export interface Drawn {
	readonly scenario: string;
	readonly subject: string;
	readonly medianMs: number;
	/** Median over the rounds of the time divided by the baseline's. */
	readonly ratio: number;
	/** The middle half of the ratios. */
	readonly quartiles: readonly [number, number];
	/** Processor time, that of child processes with it. */
	readonly cpuMs: number;
	/** As `ratio`, of processor time. */
	readonly cpuRatio: number;
	readonly bytes: number;
	readonly pages: number;
	/** The median time of each round, for ratios to others than the baseline. */
	readonly rounds: readonly number[];
}

let iteration = 0;

export async function inRounds(
	scenario: Scenario,
	open: readonly Open[],
	templates: Templates,
	rounds: number,
): Promise<Drawn[]> {
	const turns = open.map((one): Turns => ({ ...one, batch: 1, times: [], bytes: 0, pages: 0 }));
	for (const turn of turns) await warmUp(turn, scenario, templates);
	for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
		for (const turn of shuffled(turns)) {
			const checked = round === -WARM_UP_ROUNDS || round === rounds - 1;
			const time = await takeTurn(turn, scenario, templates, checked);
			if (round >= 0) turn.times.push(time);
			else turn.batch = Math.max(1, Math.round(TURN / time.wall));
		}
	}
	const baseline = turns.find(({ subject }) => subject.id === BASELINE) as Turns;
	return turns.map(({ subject, times, bytes, pages }) => {
		const all = (key: keyof Time) => times.map((time) => time[key]);
		const ratios = (key: keyof Time) =>
			ratiosOf(
				all(key),
				baseline.times.map((time) => time[key]),
			);
		return {
			scenario: scenario.id,
			subject: subject.id,
			medianMs: median(all('wall')),
			ratio: median(ratios('wall')),
			quartiles: [quantile(ratios('wall'), 0.25), quantile(ratios('wall'), 0.75)],
			cpuMs: median(all('cpu')),
			cpuRatio: median(ratios('cpu')),
			bytes,
			pages,
			rounds: all('wall'),
		};
	});
}

/** Round by round. */
export function ratiosOf(times: readonly number[], others: readonly number[]): number[] {
	return times.map((time, round) => time / (others[round] as number));
}

async function warmUp(turn: Turns, scenario: Scenario, templates: Templates): Promise<void> {
	const end = performance.now() + WARM_UP;
	do turn.batch = Math.max(1, Math.round(TURN / (await takeTurn(turn, scenario, templates, false)).wall));
	while (performance.now() < end);
}

/** What was not measured before is collected before, what is made is collected within. */
async function takeTurn(
	turn: Turns,
	scenario: Scenario,
	templates: Templates,
	checked: boolean,
): Promise<Time> {
	const requests = Array.from({ length: turn.batch }, () => scenario.request(++iteration));
	const materials = requests.map((request) => materialOf(request, templates));
	globalThis.gc?.();
	let last = Buffer.alloc(0);
	const children = turn.subject.processes ? cpuOfChildren() : 0;
	const cpu = process.cpuUsage();
	const start = performance.now();
	for (const material of materials) {
		last = (await turn.way.draw(material)) as typeof last;
		// As between requests: what waits for the event loop is done and paid for.
		await setImmediate();
	}
	const wall = (performance.now() - start) / materials.length;
	const { user, system } = process.cpuUsage(cpu);
	const outside = turn.subject.processes ? cpuOfChildren() - children : 0;
	turn.bytes = last.length;
	if (checked) turn.pages = await verify(last, turn.subject, requests.at(-1) as SuperbillInput);
	return { wall, cpu: ((user + system) / 1000 + outside) / materials.length };
}

export function materialOf(request: SuperbillInput, templates: Templates): Material {
	return { request: JSON.stringify(request), sheet: sheetOf(request, templates) };
}

import type { SuperbillInput } from '../src/superbill/request.ts';
import type { Templates } from '../src/templates/loaded-template.ts';
import type { Worker } from './process-of.ts';
import type { Scenario } from './requests.ts';
import { sheetOf } from './sheet.ts';
import { median, quantile, shuffled } from './statistics.ts';
import type { Material } from './subject.ts';
import { BASELINE, type Subject } from './subjects.ts';
import { verify } from './verify.ts';

/**
 * Turns in rounds: in every round each subject has one, in random order, and what counts is its time over the
 * baseline's in the same round. Machines differ and are never quiet; ratios of neighbours are.
 */

/** A turn lasts about this long, so that a subject pays for its own garbage. Milliseconds. */
const TURN = 120;
/**
 * Before that, rounds of longer turns, until everybody's code is compiled: the product, whose documents cost least, is as fast
 * as it gets after some 4,000 of them. In rounds, because an engine that has waited for a minute throws code away.
 */
const WARM_UP_ROUNDS = 12;
const WARM_UP_TURN = 1_000;

/** A subject that can work here. */
export interface Open {
	readonly subject: Subject;
	readonly worker: Worker;
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
	for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
		for (const turn of shuffled(turns)) {
			const checked = round === -WARM_UP_ROUNDS || round === rounds - 1;
			const time = await takeTurn(turn, scenario, templates, checked);
			if (round >= 0) turn.times.push(time);
			else turn.batch = Math.max(1, Math.round((round < -1 ? WARM_UP_TURN : TURN) / time.wall));
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

async function takeTurn(
	turn: Turns,
	scenario: Scenario,
	templates: Templates,
	checked: boolean,
): Promise<Time> {
	const requests = Array.from({ length: turn.batch }, () => scenario.request(++iteration));
	const { wall, cpu, pdf } = await turn.worker.turn(
		requests.map((request) => materialOf(request, templates)),
	);
	turn.bytes = pdf.length;
	if (checked) {
		turn.pages = await verify(Buffer.from(pdf), turn.subject, requests.at(-1) as SuperbillInput);
	}
	return { wall, cpu };
}

export function materialOf(request: SuperbillInput, templates: Templates): Material {
	return { request: JSON.stringify(request), sheet: sheetOf(request, templates) };
}

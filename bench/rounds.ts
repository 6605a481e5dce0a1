import type { SuperbillInput } from '../src/superbill/request.ts';
import type { Templates } from '../src/templates/loaded-template.ts';
import type { SubjectProcess } from './fork-subject.ts';
import type { Scenario } from './requests.ts';
import { sheetOf } from './sheet.ts';
import { median, quantile, shuffled } from './statistics.ts';
import type { Material } from './subject.ts';
import { BASELINE, type Subject } from './subjects.ts';
import { verify } from './verify.ts';

/**
 * Measures in rounds. In each round every subject has one turn, in random order, and its time is divided by the baseline's
 * time in the same round. These ratios are comparable between machines, and hardly depend on how busy a machine is.
 */

/** Length of a turn in ms. Within it, subjects collect their own garbage. */
const TURN = 120;
/**
 * Rounds of longer turns before the measurement, until V8 has compiled everything. The product is at full speed after some
 * 4,000 documents. These are rounds, too, because V8 discards the code of a process that is idle for a minute.
 */
const WARM_UP_ROUNDS = 12;
const WARM_UP_TURN = 1_000;

/** A subject with its process. */
export interface OpenSubject {
	readonly subject: Subject;
	readonly worker: SubjectProcess;
}

/** Milliseconds per document: by the clock, and of processor time on all cores. */
interface Time {
	readonly wall: number;
	readonly cpu: number;
}

interface Turns extends OpenSubject {
	/** Number of documents that fill a turn. */
	batch: number;
	/** Time per document in each round. */
	readonly times: Time[];
	bytes: number;
	pages: number;
}

/** The result of a subject in a scenario. */
export interface Drawn {
	readonly scenario: string;
	readonly subject: string;
	readonly medianMs: number;
	/** Median over the rounds of the time divided by the baseline's time. */
	readonly ratio: number;
	/** The middle half of the ratios. */
	readonly quartiles: readonly [number, number];
	/** Processor time, including child processes. */
	readonly cpuMs: number;
	/** Like `ratio`, for processor time. */
	readonly cpuRatio: number;
	readonly bytes: number;
	readonly pages: number;
	/** Time in each round, for ratios to subjects other than the baseline. */
	readonly rounds: readonly number[];
}

let iteration = 0;

export async function inRounds(
	scenario: Scenario,
	open: readonly OpenSubject[],
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

/** Divides times of the same round. */
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

import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, sendEvenly } from '../http/load.ts';
import { quantile } from '../statistics.ts';
import { findBatch } from './check-records.ts';
import { sendBatch, visitOf } from './clients.ts';
import type { Fleet } from './fleet.ts';

const RATE = 20;
const SECONDS = 20;
const WARM_SECONDS = 10;
const ITEMS = 8_000;

export interface Latency {
	/** Milliseconds until a document. */
	readonly p50: number;
	readonly p99: number;
	/** Answers without a document. */
	readonly failed: number;
}

/** Measures the time to render a document, first without other work and then during a batch. */
export async function latency(fleet: Fleet): Promise<{ readonly quiet: Latency; readonly busy: Latency }> {
	await ask(fleet, WARM_SECONDS);
	const quiet = ofAnswers(await ask(fleet, SECONDS));
	const id = await sendBatch(fleet, ITEMS);
	await sleep(1_000);
	const busy = ofAnswers(await ask(fleet, SECONDS));
	if ((await findBatch(fleet, id)).state !== 'running') throw new Error('the batch did not last');
	return { quiet, busy };
}

function ask({ origin, headers }: Fleet, seconds: number): Promise<Answer[]> {
	const bodies = Array.from({ length: RATE * seconds }, (_, i) => JSON.stringify(visitOf(i)));
	return sendEvenly({
		url: `${origin}/v1/superbills/render`,
		rate: RATE,
		seconds,
		bodies,
		callers: [headers],
	});
}

function ofAnswers(answers: readonly Answer[]): Latency {
	const times = answers.filter(({ status }) => status === 200).map(({ ms }) => ms);
	return {
		p50: quantile(times, 0.5),
		p99: quantile(times, 0.99),
		failed: answers.length - times.length,
	};
}

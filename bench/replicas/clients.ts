import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SuperbillInput } from '../../src/superbill/request.ts';
import { SCENARIOS } from '../requests.ts';
import type { Fleet } from './fleet.ts';

/** What callers send, and how they send it again. */

const AGAIN_MS = 100;

/** One page, never with the same words, and without a number of its own. */
export function visitOf(i: number): Omit<SuperbillInput, 'number'> {
	const { number: _number, ...visit } = (SCENARIOS[0] as (typeof SCENARIOS)[number]).request(i);
	return visit;
}

/** As clients should: what is turned away on a busy machine is sent again. @returns the id of the batch. */
export async function sendBatch(
	{ origin, headers }: Pick<Fleet, 'origin' | 'headers'>,
	items: number,
): Promise<string> {
	const lines = Array.from({ length: items }, (_, i) => `${JSON.stringify(visitOf(i))}\n`);
	const key = randomUUID();
	for (;;) {
		const answer = await fetch(`${origin}/v1/batches?mode=issue`, {
			method: 'POST',
			headers: { ...headers, 'content-type': 'application/x-ndjson', 'idempotency-key': key },
			body: lines.join(''),
		});
		if (answer.status === 202) return ((await answer.json()) as { id: string }).id;
		if (answer.status !== 503) throw new Error(`the batch is answered with ${answer.status}`);
		await answer.arrayBuffer();
		await sleep(AGAIN_MS);
	}
}

/** What callers saw. */
export interface Seen {
	issued: number;
	/** Answers that were not the ones that were asked for, by status; `none` where the connection broke. */
	readonly failures: Record<string, number>;
	/** From the first try to the answer, in ms. */
	readonly waits: number[];
}

export interface Callers {
	readonly seen: Seen;
	stop(): Promise<Seen>;
}

/**
 * Callers who issue one superbill after the other, and send what failed again with its Idempotency-Key until it is issued.
 * @param also done with each that was issued.
 */
export function startCallers(
	fleet: Fleet,
	count: number,
	also: (id: string, ask: Ask) => Promise<void> = async () => {},
): Callers {
	const seen: Seen = { issued: 0, failures: {}, waits: [] };
	let isOver = false;
	let next = 0;
	const ask: Ask = async (path, wanted, init = {}) => {
		const { origin } = fleet;
		const { status, location } = await fetch(`${origin}${path}`, {
			...init,
			headers: { ...fleet.headers, 'content-type': 'application/json', ...init.headers },
		}).then(
			async (answer) => {
				await answer.arrayBuffer();
				return { status: `${answer.status}`, location: answer.headers.get('location') ?? '' };
			},
			() => ({ status: 'none', location: '' }),
		);
		if (status === `${wanted}`) return location;
		seen.failures[status] = (seen.failures[status] ?? 0) + 1;
		return undefined;
	};
	const one = async () => {
		while (!isOver) {
			const since = performance.now();
			const headers = { 'idempotency-key': randomUUID() };
			const body = JSON.stringify(visitOf(next++));
			let location: string | undefined;
			while (location === undefined) {
				location = await ask('/v1/superbills', 201, { method: 'POST', headers, body });
				if (location === undefined) await sleep(AGAIN_MS);
			}
			seen.issued++;
			seen.waits.push(performance.now() - since);
			await also(location.slice(location.lastIndexOf('/') + 1), ask);
		}
	};
	const running = Promise.all(Array.from({ length: count }, one));
	return {
		seen,
		async stop() {
			isOver = true;
			await running;
			return seen;
		},
	};
}

/** @returns its `Location`, or nothing where it is answered otherwise. */
export type Ask = (
	path: string,
	wanted: number,
	init?: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<string | undefined>;

export function told(failures: Readonly<Record<string, number>>): string {
	const all = Object.entries(failures).map(([status, count]) => `${count} × ${status}`);
	return all.length === 0 ? 'none' : all.join(', ');
}

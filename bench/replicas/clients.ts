import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SuperbillInput } from '../../src/superbill/request.ts';
import { SCENARIOS } from '../requests.ts';
import type { Fleet } from './fleet.ts';

const AGAIN_MS = 100;

/** A visit of one page without a number. Each has different words. */
export function visitOf(i: number): Omit<SuperbillInput, 'number'> {
	const { number: _number, ...visit } = (SCENARIOS[0] as (typeof SCENARIOS)[number]).request(i);
	return visit;
}

/** Sends a batch as NDJSON, and again with the same key after each 503. @returns its id */
export async function sendBatch(
	{ origin, headers }: Pick<Fleet, 'origin' | 'headers'>,
	items: number,
): Promise<string> {
	const key = randomUUID();
	for (;;) {
		const lines = (function* () {
			for (let i = 0; i < items; i++) yield new TextEncoder().encode(`${JSON.stringify(visitOf(i))}\n`);
		})();
		const answer = await fetch(`${origin}/v1/batches/ndjson?mode=issue&again=true`, {
			method: 'POST',
			headers: { ...headers, 'content-type': 'application/x-ndjson', 'idempotency-key': key },
			body: ReadableStream.from(lines),
			duplex: 'half',
		} as RequestInit);
		if (answer.status === 202) return ((await answer.json()) as { id: string }).id;
		if (answer.status !== 503) throw new Error(`the upload was answered with ${answer.status}`);
		await answer.arrayBuffer();
		await sleep(AGAIN_MS);
	}
}

/** The results of callers. */
export interface CallerStatistics {
	issued: number;
	/** Unexpected answers by status; `none` for a broken connection. */
	readonly failures: Record<string, number>;
	/** Times from the first attempt to the answer, in ms. */
	readonly waits: number[];
}

export interface Callers {
	readonly seen: CallerStatistics;
	stop(): Promise<CallerStatistics>;
}

/**
 * Starts callers that issue one superbill after another. They repeat failed requests with the same Idempotency-Key.
 * @param also is called for each issued superbill
 */
export function startCallers(
	fleet: Fleet,
	count: number,
	also: (id: string, ask: Ask) => Promise<void> = async () => {},
): Callers {
	const seen: CallerStatistics = { issued: 0, failures: {}, waits: [] };
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
				location = await ask('/v1/superbills?again=true', 201, { method: 'POST', headers, body });
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

/** @returns the `Location`, or undefined if the status is not the wanted one */
export type Ask = (
	path: string,
	wanted: number,
	init?: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<string | undefined>;

export function failuresText(failures: Readonly<Record<string, number>>): string {
	const all = Object.entries(failures).map(([status, count]) => `${count} × ${status}`);
	return all.length === 0 ? 'none' : all.join(', ');
}

import { Agent, type ClientRequest, request } from 'node:http';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attack, attacks } from './attacks.ts';

/**
 * Several callers who send the worst that they can until they are told to stop. They run in a separate process, with the lowest
 * priority because other callers would not use the processor of the server.
 */

export interface Attackers {
	readonly origin: string;
	readonly keys: readonly string[];
	/** Starts of the names of the attacks. */
	readonly only: readonly string[];
}

/** Number of answers by attack and status. A status of 0 is a closed connection without an answer. */
export type Outcome = Readonly<Record<string, Readonly<Record<number, number>>>>;

/** Pause after an answer that says to come back later, in ms. */
const PAUSE_MS = 100;

/** Time after which an unfinished upload is given up, in ms. */
const UNFINISHED_MS = 20_000;

setPriority(constants.priority.PRIORITY_LOW);

const outcome: Record<string, Readonly<Record<number, number>>> = {};
const open = new Set<ClientRequest>();
let isOver = false;

process.on('disconnect', () => process.exit());

process.on('message', (start: Attackers | 'stop') => {
	if (start === 'stop') {
		isOver = true;
		process.send?.(outcome, () => process.exit());
		return;
	}
	const { origin, keys, only } = start;
	const agent = new Agent({ keepAlive: true });
	const chosen = attacks().filter(({ name }) => only.some((start) => name.startsWith(start)));
	for (const attack of chosen) {
		for (const key of keys) {
			for (let i = 0; i < attack.connections; i++) void repeat(origin, agent, key, attack);
		}
	}
	process.send?.('started');
});

async function repeat(origin: string, agent: Agent, key: string, attack: Attack): Promise<void> {
	while (!isOver) {
		const status = await send(origin, agent, key, attack);
		const counts = outcome[attack.name] ?? {};
		outcome[attack.name] = { ...counts, [status]: (counts[status] ?? 0) + 1 };
		if (status === 429 || status === 503 || status === 0) await sleep(PAUSE_MS);
	}
}

function send(
	origin: string,
	agent: Agent,
	key: string,
	{ method, path, type, body, unfinished }: Attack,
): Promise<number> {
	return new Promise((resolve) => {
		const sending = request(`${origin}${path}`, {
			method,
			agent: unfinished ? false : agent,
			headers: { authorization: `Bearer ${key}`, 'content-type': type, 'content-length': body.length },
		});
		open.add(sending);
		let answered = 0;
		sending
			.on('response', (answer) => {
				answered = answer.statusCode as number;
				answer
					.resume()
					.on('error', () => {})
					.on('close', () => {
						// An early answer may leave the rest of the body unsent.
						if (!sending.writableFinished) sending.destroy();
						resolve(answered);
					});
			})
			.on('error', () => resolve(answered))
			.on('close', () => {
				open.delete(sending);
				resolve(answered);
			});
		if (!unfinished) sending.end(body);
		else {
			sending.write(body.subarray(0, -1));
			setTimeout(() => sending.destroy(), UNFINISHED_MS).unref();
		}
	});
}

import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { checkAuditLog } from '../../src/audit/check-chains.ts';
import type { Store } from '../../src/store/store.ts';
import { complaints } from '../http/process.ts';
import { documentFaults } from '../store/kept.ts';
import { type BatchRig, batchRig, call, faultsOfItems, item, ready, rowCounts, until } from './batch-rig.ts';

/** The bundled program. */
const PROGRAM = fileURLToPath(new URL('../../app/main.js', import.meta.url));

/** A process that works on batches. */
export interface Worker {
	readonly child: ChildProcess;
	/** Exit status and signal, once all output has been read. */
	readonly exit: Promise<readonly [status: number | null, signal: string | null]>;
	readonly output: { stderr: string };
}

/** @param command `serve` with SQLite, where `work` is not available */
export function startWorker(t: Test, command: 'work' | 'serve', env: NodeJS.ProcessEnv): Worker {
	const child = spawn(process.execPath, [PROGRAM, command], {
		env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error', RENDER_THREADS: '1', ...env },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	const output = { stderr: '' };
	child.stderr?.on('data', (chunk) => {
		output.stderr += chunk;
	});
	t.teardown(() => child.kill('SIGKILL'));
	const exit = once(child, 'close').then(([status, signal]) => [status, signal] as const);
	return { child, exit, output };
}

/** Polls like `until`. @throws Error with the output of a worker that ends before it is enough */
export function untilBy<T>(
	workers: readonly Worker[],
	look: () => Promise<T>,
	isEnough: (seen: T) => boolean,
): Promise<T> {
	return until(async () => {
		const ended = workers.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
		const seen = await look();
		if (!ended || isEnough(seen)) return seen;
		const [status, signal] = await ended.exit;
		throw new Error(`The worker ended with ${signal ?? status}: ${ended.output.stderr}`);
	}, isEnough);
}

/** Items without errors, except for one in fifty. */
export const mixed = (count: number) =>
	ready(count).map((one) => (one.position % 50 === 7 ? item(one.position, 'no superbill') : one));

export const doneOf = async ({ batches }: BatchRig, id: string): Promise<number> => {
	const { counts } = await batches.find(call, id);
	return counts.done + counts.failed;
};

/** A batch of `mixed` items. */
interface Sent {
	readonly id: string;
	readonly count: number;
}

/** Checks that every item was done exactly once, without gaps among the numbers, and that the audit log says the same. */
export async function allDoneOnce(
	t: Test,
	{ store, batches }: BatchRig,
	...all: readonly Sent[]
): Promise<void> {
	let issued = 0;
	for (const { id, count } of all) {
		const failed = Math.floor((count + 43) / 50);
		issued += count - failed;
		t.match(await batches.find(call, id), {
			state: 'done',
			counts: { total: count, done: count - failed, failed, waiting: 0 },
		});
	}
	t.strictSame(await faultsOfItems(store), []);
	t.strictSame(await documentFaults(store), []);
	t.strictSame((await checkAuditLog(store)).faults, []);
	t.match(await rowCounts(store), { batch_slices: 0 });
	const logged = await store.db
		.selectFrom('audit_events')
		.select('subject')
		.where('action', '=', 'superbill.issue')
		.execute();
	t.equal(new Set(logged.map(({ subject }) => subject)).size, issued);
	t.equal(logged.length, issued);
}

/** Counts items that are not done. A frozen worker does not block this, because it writes nothing. */
async function waitingItems({ db }: Store): Promise<number> {
	const { count } = await db
		.selectFrom('batch_items')
		.select((row) => row.fn.countAll<number>().as('count'))
		.where('state', '=', 'waiting')
		.executeTakeFirstOrThrow();
	return Number(count);
}

/**
 * Kills one worker after the other in the middle of a batch. A worker that has finished before it is killed does not
 * count: the next one gets another batch.
 */
export async function killedInTheMiddle(
	t: Test,
	store: Store,
	kills: number,
	start: () => Worker,
): Promise<void> {
	const rig = batchRig(t, store);
	const sent: Sent[] = [];
	for (let interruptions = 0; interruptions < kills; ) {
		if ((await waitingItems(store)) === 0) {
			const count = 200;
			sent.push({ id: (await rig.send(mixed(count))).id, count });
		}
		const worker = start();
		const before = await waitingItems(store);
		await untilBy(
			[worker],
			() => waitingItems(store),
			(left) => left < before,
		);
		await sleep(randomInt(200));
		// A frozen worker does nothing between this look and its end.
		worker.child.kill('SIGSTOP');
		if ((await waitingItems(store)) > 0) interruptions++;
		worker.child.kill('SIGKILL');
		await worker.exit;
		t.strictSame(complaints(worker.output), [], 'nothing failed');
	}
	const last = start();
	await untilBy(
		[last],
		() => Promise.all(sent.map(({ id }) => rig.batches.find(call, id))),
		(found) => found.every(({ state }) => state === 'done'),
	);
	last.child.kill('SIGTERM');
	t.strictSame(await last.exit, [0, null], 'it stops cleanly');
	await allDoneOnce(t, rig, ...sent);
}

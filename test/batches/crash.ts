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

/** Checks that every item was done exactly once, without gaps among the numbers, and that the audit log says the same. */
export async function allDoneOnce(
	t: Test,
	{ store, batches }: BatchRig,
	id: string,
	count: number,
): Promise<void> {
	const failed = Math.floor((count + 43) / 50);
	t.match(await batches.find(call, id), {
		state: 'done',
		counts: { total: count, done: count - failed, failed, waiting: 0 },
	});
	t.strictSame(await faultsOfItems(store), []);
	t.strictSame(await documentFaults(store), []);
	t.strictSame((await checkAuditLog(store)).faults, []);
	t.match(await rowCounts(store), { batch_slices: 0 });
	const logged = await store.db
		.selectFrom('audit_events')
		.select('subject')
		.where('action', '=', 'superbill.issue')
		.execute();
	t.equal(new Set(logged.map(({ subject }) => subject)).size, count - failed);
	t.equal(logged.length, count - failed);
}

/** Kills one worker after the other in the middle of a batch. */
export async function killedInTheMiddle(
	t: Test,
	store: Store,
	kills: number,
	start: () => Worker,
): Promise<void> {
	const count = 150 + kills * 50;
	const rig = batchRig(t, store);
	const { id } = await rig.send(mixed(count));
	let interruptions = 0;
	for (let round = 0; round < kills; round++) {
		const worker = start();
		const before = await doneOf(rig, id);
		await untilBy(
			[worker],
			() => doneOf(rig, id),
			(done) => done > before,
		);
		await sleep(randomInt(200));
		worker.child.kill('SIGKILL');
		await worker.exit;
		t.strictSame(complaints(worker.output), [], 'nothing failed');
		if ((await doneOf(rig, id)) < count) interruptions++;
	}
	const last = start();
	await untilBy(
		[last],
		() => rig.batches.find(call, id),
		({ state }) => state === 'done',
	);
	last.child.kill('SIGTERM');
	t.strictSame(await last.exit, [0, null], 'it stops cleanly');
	t.ok(interruptions > 0, 'at least one kill interrupted work');
	await allDoneOnce(t, rig, id, count);
}

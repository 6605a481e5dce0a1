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
import { call, type Desk, deskOf, faultsOfItems, item, ready, rowCounts, until } from './batch-rig.ts';

/** As it is shipped. */
const PROGRAM = fileURLToPath(new URL('../../app/main.js', import.meta.url));

/** A process that works on batches. */
export interface Worker {
	readonly child: ChildProcess;
	readonly exit: Promise<unknown>;
	readonly output: { stderr: string };
}

/** @param command `work`, or `serve` where nothing else can. */
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
	return { child, exit: once(child, 'exit'), output };
}

/** Good ones, and one in fifty that cannot be made. */
export const mixed = (count: number) =>
	ready(count).map((one) => (one.position % 50 === 7 ? item(one.position, 'no superbill') : one));

export const doneOf = async ({ batches }: Desk, id: string): Promise<number> => {
	const { counts } = await batches.find(call, id);
	return counts.done + counts.failed;
};

/** All of a batch was done, once, without a gap, as the trail says. */
export async function holds(t: Test, { store, batches }: Desk, id: string, count: number): Promise<void> {
	const failed = Math.floor((count + 43) / 50);
	t.match(await batches.find(call, id), {
		state: 'done',
		counts: { total: count, done: count - failed, failed, waiting: 0 },
	});
	t.strictSame(await faultsOfItems(store), []);
	t.strictSame(await documentFaults(store), []);
	t.strictSame((await checkAuditLog(store)).faults, []);
	t.match(await rowCounts(store), { batch_slices: 0 });
	const told = await store.db
		.selectFrom('audit_events')
		.select('subject')
		.where('action', '=', 'superbill.issue')
		.execute();
	t.equal(new Set(told.map(({ subject }) => subject)).size, count - failed);
	t.equal(told.length, count - failed);
}

/** Kills whoever works, again and again, in the middle of a batch. */
export async function killedInTheMiddle(
	t: Test,
	store: Store,
	kills: number,
	start: () => Worker,
): Promise<void> {
	const count = 150 + kills * 50;
	const desk = deskOf(t, store);
	const { id } = await desk.send(mixed(count));
	let cut = 0;
	for (let round = 0; round < kills; round++) {
		const worker = start();
		const before = await doneOf(desk, id);
		await until(
			() => doneOf(desk, id),
			(done) => done > before,
		);
		await sleep(randomInt(200));
		worker.child.kill('SIGKILL');
		await worker.exit;
		t.strictSame(complaints(worker.output), [], 'nothing else failed');
		if ((await doneOf(desk, id)) < count) cut++;
	}
	const last = start();
	await until(
		() => desk.batches.find(call, id),
		({ state }) => state === 'done',
	);
	last.child.kill('SIGTERM');
	t.strictSame(await last.exit, [0, null], 'it ends in good order');
	t.ok(cut > 0, 'kills came in the middle');
	await holds(t, desk, id, count);
}

import { BroadcastChannel, parentPort, threadId } from 'node:worker_threads';
import type { Order } from '../../../src/service/drawing/messages.ts';

/** The real worker, which a superbill's number can also tell to fail in ways that no superbill should. */

const pauses = new BroadcastChannel('superbill-pauses');
pauses.unref();

/** Made where the number says so, before the real worker hears of the document. */
const FAILURES: Readonly<Record<string, () => void>> = {
	END: () => process.exit(1),
	HANG: () => {
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
	},
	EXHAUST: () => {
		const hoard: number[][] = [];
		for (;;) hoard.push(new Array(1_000_000).fill(Math.random()));
	},
	PAUSE: () => {
		pauses.postMessage(threadId);
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
	},
};

const port = parentPort as NonNullable<typeof parentPort>;
const on = port.on.bind(port);
port.on = ((event: string, listen: (order: Order) => void) =>
	on(event, (order: Order) => {
		if ('jobs' in order) for (const { job } of order.jobs) FAILURES[job.request.number ?? '']?.();
		listen(order);
	})) as typeof port.on;

await import('../../../src/service/drawing/worker.ts');

import { parentPort } from 'node:worker_threads';
import type { Order } from '../../../src/service/drawing/messages.ts';

// Wraps the real worker with failures that the number of a superbill triggers.

/** Failures by number. They happen before the real worker gets the document. */
const FAILURES: Readonly<Record<string, () => void>> = {
	END: () => process.exit(1),
	HANG: () => {
		for (;;);
	},
	EXHAUST: () => {
		const hoard: number[][] = [];
		for (;;) hoard.push(new Array(1_000_000).fill(Math.random()));
	},
	PAUSE: () => pause(200),
	SLEEP: () => pause(1_500),
};

/** Takes no processor time. */
function pause(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const port = parentPort as NonNullable<typeof parentPort>;
const on = port.on.bind(port);
port.on = ((event: string, listen: (order: Order) => void) =>
	on(event, (order: Order) => {
		if ('jobs' in order) for (const { job } of order.jobs) FAILURES[job.request.number ?? '']?.();
		listen(order);
	})) as typeof port.on;

await import('../../../src/service/drawing/worker.ts');

import { parentPort } from 'node:worker_threads';
import type { ReaderAnswer, ReaderOrder } from '../../../src/intake/thread/messages.ts';

// A thread that comes to the end that its upload names.

const port = parentPort as NonNullable<typeof parentPort>;
const answer = (message: ReaderAnswer): void => port.postMessage(message);

const ENDS: Readonly<Record<string, () => void>> = {
	'takes all memory': () => {
		const all: unknown[] = [];
		for (;;) all.push(new Array(100_000).fill(0.5));
	},
	ends: () => process.exit(),
	hangs: () => {
		for (;;);
	},
};

port.on('message', (order: ReaderOrder) => {
	const { id } = order;
	if ('more' in order) answer({ id, items: [], summary: { superbills: 0, refused: 0 } });
	if (!('open' in order)) return;
	ENDS[Buffer.concat([...order.pieces]).toString()]?.();
	answer({ id, options: undefined });
});

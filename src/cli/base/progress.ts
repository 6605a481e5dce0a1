import type { Output } from './command.ts';

/** Not more often, or the terminal would be the slow part. */
const STEP = 256 * 1024;

/** Bytes as they are read, on a terminal alone: a log has no use for them. */
export function progressBar(stream: Output, label: string): { add(bytes: number): void; end(): void } {
	let total = 0;
	let shown = -STEP;
	return {
		add(bytes) {
			total += bytes;
			if (!stream.isTTY || total - shown < STEP) return;
			shown = total;
			stream.write(`\r${label} ${(total / 1_000_000).toFixed(1)} MB`);
		},
		end() {
			if (stream.isTTY && total > 0) stream.write('\r\u001B[K');
		},
	};
}

/** Things as they are done, on a terminal alone. */
export function rowCounter(
	stream: Output,
	label: string,
	unit = 'rows',
): { add(count: number): void; end(): void } {
	let total = 0;
	return {
		add(count) {
			total += count;
			if (stream.isTTY) stream.write(`\r${label} ${total.toLocaleString('en-US')} ${unit}`);
		},
		end() {
			if (stream.isTTY && total > 0) stream.write('\r\u001B[K');
		},
	};
}

/** How far a batch has come. */
export interface BatchProgress {
	/** @param done how many items are behind it, refused ones included */
	show(done: number, refused: number): void;
	end(): void;
}

/** Between two pictures of a terminal, and between two lines of a log, in ms. */
const PICTURE_MS = 100;
const LINE_MS = 5_000;

const WIDTH = 24;

/** On a terminal a bar, elsewhere a line every few seconds, with how fast it goes and how long it takes. */
export function batchProgress(
	stream: Output,
	label: string,
	total: number,
	clock: () => number = () => performance.now(),
): BatchProgress {
	const begun = clock();
	let shown = begun;
	return {
		show(done, refused) {
			const now = clock();
			if (now - shown < (stream.isTTY ? PICTURE_MS : LINE_MS)) return;
			shown = now;
			const rate = done / ((now - begun) / 1_000);
			const parts = [
				`${count(done)} of ${count(total)}`,
				...(refused > 0 ? [`${count(refused)} refused`] : []),
				...(done > 0
					? [`${rate.toFixed(rate < 10 ? 1 : 0)} a second`, `${duration((total - done) / rate)} left`]
					: []),
			].join(', ');
			const filled = total === 0 ? 0 : Math.round((WIDTH * done) / total);
			const bar = `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}]`;
			stream.write(stream.isTTY ? `\r${label} ${bar} ${parts}\u001B[K` : `${label} ${parts}\n`);
		},
		end() {
			if (stream.isTTY) stream.write('\r\u001B[K');
		},
	};
}

function count(items: number): string {
	return items.toLocaleString('en-US');
}

function duration(seconds: number): string {
	const whole = Math.ceil(seconds);
	return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

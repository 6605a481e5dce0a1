import type { Output } from './command.ts';

/** Bytes between two updates, because updating a terminal is slow. */
const STEP = 256 * 1024;

/** Shows the bytes that were read, on a terminal only. */
export function progressBar(stream: Output, label: string) {
	return counter(stream, STEP, (bytes) => `${label} ${(bytes / 1_000_000).toFixed(1)} MB`);
}

/** Shows the number of finished rows, on a terminal only. */
export function rowCounter(stream: Output, label: string, unit = 'rows') {
	return counter(stream, 1, (rows) => `${label} ${count(rows)} ${unit}`);
}

/** Counts, and shows the total on a terminal whenever it has grown by a step. */
function counter(stream: Output, step: number, textOf: (total: number) => string) {
	let total = 0;
	let shown = -step;
	return {
		add(some: number): void {
			total += some;
			if (!stream.isTTY || total - shown < step) return;
			shown = total;
			stream.write(`\r${textOf(total)}`);
		},
		end(): void {
			if (stream.isTTY && total > 0) stream.write('\r\u001B[K');
		},
	};
}

export interface BatchProgress {
	/** @param done the number of finished items, including refused ones */
	show(done: number, refused: number): void;
	end(): void;
}

/** Time between two updates of a terminal, and between two lines of a log, in ms. */
const UPDATE_MS = 100;
const LINE_MS = 5_000;

const WIDTH = 24;

/** Shows a bar on a terminal, and otherwise a line every few seconds, with speed and remaining time. */
export function batchProgress(
	stream: Output,
	label: string,
	total: number,
	clock: () => number = () => performance.now(),
): BatchProgress {
	const started = clock();
	let shown = started;
	return {
		show(done, refused) {
			const now = clock();
			if (now - shown < (stream.isTTY ? UPDATE_MS : LINE_MS)) return;
			shown = now;
			const rate = done / ((now - started) / 1_000);
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

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

import type { Templates } from '../src/templates/loaded-template.ts';
import { processOf } from './process-of.ts';
import type { Scenario } from './requests.ts';
import { materialOf } from './rounds.ts';
import { median, shuffled } from './statistics.ts';

const STARTS = 5;
const DOCUMENTS = 60;
const LOOK_EVERY = 10;

/** What a subject needs from nothing. */
export interface Apart {
	readonly subject: string;
	/** From the start of the process to the first document: median, milliseconds. */
	readonly coldStartMs: number;
	/** The most that it held while it drew `DOCUMENTS`, every tenth of fifty lines: megabytes. */
	readonly peakMegabytes: number;
}

/** Every subject's starts, in random order round by round; then every subject's memory. */
export async function measureApart(
	subjects: readonly string[],
	[short, long]: readonly [Scenario, Scenario],
	templates: Templates,
): Promise<Apart[]> {
	const materials = Array.from({ length: DOCUMENTS }, (_, i) =>
		materialOf((i % LOOK_EVERY === LOOK_EVERY - 1 ? long : short).request(i + 1), templates),
	);
	const starts = new Map(subjects.map((id): [string, number[]] => [id, []]));
	for (let round = 0; round < STARTS; round++) {
		for (const id of shuffled(subjects)) {
			const start = performance.now();
			const worker = await processOf(id);
			await worker.turn(materials.slice(round, round + 1));
			starts.get(id)?.push(performance.now() - start);
			await worker.close();
		}
	}
	const measured: Apart[] = [];
	for (const [subject, times] of starts) {
		const worker = await processOf(subject);
		let peakMegabytes = 0;
		for (let i = 0; i < DOCUMENTS; i += LOOK_EVERY) {
			const { megabytes } = await worker.turn(materials.slice(i, i + LOOK_EVERY));
			peakMegabytes = Math.max(peakMegabytes, megabytes);
		}
		await worker.close();
		measured.push({ subject, coldStartMs: median(times), peakMegabytes });
	}
	return measured;
}

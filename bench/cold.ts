import type { Templates } from '../src/templates/loaded-template.ts';
import { forkSubject } from './fork-subject.ts';
import type { Scenario } from './requests.ts';
import { materialOf } from './rounds.ts';
import { median, shuffled } from './statistics.ts';

const STARTS = 5;
const DOCUMENTS = 60;
const SAMPLE_EVERY = 10;

/** The cold start and the memory of a subject. */
export interface ColdRun {
	readonly subject: string;
	/** Median time from the start of the process to the first document, in ms. */
	readonly coldStartMs: number;
	/** Peak memory while it draws `DOCUMENTS`, of which every tenth has fifty lines, in megabytes. */
	readonly peakMegabytes: number;
}

/** Measures the cold starts of all subjects in rounds, in random order, and then their memory. */
export async function measureCold(
	subjects: readonly string[],
	[short, long]: readonly [Scenario, Scenario],
	templates: Templates,
): Promise<ColdRun[]> {
	const materials = Array.from({ length: DOCUMENTS }, (_, i) =>
		materialOf((i % SAMPLE_EVERY === SAMPLE_EVERY - 1 ? long : short).request(i + 1), templates),
	);
	const starts = new Map(subjects.map((id): [string, number[]] => [id, []]));
	for (let round = 0; round < STARTS; round++) {
		for (const id of shuffled(subjects)) {
			const start = performance.now();
			const worker = await forkSubject(id);
			await worker.turn(materials.slice(round, round + 1));
			starts.get(id)?.push(performance.now() - start);
			await worker.close();
		}
	}
	const measured: ColdRun[] = [];
	for (const [subject, times] of starts) {
		const worker = await forkSubject(subject);
		let peakMegabytes = 0;
		for (let i = 0; i < DOCUMENTS; i += SAMPLE_EVERY) {
			const { megabytes } = await worker.turn(materials.slice(i, i + SAMPLE_EVERY));
			peakMegabytes = Math.max(peakMegabytes, megabytes);
		}
		await worker.close();
		measured.push({ subject, coldStartMs: median(times), peakMegabytes });
	}
	return measured;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Templates } from '../src/templates/load.ts';
import type { Scenario } from './requests.ts';
import { materialOf } from './rounds.ts';
import { median, shuffled } from './statistics.ts';
import type { Material } from './subject.ts';

const ALONE = fileURLToPath(new URL('alone.js', import.meta.url));
const STARTS = 5;
const DOCUMENTS = 60;

/** What a subject needs in a process of its own. */
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
		materialOf((i % 10 === 9 ? long : short).request(i + 1), templates),
	);
	const starts = new Map(subjects.map((id): [string, number[]] => [id, []]));
	for (let round = 0; round < STARTS; round++) {
		for (const id of shuffled(subjects)) {
			starts.get(id)?.push((await alone(id, materials.slice(round, round + 1))).coldStartMs);
		}
	}
	const measured: Apart[] = [];
	for (const [subject, times] of starts) {
		const { peakMegabytes } = await alone(subject, materials);
		measured.push({ subject, coldStartMs: median(times), peakMegabytes });
	}
	return measured;
}

async function alone(subject: string, materials: readonly Material[]): Promise<Omit<Apart, 'subject'>> {
	const input = JSON.stringify(materials);
	const start = performance.now();
	const child = spawn(process.execPath, [ALONE, subject], { stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = once(child, 'exit');
	child.stdin.end(input);
	let coldStartMs = 0;
	let said = '';
	for await (const chunk of child.stdout) {
		if (said === '') coldStartMs = performance.now() - start;
		said += chunk;
	}
	const [status] = await ended;
	if (status !== 0) throw new Error(`${subject} ended with status ${status}`);
	return { coldStartMs, peakMegabytes: Number(said.split('\n')[1]) };
}

import { Worker } from 'node:worker_threads';
import t from 'tap';
import { FULL } from '../fixtures/property.ts';
import type { FuzzNews, FuzzOrder } from './fuzz-rounds.ts';

/** `FUZZ_REQUESTS=1000000 node dist/test/http/fuzz-routes.test.js` sends a million. `FUZZ_SEED` repeats a run. */
const COUNT = Number(process.env['FUZZ_REQUESTS'] ?? (FULL ? 30_000 : 3_000));
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));

/** Failures that are shown. */
const MOST_SHOWN = 5;

t.setTimeout(60_000 + COUNT * 100);

t.test(
	`no request of any kind is answered with a failure (${COUNT} requests from seed ${SEED})`,
	async (t) => {
		const answers = new Map<string, number>();
		const failures: object[] = [];
		const thread = new Worker(new URL('./fuzz-rounds.js', import.meta.url), {
			workerData: { count: COUNT, seed: SEED } satisfies FuzzOrder,
			resourceLimits: { maxYoungGenerationSizeMb: 64 },
		});
		let sent = 0;
		thread.on('message', (news: FuzzNews) => {
			for (const [kind, count] of Object.entries(news.answers))
				answers.set(kind, (answers.get(kind) ?? 0) + count);
			failures.push(...news.failures);
			sent += news.sent;
			if (COUNT > 100_000) console.error(`${sent} sent, ${failures.length} failures`);
			if (failures.length >= MOST_SHOWN) thread.terminate();
		});
		await new Promise((resolve, reject) => thread.on('exit', resolve).on('error', reject));
		const statuses = new Map<string, number>();
		for (const [kind, count] of answers) {
			const status = kind.slice(kind.lastIndexOf(' ') + 1);
			statuses.set(status, (statuses.get(status) ?? 0) + count);
		}
		t.comment(`${sent} requests, answers by status: ${listed(statuses)}`);
		if (COUNT > 100_000) t.comment(`answers by operation: ${listed(answers)}`);
		t.strictSame(failures.slice(0, MOST_SHOWN), []);
		t.equal(sent, COUNT);
	},
);

const listed = (counts: ReadonlyMap<string, number>) =>
	[...counts]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, count]) => `${count} × ${name}`)
		.join(', ');

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Batch } from '../src/batches/batch.ts';
import { ROOT } from '../src/version.ts';
import { type PostgresCluster, startCluster } from '../test/all/postgres-cluster.ts';
import { machine, machineLine } from './machine.ts';
import { openService } from './product.ts';
import { findBatch } from './replicas/check-records.ts';
import { sendBatch, visitOf } from './replicas/clients.ts';
import { type Program, startProgram } from './replicas/program.ts';
import { shippedStart } from './shipped.ts';
import { median } from './statistics.ts';

/**
 * Measures a large batch from the upload to the ZIP on each kind of store, compared with drawing alone:
 * `npm run bench:batch -- [--items 10000] [--write]`. Needs Linux and PostgreSQL.
 */

const { values } = parseArgs({
	options: {
		items: { type: 'string', default: '10000' },
		only: { type: 'string', default: '' },
		write: { type: 'boolean', default: false },
	},
});
const ITEMS = Number(values.items);
/** Superbills before the measurement. By then, V8 has compiled most of the code. */
const WARM_UP = 4_000;
/** Documents per measurement of drawing alone. */
const PLAIN = 2_000;
const RESULTS = fileURLToPath(new URL('bench/batch-results.md', ROOT));

interface Setup {
	readonly title: string;
	readonly store: 'SQLite' | 'PostgreSQL';
	/** Processes of `superbill work`. With none, the server works on batches. */
	readonly workers: number;
	/** Drawing threads of each process that works on batches. */
	readonly threads: number;
}

const SETUPS: readonly Setup[] = [
	{ title: 'one process, two threads', store: 'SQLite', workers: 0, threads: 2 },
	{ title: 'one process, two threads', store: 'PostgreSQL', workers: 0, threads: 2 },
	{ title: 'one worker, one thread', store: 'PostgreSQL', workers: 1, threads: 1 },
	{ title: 'two workers, one thread each', store: 'PostgreSQL', workers: 2, threads: 1 },
];

interface BatchRun {
	readonly setup: Setup;
	/** Items per second. */
	readonly received: number;
	readonly issued: number;
	readonly archived: number;
	/** Milliseconds of processor time per item while issuing. */
	readonly processor: Readonly<Record<'server' | 'workers' | 'database', number>>;
	readonly memory: readonly ProcessMemory[];
	readonly archiveBytes: number;
}

/** Megabytes of a process: peaks during the upload and the ZIP, medians of the first and the last quarter of issuing. */
interface ProcessMemory {
	readonly name: string;
	readonly upload: number;
	readonly first: number;
	readonly last: number;
	readonly zip: number;
}

/** Measures checking and drawing in this process, on one thread, in documents per second. */
async function drawingAlone(): Promise<() => Promise<number>> {
	const service = openService();
	const draw = async (count: number) => {
		const texts = Array.from({ length: count }, (_, i) =>
			JSON.stringify({ ...visitOf(i), number: `SB-2026-${String(i).padStart(6, '0')}` }),
		);
		const begun = performance.now();
		for (const text of texts) {
			const rendering = await service.render(JSON.parse(text));
			if (rendering.refused) throw new Error(JSON.stringify(rendering.findings));
			await breathe();
		}
		return count / ((performance.now() - begun) / 1_000);
	};
	await draw(WARM_UP);
	return () => draw(PLAIN);
}

/** Milliseconds of processor time of a running process, which proc(5) gives in hundredths of a second. */
function processorOf(pid: number | string): number {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	} catch {
		return 0;
	}
}

function megabytesOf(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/** Processor time of all PostgreSQL processes on this machine. */
function databaseProcessor(): number {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'postgres\n';
			} catch {
				return false;
			}
		})
		.reduce((sum, pid) => sum + processorOf(pid), 0);
}

async function measure(setup: Setup, cluster: PostgresCluster): Promise<BatchRun> {
	const folder = mkdtempSync(join(tmpdir(), 'superbill-batch-'));
	const programs: Program[] = [];
	try {
		const env = {
			DATA_KEY: randomBytes(32).toString('base64'),
			DATA_DIR: folder,
			TIME_ZONE: 'America/Denver',
			RENDER_THREADS: `${setup.threads}`,
			LOG_LEVEL: 'error',
			...(setup.store === 'PostgreSQL' && { DATABASE_URL: await cluster.createDatabase() }),
		};
		const [main, ...rest] = shippedStart().toReversed();
		if (main !== 'serve') throw new Error('npm start serves');
		const options = rest
			.toReversed()
			.map((part) => (part.endsWith('.js') ? join(fileURLToPath(ROOT), part) : part));
		const start = (name: string, command: string, more: NodeJS.ProcessEnv = {}) => {
			const program = startProgram(name, folder, [process.execPath, ...options, command], {
				...env,
				...more,
			});
			programs.push(program);
			return program;
		};
		const server = start('server', 'serve', { PORT: '0', ...(setup.workers > 0 && { WORK: 'off' }) });
		const origin = await said(server, /listening on (\S+)/);
		const workers = Array.from({ length: setup.workers }, (_, i) => start(`worker-${i + 1}`, 'work'));
		for (const worker of workers) await said(worker, /(is processing batches)/);

		await ended(origin, await sendBatch({ origin, headers: {} }, WARM_UP));
		let held = new Map<string, number[]>();
		const look = () => {
			for (const { name, pid } of programs) held.set(name, [...(held.get(name) ?? []), megabytesOf(pid)]);
		};
		const looking = setInterval(look, 250);
		/** Memory samples of each process since the last call. */
		const heldSince = () => {
			look();
			const since = held;
			held = new Map();
			return since;
		};
		const begun = performance.now();
		const id = await sendBatch({ origin, headers: {} }, ITEMS);
		const received = ITEMS / ((performance.now() - begun) / 1_000);
		const upload = heldSince();
		const spent = () => ({
			server: processorOf(server.pid),
			workers: workers.reduce((sum, { pid }) => sum + processorOf(pid), 0),
			database: databaseProcessor(),
		});
		const before = spent();
		const batch = await ended(origin, id);
		const after = spent();
		const issuing = heldSince();
		if (batch.counts.done !== ITEMS) throw new Error(JSON.stringify(batch.counts));
		const downloading = performance.now();
		const archiveBytes = await download(origin, id);
		const archived = ITEMS / ((performance.now() - downloading) / 1_000);
		const zip = heldSince();
		clearInterval(looking);
		return {
			setup,
			received,
			issued:
				ITEMS / ((Date.parse(batch.finishedAt as string) - Date.parse(batch.startedAt as string)) / 1_000),
			archived,
			processor: {
				server: (after.server - before.server) / ITEMS,
				workers: (after.workers - before.workers) / ITEMS,
				database: (after.database - before.database) / ITEMS,
			},
			memory: programs.map(({ name }) => {
				const all = issuing.get(name) ?? [];
				const quarter = Math.ceil(all.length / 4);
				return {
					name,
					upload: Math.max(...(upload.get(name) ?? [])),
					first: median(all.slice(0, quarter)),
					last: median(all.slice(-quarter)),
					zip: Math.max(...(zip.get(name) ?? [])),
				};
			}),
			archiveBytes,
		};
	} finally {
		for (const program of programs) program.kill('SIGTERM');
		await Promise.all(programs.map(({ exit }) => exit));
		rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
	}
}

async function said({ log, exit }: Program, pattern: RegExp): Promise<string> {
	let isOver = false;
	exit.then(() => {
		isOver = true;
	});
	for (;;) {
		const found = pattern.exec(log())?.[1];
		if (found !== undefined) return found;
		if (isOver) throw new Error(log());
		await sleep(20);
	}
}

async function ended(origin: string, id: string): Promise<Batch> {
	for (;;) {
		const batch = await findBatch({ origin, headers: {} }, id);
		if (batch.finishedAt !== null) return batch;
		await sleep(250);
	}
}

/** Downloads the ZIP and discards it. @returns its size */
async function download(origin: string, id: string): Promise<number> {
	const { status, body } = await fetch(`${origin}/v1/batches/${id}/archive`);
	if (status !== 200 || !body) throw new Error(`the archive request was answered with ${status}`);
	let bytes = 0;
	for await (const chunk of body) bytes += (chunk as Uint8Array).length;
	return bytes;
}

const whole = (value: number) => value.toFixed(0);
const lines: string[] = [];
const say = (...more: string[]) => {
	lines.push(...more);
	console.log(more.join('\n'));
};

say('# Batch results', '', machineLine(machine()), '');
const drawAlone = await drawingAlone();
const alone = [await drawAlone(), await drawAlone()];
const cluster = await startCluster();
const outcomes: BatchRun[] = [];
try {
	for (const setup of SETUPS) {
		const name = `${setup.store}, ${setup.title}`;
		if (!name.includes(values.only)) continue;
		const outcome = await measure(setup, cluster);
		console.error(name, JSON.stringify(outcome));
		outcomes.push(outcome);
		alone.push(await drawAlone());
	}
} finally {
	cluster.remove();
}
const base = median(alone);
say(
	`${ITEMS} superbills of one page and of one practice, after ${WARM_UP} others: sent as NDJSON, issued, and downloaded as a ZIP. Drawing alone, in process on one thread, makes ${whole(base)} per second (median of ${alone.length} measurements between the others).`,
	'',
	'| | received per second | issued per second | relative to drawing alone | downloaded per second | processor ms per item: server, workers, database |',
	'|---|--:|--:|--:|--:|--:|',
	...outcomes.map(
		({ setup, received, issued, archived, processor: { server, workers, database } }) =>
			`| ${setup.store}, ${setup.title} | ${whole(received)} | ${whole(issued)} | ${whole((100 * issued) / base)} % | ${whole(archived)} | ${server.toFixed(2)}, ${workers.toFixed(2)}, ${database.toFixed(2)} |`,
	),
	'',
	'| memory in MB | upload, peak | issuing, first quarter | issuing, last quarter | ZIP, peak |',
	'|---|--:|--:|--:|--:|',
	...outcomes.flatMap(({ setup, memory }) =>
		memory.map(
			({ name, upload, first, last, zip }) =>
				`| ${setup.store}, ${setup.title}: ${name} | ${whole(upload)} | ${whole(first)} | ${whole(last)} | ${whole(zip)} |`,
		),
	),
);
if (values.write) writeFileSync(RESULTS, `${lines.join('\n')}\n`);
process.exit();

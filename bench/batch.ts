import { randomBytes, randomUUID } from 'node:crypto';
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
import { visitOf } from './replicas/clients.ts';
import { type Program, startProgram } from './replicas/program.ts';
import { shippedStart } from './shipped.ts';
import { median } from './statistics.ts';

/**
 * A month's end from the upload to the ZIP, on one store after the other, against drawing alone:
 * `npm run bench:batch -- [--items 10000] [--write]`. Linux, with PostgreSQL.
 */

const { values } = parseArgs({
	options: {
		items: { type: 'string', default: '10000' },
		only: { type: 'string', default: '' },
		write: { type: 'boolean', default: false },
	},
});
const ITEMS = Number(values.items);
/** Before anything is measured: most of it is compiled then. */
const WARM_UP = 4_000;
/** Documents of one measurement of drawing alone. */
const PLAIN = 2_000;
const RESULTS = fileURLToPath(new URL('bench/batch-results.md', ROOT));

/** Who does the work. */
interface Way {
	readonly title: string;
	readonly store: 'SQLite' | 'PostgreSQL';
	/** Processes of `superbill work`; without one the server works itself. */
	readonly workers: number;
	/** That draw, in each process that works. */
	readonly threads: number;
}

const WAYS: readonly Way[] = [
	{ title: 'one process, two threads', store: 'SQLite', workers: 0, threads: 2 },
	{ title: 'one process, two threads', store: 'PostgreSQL', workers: 0, threads: 2 },
	{ title: 'one worker, one thread', store: 'PostgreSQL', workers: 1, threads: 1 },
	{ title: 'two workers, one thread each', store: 'PostgreSQL', workers: 2, threads: 1 },
];

interface Outcome {
	readonly way: Way;
	/** Items a second. */
	readonly received: number;
	readonly issued: number;
	readonly archived: number;
	/** Milliseconds of processor time an item, while they are issued. */
	readonly processor: Readonly<Record<'server' | 'workers' | 'database', number>>;
	readonly memory: readonly Held[];
	readonly archiveBytes: number;
}

/** Megabytes that a process held: most during the upload, the medians of the first and the last quarter of issuing, most during the ZIP. */
interface Held {
	readonly name: string;
	readonly upload: number;
	readonly first: number;
	readonly last: number;
	readonly zip: number;
}

/** Checked, laid out and drawn in this process on one thread, nothing kept. Documents a second. */
async function plain(): Promise<() => Promise<number>> {
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

/** Milliseconds of processor time (proc(5): in hundredths of a second) of a process, as long as it runs. */
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

/** Every process of PostgreSQL on this machine. */
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

async function measure(way: Way, cluster: PostgresCluster): Promise<Outcome> {
	const folder = mkdtempSync(join(tmpdir(), 'superbill-batch-'));
	const programs: Program[] = [];
	try {
		const env = {
			DATA_KEY: randomBytes(32).toString('base64'),
			DATA_DIR: folder,
			TIME_ZONE: 'America/Denver',
			RENDER_THREADS: `${way.threads}`,
			LOG_LEVEL: 'error',
			...(way.store === 'PostgreSQL' && { DATABASE_URL: await cluster.createDatabase() }),
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
		const server = start('server', 'serve', { PORT: '0', ...(way.workers > 0 && { WORK: 'off' }) });
		const origin = await said(server, /listening on (\S+)/);
		const workers = Array.from({ length: way.workers }, (_, i) => start(`worker-${i + 1}`, 'work'));
		for (const worker of workers) await said(worker, /(is processing batches)/);

		await ended(origin, await send(origin, WARM_UP));
		let held = new Map<string, number[]>();
		const look = () => {
			for (const { name, pid } of programs) held.set(name, [...(held.get(name) ?? []), megabytesOf(pid)]);
		};
		const looking = setInterval(look, 250);
		/** What each process held since this was asked for last. */
		const heldSince = () => {
			look();
			const since = held;
			held = new Map();
			return since;
		};
		const begun = performance.now();
		const id = await send(origin, ITEMS);
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
			way,
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

/** NDJSON, line by line as somebody's export would come; again under the same key where the store is not there for a moment. @returns the id of the batch. */
async function send(origin: string, items: number): Promise<string> {
	const key = randomUUID();
	for (;;) {
		const lines = (function* () {
			for (let i = 0; i < items; i++) yield new TextEncoder().encode(`${JSON.stringify(visitOf(i))}\n`);
		})();
		const answer = await fetch(`${origin}/v1/batches?mode=issue`, {
			method: 'POST',
			headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
			body: ReadableStream.from(lines),
			duplex: 'half',
		} as RequestInit);
		const text = await answer.text();
		if (answer.status === 202) return (JSON.parse(text) as { id: string }).id;
		if (answer.status !== 503) throw new Error(`the batch is answered with ${answer.status}`);
		console.error(text);
		await sleep(100);
	}
}

async function ended(origin: string, id: string): Promise<Batch> {
	for (;;) {
		const batch = (await (await fetch(`${origin}/v1/batches/${id}`)).json()) as Batch;
		if (batch.finishedAt !== null) return batch;
		await sleep(250);
	}
}

/** The ZIP, which nobody keeps. @returns its length. */
async function download(origin: string, id: string): Promise<number> {
	const { status, body } = await fetch(`${origin}/v1/batches/${id}/archive`);
	if (status !== 200 || !body) throw new Error(`the archive is answered with ${status}`);
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

say('# Batches, measured', '', machineLine(machine()), '');
const drawAlone = await plain();
const alone = [await drawAlone(), await drawAlone()];
const cluster = await startCluster();
const outcomes: Outcome[] = [];
try {
	for (const way of WAYS) {
		const name = `${way.store}, ${way.title}`;
		if (!name.includes(values.only)) continue;
		const outcome = await measure(way, cluster);
		console.error(name, JSON.stringify(outcome));
		outcomes.push(outcome);
		alone.push(await drawAlone());
	}
} finally {
	cluster.remove();
}
const base = median(alone);
say(
	`${ITEMS} superbills of one page, of one practice, after ${WARM_UP} others: NDJSON over HTTP, issued, ZIP over HTTP. Drawing alone, in process and on one thread, makes ${whole(base)} a second (median of ${alone.length}, between the others).`,
	'',
	'| | received a second | issued a second | of drawing alone | in the ZIP a second | processor ms an item: server, workers, database |',
	'|---|--:|--:|--:|--:|--:|',
	...outcomes.map(
		({ way, received, issued, archived, processor: { server, workers, database } }) =>
			`| ${way.store}, ${way.title} | ${whole(received)} | ${whole(issued)} | ${whole((100 * issued) / base)} % | ${whole(archived)} | ${server.toFixed(2)}, ${workers.toFixed(2)}, ${database.toFixed(2)} |`,
	),
	'',
	'| MB held | upload, most | issuing, first quarter | issuing, last quarter | ZIP, most |',
	'|---|--:|--:|--:|--:|',
	...outcomes.flatMap(({ way, memory }) =>
		memory.map(
			({ name, upload, first, last, zip }) =>
				`| ${way.store}, ${way.title}: ${name} | ${whole(upload)} | ${whole(first)} | ${whole(last)} | ${whole(zip)} |`,
		),
	),
);
if (values.write) writeFileSync(RESULTS, `${lines.join('\n')}\n`);
process.exit();

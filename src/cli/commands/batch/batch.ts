import type { EndedItem } from '../../../batches/archive/archive-item.ts';
import type { SuperbillService } from '../../../service/service.ts';
import type { Store } from '../../../store/store.ts';
import { type Command, EXIT, type ExitStatus, type Io, WrongUse } from '../../base/command.ts';
import { inputName } from '../../base/input.ts';
import { write } from '../../base/output.ts';
import { type BatchProgress, batchProgress } from '../../base/progress.ts';
import { json } from '../../base/report.ts';
import { service, settings } from '../../base/service.ts';
import { hasStore, onStore, withStore } from '../../base/store.ts';
import { type Plan, readPlan, refuseUnwritable } from './plan.ts';
import { onStopSignal } from './stop.ts';

const HELP = `Usage: superbill batch FILE --out FOLDER [OPTIONS]
       superbill batch FILE --dry-run [OPTIONS]
       superbill batch --sample

Makes many superbills at once, without a server: each on its own, so that a bad one never stops the others.
FILE is a table with one row a service (.csv), one JSON request a line (.ndjson, .jsonl), or JSON: a list of requests, or
an object as POST /v1/batches takes it (.json). "-" reads standard input, with --type. Rows of a table are put together
to visits, and visits to one superbill for each patient and calendar month.

Where to (at least one, but for --mode issue)
  -o, --out FOLDER  a PDF each, with manifest.json and manifest.csv, which tell what became of every item
  --zip FILE        the same as one ZIP
  --merged FILE     all in one PDF, to be printed

Options
  --dry-run         says what was understood and what would be refused; writes nothing
  --sample          prints a table to fill in
  --type TYPE       csv, ndjson or json, where the name of FILE does not say
  --of WHAT         superbills or visits: what the lines or the list of FILE are; default superbills
  --split-by HOW    of visits: none, visit, provider or payer; default none
  --mode MODE       render (the default) draws, and needs no store; issue also numbers and keeps each superbill in the
                    store of DATA_DIR or DATABASE_URL, once: the same file issues nothing twice
  --names PATTERN   file names: text with {number}, {position}, {issuedOn}, {batch}; default {number}
  --json            the outcome as JSON on standard output
  -h, --help        this text

Ctrl+C stops after what is being drawn: files are whole, and the manifest says what was not done. The same command does
it again; with --mode issue it goes on where it was. RENDER_THREADS sets how many threads draw.

Examples
  superbill batch --sample > visits.csv
  superbill batch visits.csv --dry-run
  superbill batch visits.csv --out november
  superbill batch visits.csv --split-by visit --mode issue --zip november.zip --merged print.pdf
  superbill batch - --type ndjson --out november < superbills.ndjson

Exit status: 0 all done, 1 some were refused or not done, 2 wrong use.
`;

const OPTIONS = {
	out: { type: 'string', short: 'o' },
	zip: { type: 'string' },
	merged: { type: 'string' },
	'dry-run': { type: 'boolean' },
	sample: { type: 'boolean' },
	type: { type: 'string' },
	of: { type: 'string' },
	'split-by': { type: 'string' },
	mode: { type: 'string' },
	names: { type: 'string' },
	json: { type: 'boolean' },
} as const;

interface Run {
	readonly plan: Plan;
	readonly io: Io;
	readonly asJson: boolean;
}

export const batch: Command<typeof OPTIONS> = {
	name: 'batch',
	summary: 'make many superbills at once, from a table or JSON',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		if (values.sample) return printSample(positionals, io);
		const plan = readPlan(values, positionals);
		const run = { plan, io, asJson: values.json ?? false };
		try {
			if (values['dry-run']) return await onStore('batch', values, io, () => tryOut(run));
			await refuseUnwritable(plan);
			return await (plan.mode === 'issue' ? issueAll(run) : renderAll(run));
		} catch (error) {
			throw (await isUploadRefusal(error))
				? new WrongUse(`${inputName(plan.file)} cannot be used. ${(error as Error).message}`)
				: error;
		}
	},
};

async function isUploadRefusal(error: unknown): Promise<boolean> {
	const { Refusal, UPLOAD_REFUSALS } = await import('../../../calls/refusal.ts');
	return error instanceof Refusal && UPLOAD_REFUSALS.has(error.kind);
}

async function printSample(positionals: readonly string[], { stdout }: Io): Promise<ExitStatus> {
	if (positionals.length > 0) throw new WrongUse('--sample takes no file: it prints one.');
	const { sampleTable } = await import('../../../intake/table/sample.ts');
	await write(stdout, sampleTable('spelled out'));
	return EXIT.ok;
}

async function sourceOf({ plan, io }: Run) {
	const { openSource } = await import('./source.ts');
	return openSource(plan, io.stdin);
}

async function tryOut(run: Run): Promise<ExitStatus> {
	const { plan, io, asJson } = run;
	const { understand, understoodText } = await import('./dry-run.ts');
	const [source, checks] = [await sourceOf(run), await service(io)];
	const look = (store?: Store) => understand(source.read(), checks, store);
	const isKept = plan.mode === 'issue' && (await hasStore(io));
	const found = await (isKept ? withStore(io, { make: false }, look) : look());
	await write(io.stdout, asJson ? json(found) : understoodText(inputName(plan.file), found));
	return found.refused > 0 ? EXIT.refused : EXIT.ok;
}

async function renderAll(run: Run): Promise<ExitStatus> {
	const { io } = run;
	const [{ dryRun }, { renderItems }] = await Promise.all([
		import('../../../intake/dry-run.ts'),
		import('./render-items.ts'),
	]);
	const source = await sourceOf(run);
	// Read once to its end before anything is drawn: a file that breaks off leaves nothing half done.
	const { superbills, refused } = await dryRun(source.read(), () => []);
	const id = source.sha256.slice(0, 16);
	return withThreads(io, (drawing, threads) =>
		stoppable(async (signal) => {
			const items = renderItems(source.read(), { service: drawing, atOnce: AT_ONCE * threads, signal });
			const progress = batchProgress(io.stderr, 'Drawn', superbills + refused);
			return deliver(run, { id, items, signal, progress });
		}),
	);
}

/** Documents that are asked for at once of each thread: one is drawn, one is written, and one waits. */
const AT_ONCE = 3;

async function issueAll(run: Run): Promise<ExitStatus> {
	const { plan, io, asJson } = run;
	const [{ issueBatch, refusalText, Stopped }, { Refusal, UPLOAD_REFUSALS }] = await Promise.all([
		import('./issue.ts'),
		import('../../../calls/refusal.ts'),
	]);
	const source = await sourceOf(run);
	const issue = (store: Store, drawing: SuperbillService) =>
		stoppable(async (signal) => {
			const progressOf = (total: number) => batchProgress(io.stderr, 'Issued', total);
			const issued = await issueBatch(plan, source, { store, service: drawing, signal, progressOf });
			const progress = batchProgress(io.stderr, 'Written', issued.total);
			return deliver(run, { ...issued, signal, progress });
		});
	try {
		return await onStore('batch', { json: asJson }, io, () =>
			withThreads(io, (drawing) => withStore(io, { make: true }, (store) => issue(store, drawing))),
		);
	} catch (error) {
		const isStopped = error instanceof Stopped;
		if (!isStopped && (!(error instanceof Refusal) || UPLOAD_REFUSALS.has(error.kind))) throw error;
		const reason = isStopped ? 'Stopped before anything was issued.' : refusalText(error);
		if (asJson) await write(io.stdout, json({ refused: reason }));
		else await write(io.stderr, `superbill batch: ${reason}\n`);
		return EXIT.refused;
	}
}

interface Delivery {
	readonly id: string;
	readonly items: AsyncIterable<EndedItem>;
	readonly signal: AbortSignal;
	readonly progress: BatchProgress;
	/** Whether the same file was issued before. */
	readonly replayed?: boolean;
}

/** Writes all that is asked for, and tells what became of the items. */
async function deliver({ plan, io, asJson }: Run, delivery: Delivery): Promise<ExitStatus> {
	const { id, items, signal, progress, replayed = false } = delivery;
	const [{ writeBatch }, { Tally }, { dateIn }, { TIME_ZONE }] = await Promise.all([
		import('./outputs.ts'),
		import('./tally.ts'),
		import('../../../superbill/dates.ts'),
		settings(io),
	]);
	const tally = new Tally(plan);
	async function* counted(): AsyncGenerator<EndedItem, void, void> {
		for await (const made of items) {
			tally.add(made);
			progress.show(tally.total - tally.cancelled, tally.refused);
			yield made;
		}
	}
	try {
		await writeBatch(plan, { id, day: dateIn(TIME_ZONE, new Date()), names: plan.names }, counted());
	} finally {
		progress.end();
	}
	const ending = { isStopped: tally.cancelled > 0 || (signal.aborted && tally.lacksFiles), replayed };
	await write(io.stdout, asJson ? tally.json(id, ending) : tally.text(inputName(plan.file), ending));
	return ending.isStopped || tally.refused > 0 ? EXIT.refused : EXIT.ok;
}

async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const { signal, release } = onStopSignal();
	try {
		return await work(signal);
	} finally {
		release();
	}
}

/** Does something with threads that draw; without them, everything is drawn on this one. */
async function withThreads<T>(
	io: Io,
	work: (drawing: SuperbillService, threads: number) => Promise<T>,
): Promise<T> {
	const { RENDER_THREADS: threads } = await settings(io);
	if (threads === 0) return work(await service(io), 1);
	const { createDrawingPool } = await import('../../../service/drawing/pool.ts');
	// Who loses a document to a thread that ended has it drawn again.
	const pool = createDrawingPool({ threads, onError: () => {} });
	try {
		const drawing = await service(io, pool.draw);
		pool.use(drawing.templates());
		await pool.ready;
		return await work(drawing, threads);
	} finally {
		await pool.stop();
	}
}

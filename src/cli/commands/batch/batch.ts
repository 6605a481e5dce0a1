import type { EndedItem } from '../../../batches/archive/archive-item.ts';
import { OperatorError } from '../../../calls/operator-error.ts';
import { Refusal, UPLOAD_REFUSALS } from '../../../calls/refusal.ts';
import type { Config, ServiceConfig, StoreConfig } from '../../../config.ts';
import type { SuperbillService } from '../../../service/service.ts';
import type { Store } from '../../../store/store.ts';
import { painter } from '../../base/colors.ts';
import { type Command, EXIT, type ExitStatus, exitStatusHelp, type Io } from '../../base/command.ts';
import { inputName } from '../../base/input.ts';
import { write, writeFileWhole } from '../../base/output.ts';
import { type BatchProgress, batchProgress } from '../../base/progress.ts';
import { toJson } from '../../base/report.ts';
import { createConfiguredService } from '../../base/service.ts';
import { hasStore, withStore } from '../../base/store.ts';
import { type Plan, readPlan, refuseUnwritable } from './plan.ts';
import type { BatchSource } from './source.ts';
import { onStopSignal } from './stop.ts';

const HELP = `Usage: superbill batch FILE --out FOLDER [OPTIONS]
       superbill batch FILE --dry-run [OPTIONS]
       superbill batch --sample

Makes many superbills at once, without a server. A bad one never stops the others.
FILE is a table with one service per row (.csv), one JSON request per line (.ndjson, .jsonl), or JSON (.json): a list of
requests, or an object as POST /v1/batches takes it. "-" reads standard input and needs --type. The rows of a table are
combined into visits, and the visits into one superbill per patient and calendar month.

Output (at least one, except with --mode issue)
  -o, --out FOLDER  one PDF per superbill, with manifest.json and manifest.csv, which list the result of every item
  --zip FILE        the same files in one ZIP
  --merged FILE     one PDF with all superbills, for printing
  --failed-to FILE  for a table: the rows of the superbills that were refused, with the reasons in a further column, to
                    correct and to send again

Options
  --dry-run         report how FILE is read and what would be refused; write nothing
  --sample          print a table to fill in
  --type TYPE       csv, ndjson or json, if the name of FILE does not show it
  --of WHAT         superbills or visits: what the lines or the list of FILE are; default superbills
  --column MATCH    for a table: what a column holds that is not known by its name, like "Ref=visit", or "Ref=" to leave
                    it out; may be repeated
  --split-by HOW    for visits: none, visit, provider or payer; default none
  --mode MODE       render (the default) only draws and needs no store; issue also numbers each superbill and keeps it in
                    the store of DATA_DIR or DATABASE_URL, but issues nothing twice if the same file is sent again
  --again           with --mode issue: issue superbills even if the same services were issued less than a day ago
  --names PATTERN   file names: text with {number}, {position}, {issuedOn}, {batch}; default {number}
  --json            print the outcome as JSON
  -h, --help        print this text

Ctrl+C finishes the superbills that are being drawn, so every file is complete, and the manifest lists what was not
done. Repeat the command to start over, or to continue with --mode issue. RENDER_THREADS sets the number of threads that
draw.

Examples
  superbill batch --sample > visits.csv
  superbill batch visits.csv --dry-run
  superbill batch visits.csv --out november
  superbill batch export.csv --column "Ref=visit" --column "Room=" --out november --failed-to to-fix.csv
  superbill batch visits.csv --split-by visit --mode issue --zip november.zip --merged print.pdf
  superbill batch - --type ndjson --out november < superbills.ndjson

${exitStatusHelp('all done', 'some were refused or not done')}`;

const OPTIONS = {
	out: { type: 'string', short: 'o' },
	zip: { type: 'string' },
	merged: { type: 'string' },
	'failed-to': { type: 'string' },
	column: { type: 'string', multiple: true },
	'dry-run': { type: 'boolean' },
	sample: { type: 'boolean' },
	type: { type: 'string' },
	of: { type: 'string' },
	'split-by': { type: 'string' },
	mode: { type: 'string' },
	again: { type: 'boolean' },
	names: { type: 'string' },
	json: { type: 'boolean' },
} as const;

/** The settings of a batch. Those of the store are read only for --mode issue. */
type BatchConfig = ServiceConfig & StoreConfig & Pick<Config, 'renderThreads'>;

interface Run {
	readonly plan: Plan;
	readonly io: Io;
	readonly asJson: boolean;
	readonly config: BatchConfig;
}

export const batch: Command<typeof OPTIONS> = {
	name: 'batch',
	summary: 'make many superbills at once, from a table or JSON',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals }, io) {
		if (values.sample) return printSample(positionals, io);
		const plan = readPlan(values, positionals);
		if (values['dry-run'] && plan.failedTo !== undefined)
			throw new OperatorError('--dry-run writes nothing: leave out --failed-to.');
		if (!values['dry-run']) await refuseUnwritable(plan);
		const run = { plan, io, asJson: values.json ?? false, config: await readBatchConfig(plan, io) };
		try {
			if (values['dry-run']) return await tryOut(run);
			return await (plan.mode === 'issue' ? issueAll(run) : renderAll(run));
		} catch (error) {
			throw isUploadRefusal(error)
				? new OperatorError(`${inputName(plan.file)} cannot be used. ${whyUnusable(error)}`)
				: error;
		}
	},
};

async function readBatchConfig({ mode }: Plan, { env }: Io): Promise<BatchConfig> {
	const { readConfig, SERVICE_FIELDS, STORE_FIELDS } = await import('../../../config.ts');
	const fields = [...SERVICE_FIELDS, 'renderThreads', 'createStore', 'nameBeginnings'] as const;
	return mode === 'issue' ? readConfig(env, [...fields, ...STORE_FIELDS]) : readConfig(env, fields);
}

function isUploadRefusal(error: unknown): error is Refusal {
	return error instanceof Refusal && UPLOAD_REFUSALS.has(error.kind);
}

/** One line for each mistake. */
function whyUnusable({ message, findings = [] }: Refusal): string {
	return [message, ...findings.map((each) => `${each.message} ${each.help}`)].join('\n');
}

async function printSample(positionals: readonly string[], { stdout }: Io): Promise<ExitStatus> {
	if (positionals.length > 0) throw new OperatorError('--sample takes no file: it prints one.');
	const { sampleTable } = await import('../../../intake/table/sample.ts');
	await write(stdout, sampleTable('spelled out'));
	return EXIT.ok;
}

async function sourceOf({ plan, io }: Run) {
	const { openSource } = await import('./source.ts');
	return openSource(plan, io.stdin);
}

async function tryOut(run: Run): Promise<ExitStatus> {
	const { plan, io, asJson, config } = run;
	const { checkItems, dryRunText } = await import('./dry-run.ts');
	const [source, service] = [await sourceOf(run), await createConfiguredService(config)];
	const check = (store?: Store) => checkItems(source.read(), service, store);
	// Practices on file are used only if there is a store.
	const isKept = plan.mode === 'issue' && (await hasStore(config));
	const found = await (isKept ? withStore(config, { create: false }, check) : check());
	await write(
		io.stdout,
		asJson ? toJson(found) : dryRunText(inputName(plan.file), found, painter(io.stdout, io.env)),
	);
	return found.refused > 0 ? EXIT.refused : EXIT.ok;
}

async function renderAll(run: Run): Promise<ExitStatus> {
	const { io, config } = run;
	const [{ dryRun }, { renderItems }] = await Promise.all([
		import('../../../intake/dry-run.ts'),
		import('./render-items.ts'),
	]);
	const source = await sourceOf(run);
	// The file is read to its end once before anything is drawn, so that a truncated file leaves nothing half done.
	const { superbills, refused } = await dryRun(source.read(), () => []);
	const id = source.sha256.slice(0, 16);
	return withThreads(config, (service, threads) =>
		stoppable(async (signal) => {
			const items = renderItems(source.read(), { service, atOnce: AT_ONCE * threads, signal });
			const progress = batchProgress(io.stderr, 'Drawn', superbills + refused);
			return deliver(run, { source, id, items, signal, progress });
		}),
	);
}

/** Documents at once per thread: one is drawn, one is written, and one waits. */
const AT_ONCE = 3;

async function issueAll(run: Run): Promise<ExitStatus> {
	const { plan, io, config } = run;
	const { issueBatch } = await import('./issue.ts');
	const source = await sourceOf(run);
	const issue = (store: Store, service: SuperbillService) =>
		stoppable(async (signal) => {
			const progressOf = (total: number) => batchProgress(io.stderr, 'Issued', total);
			const issued = await issueBatch(plan, source, {
				store,
				service,
				timeZone: config.timeZone,
				signal,
				progressOf,
			});
			const progress = batchProgress(io.stderr, 'Written', issued.total);
			return deliver(run, { source, ...issued, signal, progress });
		});
	return withThreads(config, (service) =>
		withStore(config, { create: true }, (store) => issue(store, service)),
	);
}

interface Delivery {
	readonly source: BatchSource;
	readonly id: string;
	readonly items: AsyncIterable<EndedItem>;
	readonly signal: AbortSignal;
	readonly progress: BatchProgress;
	/** The same file was issued before. */
	readonly replayed?: boolean;
}

/** Writes the requested files and reports the result of the items. */
async function deliver({ plan, io, asJson, config }: Run, delivery: Delivery): Promise<ExitStatus> {
	const { source, id, items, signal, progress, replayed = false } = delivery;
	const [{ writeBatch }, { Tally }, { dateIn }] = await Promise.all([
		import('./outputs.ts'),
		import('./tally.ts'),
		import('../../../superbill/dates.ts'),
	]);
	const tally = new Tally(plan, painter(io.stdout, io.env));
	async function* counted(): AsyncGenerator<EndedItem, void, void> {
		for await (const item of items) {
			tally.add(item);
			progress.show(tally.total - tally.cancelled, tally.refused);
			yield item;
		}
	}
	try {
		const day = dateIn(config.timeZone, new Date());
		await writeBatch(plan, { id, day, names: plan.names }, counted());
	} finally {
		progress.end();
	}
	if (plan.failedTo !== undefined && tally.failed.length > 0) {
		// Without a byte order mark, Excel reads the file in another encoding.
		const table = `\ufeff${await source.failedTable(tally.failed)}`;
		await writeFileWhole(plan.failedTo, Buffer.from(table));
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

/** Runs work with drawing threads, or with the current thread if RENDER_THREADS is 0. */
async function withThreads<T>(
	config: BatchConfig,
	work: (service: SuperbillService, threads: number) => Promise<T>,
): Promise<T> {
	const { renderThreads: threads } = config;
	if (threads === 0) return work(await createConfiguredService(config), 1);
	const { createDrawingPool } = await import('../../../service/drawing/pool.ts');
	// A document whose thread ended is drawn again, so the end itself needs no report.
	const pool = createDrawingPool({ threads, onError: () => {} });
	try {
		const service = await createConfiguredService(config, pool.draw);
		pool.use(service.templates());
		await pool.ready;
		return await work(service, threads);
	} finally {
		await pool.stop();
	}
}

import closeWithGrace from 'close-with-grace';
import { runBatches } from '../batches/runner.ts';
import { openLibrary } from '../codes/library/live.ts';
import { codesFolder } from '../codes/library/manifest.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { createDrawingPool, type DrawingPool } from '../service/drawing/pool.ts';
import { createDefaultService } from './default-service.ts';
import { createLog, type Log } from './log.ts';
import { closeStore, onFailure, openConfiguredStore } from './open-store.ts';
import { reloadOnHangup } from './reload.ts';

/** All of it together ends before Docker's ten seconds do, after which a process is killed. */
const STOP_MS = 9_000;

const NEEDS_POSTGRES =
	'DATABASE_URL must name a PostgreSQL database: an SQLite file belongs to one process, and "superbill serve" works on its batches itself.';

/**
 * Works on batches beside servers that share the database, until SIGTERM or SIGINT; reads its templates again on SIGHUP.
 * @throws ConfigError, or TemplateError; their messages are for the operator.
 */
export async function startWorker(env: NodeJS.ProcessEnv): Promise<void> {
	const config = readConfig(env);
	if (config.databaseUrl === undefined) throw new ConfigError([NEEDS_POSTGRES]);
	const log = createLog(config.logLevel);
	const pool =
		config.renderThreads === 0
			? undefined
			: createDrawingPool({ threads: config.renderThreads, onError: (error) => log.failure(error) });
	try {
		await work(config, log, pool);
	} catch (error) {
		await pool?.stop();
		throw error;
	}
}

async function work(config: Config, log: Log, pool: DrawingPool | undefined): Promise<void> {
	const library = openLibrary(codesFolder(config.dataDir), (error) => log.failure(error));
	const own = createDefaultService(config, library.current, pool?.draw);
	const { service } = own;
	pool?.use(service.templates());
	await pool?.ready;
	const store = await openConfiguredStore(config, log);
	const runner = runBatches({ store: store.current, service, onFailure: onFailure(log) });
	// Nothing else keeps the process from ending while there is nothing to do.
	const staying = setInterval(() => {}, 2 ** 30);

	reloadOnHangup(own, pool, log);
	const onTimeout = () => log.event('stopped-late');
	closeWithGrace({ delay: STOP_MS, logger: false, skip: ['SIGHUP'], onTimeout }, async ({ signal, err }) => {
		if (err) log.failure(err);
		log.event('draining', { signal });
		await runner.stop();
		await Promise.all([closeStore(store), pool?.stop(), library.close()]);
		clearInterval(staying);
		log.event('stopped');
	});
	log.event('working');
	process.stdout.write('Superbill works on batches until it is stopped.\n');
}

import { OperatorError } from '../calls/operator-error.ts';
import { readConfig } from '../config.ts';
import { openRuntime } from './runtime.ts';
import { stopOnSignal } from './shutdown.ts';

const NEEDS_POSTGRES =
	'DATABASE_URL must name a PostgreSQL database, because an SQLite file serves one process only. Without PostgreSQL, "superbill serve" processes batches itself.';

/** Processes batches alongside servers that share the database, until SIGTERM or SIGINT. @throws OperatorError */
export async function startWorker(env: NodeJS.ProcessEnv): Promise<void> {
	const config = readConfig(env);
	if (config.databaseUrl === undefined) throw new OperatorError(NEEDS_POSTGRES);
	const runtime = await openRuntime(config);
	const { log, pool } = runtime;
	try {
		await pool?.ready;
	} catch (error) {
		await runtime.close();
		throw error;
	}
	const runner = runtime.runBatches();
	// Nothing else keeps the process alive while there is no work.
	const staying = setInterval(() => {}, 2 ** 30);
	stopOnSignal(runtime, async () => {
		await runner.stop();
		await runtime.close();
		clearInterval(staying);
	});
	log.event('working');
	process.stdout.write('Superbill is processing batches until it is stopped.\n');
}

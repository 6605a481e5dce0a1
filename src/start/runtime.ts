import { type BatchRunner, runBatches } from '../batches/runner.ts';
import { type LiveLibrary, openLibrary } from '../codes/library/live.ts';
import { codesFolder } from '../codes/library/manifest.ts';
import { remindersOf } from '../codes/reminders.ts';
import type { Config } from '../config.ts';
import type { SuperbillService } from '../service/service.ts';
import { dateIn } from '../superbill/dates.ts';
import { createDefaultService } from './default-service.ts';
import { type DrawingParts, startDrawing } from './drawing.ts';
import type { LiveStore } from './live-store.ts';
import type { Log } from './log.ts';
import { closeStore, openServedStore } from './open-store.ts';
import { reloadOnHangup } from './reload.ts';
import { shippedFolder } from './shipped-folder.ts';

/** The parts that a server and a batch worker share. */
export interface Runtime extends DrawingParts {
	readonly library: LiveLibrary;
	readonly service: SuperbillService;
	readonly store: LiveStore;
	/** Processes batches until the runner is stopped. */
	runBatches(): BatchRunner;
	/** Logs which code sets must be brought up to date, now and every day. */
	remindOfCodes(): void;
	/** Closes all parts. Stop everything that uses them first. */
	close(): Promise<void>;
}

/**
 * Opens the parts as configured, and reloads templates on SIGHUP.
 * @param drawing ended with the runtime, and if it cannot be opened
 * @throws OperatorError
 */
export async function openRuntime(
	config: Config,
	drawing: DrawingParts = startDrawing(config),
): Promise<Runtime> {
	const { log, pool } = drawing;
	// The code sets are unpacked on Node's own threads while this one reads templates and opens the store.
	const opening = openLibrary(codesFolder(config.dataDir), shippedFolder('codes/'), log.failure);
	try {
		let stopReminding = () => {};
		const reloadable = createDefaultService(config, () => library.current(), pool?.draw);
		const { service } = reloadable;
		pool?.use(service.templates());
		const [library, store] = await Promise.all([opening, openServedStore(config, log)]);
		reloadOnHangup(reloadable, pool, log);
		return {
			log,
			pool,
			library,
			service,
			store,
			runBatches: () => runBatches({ store: store.current, service, onFailure: log.failure }),
			remindOfCodes() {
				stopReminding = remindDaily(config, library, log);
			},
			async close() {
				stopReminding();
				library.close();
				await Promise.all([closeStore(store), pool?.stop()]);
			},
		};
	} catch (error) {
		await pool?.stop();
		await opening.then(
			(library) => library.close(),
			() => {},
		);
		throw error;
	}
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** @returns a function that stops the reminders */
function remindDaily({ timeZone }: Config, library: LiveLibrary, log: Log): () => void {
	const remind = () => {
		const today = dateIn(timeZone, new Date());
		for (const reminder of remindersOf(library.current().editions, today)) log.codesOutdated(reminder);
	};
	remind();
	const timer = setInterval(remind, DAY_MS);
	timer.unref();
	return () => clearInterval(timer);
}

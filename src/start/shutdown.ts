import closeWithGrace from 'close-with-grace';
import type { Log } from './log.ts';

/** Shorter than the ten seconds after which Docker kills a process. */
const STOP_MS = 9_000;

/** Stops this process cleanly on SIGTERM, SIGINT and an uncaught error. Exits with 1 if that takes too long. */
export function stopOnSignal(log: Log, stop: (signal: string | undefined) => Promise<void>): void {
	const onTimeout = () => log.event('stopped-late');
	closeWithGrace({ delay: STOP_MS, logger: false, skip: ['SIGHUP'], onTimeout }, async ({ signal, err }) => {
		if (err) log.failure(err);
		log.event('draining', { signal });
		await stop(signal);
		log.event('stopped');
	});
}

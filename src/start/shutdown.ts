import closeWithGrace, { type Options } from 'close-with-grace';
import type { Runtime } from './runtime.ts';

/** Shorter than the ten seconds after which Docker kills a process. */
const STOP_MS = 9_000;

/** Documents that are not drawn by then are refused, so that their callers get an answer. */
const GIVE_UP_MS = 6_000;

/**
 * Stops this process cleanly on SIGTERM, SIGINT and an uncaught error. Exits with 1 if that takes too long or fails; the
 * log says which.
 */
export function stopOnSignal(
	{ log, pool }: Pick<Runtime, 'log' | 'pool'>,
	stop: (signal: string | undefined) => Promise<void>,
): void {
	const options: Options = {
		delay: STOP_MS,
		logger: false,
		skip: ['SIGHUP'],
		onTimeout: () => log.event('stopped-late'),
		onSecondError: (error) => log.failure(error),
	};
	closeWithGrace(options, async ({ signal, err }) => {
		if (err) log.failure(err);
		log.event('draining', { signal });
		setTimeout(() => pool?.giveUp(), GIVE_UP_MS).unref();
		try {
			await stop(signal);
		} catch (error) {
			log.failure(error);
			throw error;
		}
		log.event('stopped');
	});
}

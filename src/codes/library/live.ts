import { type Loaded, loadLibrary } from './load.ts';
import { manifestStamp } from './manifest.ts';

/** Interval at which a running service checks for an import. A check is one `stat`, which takes microseconds. */
const LOOK_MS = 1_000;

/** Code sets that are reloaded while the service runs. */
export interface LiveLibrary {
	/** The code sets as they are now. A request calls this once, so it sees one consistent state. */
	current(): Loaded;
	close(): void;
}

/**
 * Loads the imported code sets, and loads them again after each import. If that fails, the old ones stay in use and
 * `onFailure` is called.
 * @throws OperatorError if the first load fails
 */
export async function openLibrary(
	folder: string,
	shipped?: string,
	onFailure: (error: unknown) => void = () => {},
): Promise<LiveLibrary> {
	let stamp = manifestStamp(folder);
	let loaded = await loadLibrary(folder, shipped);
	let isLoading = false;
	const timer = setInterval(async () => {
		const now = manifestStamp(folder);
		if (now === stamp || isLoading) return;
		stamp = now;
		isLoading = true;
		try {
			loaded = await loadLibrary(folder, shipped);
		} catch (error) {
			onFailure(error);
		} finally {
			isLoading = false;
		}
	}, LOOK_MS);
	// The timer must not keep a finished process alive.
	timer.unref();
	return { current: () => loaded, close: () => clearInterval(timer) };
}

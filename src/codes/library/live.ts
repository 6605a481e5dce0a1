import { type Loaded, loadLibrary } from './load.ts';
import { manifestStamp } from './manifest.ts';

/** How often a running service looks whether something was imported: one `stat`, which costs microseconds. */
const LOOK_MS = 1_000;

/** Code sets that change while the service runs. */
export interface LiveLibrary {
	/** What is loaded now. One request asks once, and so sees one state of things. */
	current(): Loaded;
	close(): void;
}

/**
 * Loads what is imported, and loads it anew after each import. What is loaded stays where a new import cannot be
 * read; `onFailure` is told.
 * @throws Error where the first load fails.
 */
export function openLibrary(folder: string, onFailure: (error: unknown) => void = () => {}): LiveLibrary {
	let stamp = manifestStamp(folder);
	let loaded = loadLibrary(folder);
	const timer = setInterval(() => {
		const now = manifestStamp(folder);
		if (now === stamp) return;
		stamp = now;
		try {
			loaded = loadLibrary(folder);
		} catch (error) {
			onFailure(error);
		}
	}, LOOK_MS);
	// A command that has done its work, or a server that stops, must not wait for this.
	timer.unref();
	return { current: () => loaded, close: () => clearInterval(timer) };
}

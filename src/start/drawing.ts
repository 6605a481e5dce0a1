import type { Config } from '../config.ts';
import { createDrawingPool, type DrawingPool } from '../service/drawing/pool.ts';
import { createLog, type Log } from './log.ts';

/** The drawing threads and the log that they report to. */
export interface DrawingParts {
	readonly log: Log;
	/** Absent if the main thread draws. */
	readonly pool: DrawingPool | undefined;
}

/**
 * Starts the first drawing thread. It takes as long to get ready as a server takes to load and open everything else, so
 * it starts before that.
 */
export function startDrawing({ logLevel, renderThreads }: Config): DrawingParts {
	const log = createLog(logLevel);
	if (renderThreads === 0) return { log, pool: undefined };
	return { log, pool: createDrawingPool({ threads: renderThreads, onError: log.failure }) };
}

import type { Draw } from './document.ts';

/** Draws on the current thread. The drawing code is loaded on first use, because a process with a pool never needs it here. */
export const drawHere: Draw = async (job, template) =>
	(await import('./document.ts')).drawDocument(job, template);

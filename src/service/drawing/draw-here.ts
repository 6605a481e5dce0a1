import type { Draw } from './document.ts';

/** On this thread, which does nothing else meanwhile. Who draws on others never loads what draws. */
export const drawHere: Draw = async (job, template) =>
	(await import('./document.ts')).drawDocument(job, template);

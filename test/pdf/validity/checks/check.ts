import type { TaggedPdf } from '../document.ts';

/** One thing that PDF/UA-1 (ISO 14289-1) or PDF/A-3a (ISO 19005-3) asks of a file. */
export interface Check {
	readonly id: string;
	/** Where it is asked for. */
	readonly clause: string;
	/** What is wrong, a sentence each; nothing where the file is as it should be. */
	find(pdf: TaggedPdf): string[];
}

/** A sentence where something does not hold. */
export function unless(holds: boolean, sentence: string): string[] {
	return holds ? [] : [sentence];
}

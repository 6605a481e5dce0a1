import type { TaggedPdf } from '../document.ts';

/** A requirement of PDF/UA-1 (ISO 14289-1) or PDF/A-3a (ISO 19005-3). */
export interface Check {
	readonly id: string;
	/** Source of the requirement. */
	readonly clause: string;
	/** One sentence for each violation. */
	find(pdf: TaggedPdf): string[];
}

/** The sentence, unless a condition is true. */
export function unless(condition: boolean, sentence: string): string[] {
	return condition ? [] : [sentence];
}

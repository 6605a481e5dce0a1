import type { Definitions, Heading, Paragraph, Text } from '../../page/content.ts';
import type { Label, Labels } from '../labels.ts';

export const heading = (text: Text): Heading => ({ kind: 'heading', level: 2, text });

export const fine = (text: Text): Paragraph => ({ kind: 'paragraph', size: 'fine', text });

/** A term and its value in one line or several. A term without a value is not printed. */
export type Entry =
	| readonly [term: Label, value: Text | undefined]
	| readonly [term: Label, lines: Lines | undefined];

/** Several lines under one term. */
export interface Lines {
	readonly lines: readonly Text[];
}

export function definitions(label: Labels, entries: readonly Entry[]): Definitions {
	return {
		kind: 'definitions',
		items: entries.flatMap(([term, value]) => {
			if (value === undefined) return [];
			return [{ term: label(term), value: isLines(value) ? value.lines : [value] }];
		}),
	};
}

function isLines(value: Text | Lines): value is Lines {
	return typeof value === 'object' && 'lines' in value;
}

import type { Heading, Paragraph, Text } from '../../page/content.ts';
import { joined } from './spans.ts';

export const heading = (text: Text): Heading => ({ kind: 'heading', level: 2, text });

export const body = (text: Text): Paragraph => ({ kind: 'paragraph', text });

export const fine = (text: Text): Paragraph => ({ kind: 'paragraph', size: 'fine', text });

/** A paragraph of a value after its label, none without a value. */
export function fact(label: Text, value: Text | undefined): Paragraph[] {
	return value === undefined ? [] : [body(joined([label, value], ' '))];
}

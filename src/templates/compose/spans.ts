import type { Span, Text } from '../../page/content.ts';

export function spans(text: Text): readonly Span[] {
	return typeof text === 'string' ? [{ text }] : text;
}

/** Joins texts with a separator. Missing and empty texts are left out. */
export function joined(parts: readonly (Text | undefined | false)[], separator: string): Span[] {
	return parts
		.filter((part): part is Text => part !== undefined && part !== false && part !== '')
		.flatMap((part, i) => (i === 0 ? spans(part) : [{ text: separator }, ...spans(part)]));
}

/** Separates facts on one line. */
export const DOT = ' \u00b7 ';

export function inManner(text: Text, manner: NonNullable<Span['manner']>): Span[] {
	return spans(text).map((span) => ({ ...span, manner }));
}

export const strong = (text: Text): Span[] => inManner(text, 'strong');

/** The text without manners and languages. */
export function plainText(text: Text): string {
	return spans(text)
		.map((span) => span.text)
		.join('');
}

import { fieldName } from '../../superbill/finding.ts';
import { isSsn } from '../../superbill/tax-id.ts';
import type { Knowledge, RequestPath, Rule } from '../rule.ts';

/** What stands in the texts that are printed. */

/** What steers the printing and is not itself printed. */
const NOT_PRINTED: ReadonlySet<string> = new Set(['template', 'language', 'timeZone', 'notices']);

/** The texts that stand on the document and of which something holds; most requests have hundreds and no such one. */
function printedTexts(
	request: object,
	holds: (text: string, property: string | number) => boolean,
): { text: string; at: RequestPath }[] {
	const found: { text: string; at: RequestPath }[] = [];
	const path: (string | number)[] = [];
	const visit = (value: unknown, step: string | number): void => {
		path.push(step);
		if (typeof value === 'string') {
			if (holds(value, step)) found.push({ text: value, at: [...path] });
		} else if (Array.isArray(value)) {
			for (let i = 0; i < value.length; i++) visit(value[i], i);
		} else if (typeof value === 'object' && value !== null) {
			for (const key in value) if (!NOT_PRINTED.has(key)) visit(value[key as keyof object], key);
		}
		path.pop();
	};
	for (const key in request) if (!NOT_PRINTED.has(key)) visit(request[key as keyof object], key);
	return found;
}

/**
 * Characters that nobody sees on paper and that change how text reads, searches or compares: direction controls,
 * zero-width characters, byte order marks, soft hyphens, fillers, private use, unassigned. The two joiners are not
 * among them, because names in some scripts are misspelt without them.
 */
const INVISIBLE = /(?![\u200C\u200D])[\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}]/u;

const NAMED_AT_MOST = 5;

/** Every face has these, and they need no closer look. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** Each code point once, as `U+202E`. */
function unprintable(text: string, hasGlyph: Knowledge['hasGlyph']): string[] {
	const codePoints = new Set(Array.from(text, (character) => character.codePointAt(0) as number));
	return [...codePoints]
		.filter((codePoint) => INVISIBLE.test(String.fromCodePoint(codePoint)) || !hasGlyph(codePoint))
		.map((codePoint) => `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
}

export const unprintableText: Rule = {
	id: 'unprintable-text',
	severity: 'error',
	requirement: "Every character has a glyph in the template's fonts and can be seen on paper.",
	why: 'What cannot be drawn would be dropped or become a box, and a name that differs from the insurance record is not matched. PDF/UA-1 forbids missing glyphs (ISO 14289-1, 7.21.8).',
	fix: 'Replace or remove the characters; those that cannot be seen often come with copied text.',
	*check({ request, knowledge }) {
		const suspects = printedTexts(request, (text) => !PRINTABLE_ASCII.test(text));
		for (const { text, at } of suspects) {
			const found = unprintable(text, knowledge.hasGlyph);
			if (found.length === 0) continue;
			const named = found.slice(0, NAMED_AT_MOST).join(', ');
			const more = found.length > NAMED_AT_MOST ? ` and ${found.length - NAMED_AT_MOST} more` : '';
			yield {
				at,
				message: `${fieldName(at)} has characters that cannot be printed: ${named}${more}.`,
				help: 'Replace or remove them; characters that cannot be seen often come with copied text.',
			};
		}
	},
};

/** Numbers that others assign in forms of their own, and the tax id, which may be an SSN and has its own rule. */
const IDENTIFIERS: ReadonlySet<unknown> = new Set([
	'value',
	'number',
	'payerId',
	'memberId',
	'groupNumber',
	'payerClaimNumber',
]);

/** With spaces, or any of the hyphens and dashes that look alike. */
const GROUPED = /(?<![\d-])(\d{3})[- \u2010-\u2013](\d{2})[- \u2010-\u2013](\d{4})(?![\d-])/g;
/** Nine plain digits are anything; behind these letters they are what the letters say. */
const LABELLED = /\b(?:SSN|social security)\b\D{0,30}\d{3}[- ]?\d{2}[- ]?\d{4}(?!\d)/i;

/** Shorter than any number with its digits. */
const SHORTEST = 9;

function holdsSsn(text: string): boolean {
	if (text.length < SHORTEST) return false;
	if (LABELLED.test(text)) return true;
	return Array.from(text.matchAll(GROUPED)).some(([, area, group, serial]) =>
		isSsn(area as string, group as string, serial as string),
	);
}

export const ssnInText: Rule = {
	id: 'ssn-in-text',
	severity: 'warning',
	requirement: 'No free text holds what looks like a social security number.',
	why: 'Payers do not need it, the paper passes through many hands, and states forbid to print it on what is mailed (such as California Civil Code 1798.85).',
	fix: 'Remove the number; the last four digits are enough to tell a payment apart.',
	*check({ request }) {
		const hits = printedTexts(request, (text, property) => !IDENTIFIERS.has(property) && holdsSsn(text));
		for (const { at } of hits) {
			yield {
				at,
				message: `${fieldName(at)} has digits that look like a social security number.`,
				help: 'Remove them; where a number must be told apart, its last four digits are enough.',
			};
		}
	},
};

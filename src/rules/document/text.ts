import { fieldLabel } from '../../superbill/finding.ts';
import { isSsn } from '../../superbill/tax-id.ts';
import type { RequestPath, Rule } from '../rule.ts';

/** Rules on printed text. */

/** Fields that control printing and are not printed themselves. */
const NOT_PRINTED: ReadonlySet<string> = new Set([
	'id',
	'template',
	'language',
	'payerProfile',
	'timeZone',
	'notices',
	'metadata',
]);

/** Finds the printed texts that pass a test. Paths are copied only for these, because most requests have none. */
function printedTexts(
	request: object,
	test: (text: string, property: string | number) => boolean,
): { text: string; at: RequestPath }[] {
	const found: { text: string; at: RequestPath }[] = [];
	const path: (string | number)[] = [];
	const visit = (value: unknown, step: string | number): void => {
		path.push(step);
		if (typeof value === 'string') {
			if (test(value, step)) found.push({ text: value, at: [...path] });
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
 * Characters that are invisible on paper but change how text reads, searches or compares: direction controls,
 * fillers, private use, unassigned. The two joiners are allowed, because some scripts need them in names, and the two marks
 * of direction, which only order what is around them. The last two stand for something that could not be copied.
 */
const INVISIBLE = /(?![\u200C-\u200F])[\p{Default_Ignorable_Code_Point}\p{Co}\p{Cn}\ufffc\ufffd]/u;

const MAX_NAMED = 5;

/** Every font has these. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** Lists code points that cannot be printed, each once. */
function unprintable(text: string, canPrint: (codePoint: number) => boolean): number[] {
	const codePoints = new Set<number>();
	for (const character of text) codePoints.add(character.codePointAt(0) as number);
	return [...codePoints].filter((codePoint) => !canPrint(codePoint));
}

/** Remembers the answers for one request, because looking a character up takes longer than everything else. */
function remembered(test: (codePoint: number) => boolean): (codePoint: number) => boolean {
	const answers = new Map<number, boolean>();
	return (codePoint) => {
		let answer = answers.get(codePoint);
		if (answer === undefined) {
			answer = test(codePoint);
			answers.set(codePoint, answer);
		}
		return answer;
	};
}

const codePointName = (codePoint: number): string =>
	`U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;

export const unprintableText: Rule = {
	id: 'unprintable-text',
	severity: 'error',
	requirement: "Every character has a glyph in the template's fonts and is visible on paper.",
	why: 'A character without a glyph would disappear or become a box, and payers do not match a name that differs from the insurance record. PDF/UA-1 forbids missing glyphs (ISO 14289-1, 7.21.8).',
	fix: 'Replace or remove the characters. Invisible ones often come with copied text; type the text again.',
	*check({ request, knowledge }) {
		const suspects = printedTexts(request, (text) => !PRINTABLE_ASCII.test(text));
		const canPrint = remembered(
			(codePoint) => !INVISIBLE.test(String.fromCodePoint(codePoint)) && knowledge.hasGlyph(codePoint),
		);
		for (const { text, at } of suspects) {
			const found = unprintable(text, canPrint);
			if (found.length === 0) continue;
			const named = found.slice(0, MAX_NAMED).map(codePointName).join(', ');
			const more = found.length > MAX_NAMED ? ` and ${found.length - MAX_NAMED} more` : '';
			yield {
				at,
				message: `${fieldLabel(at)} has characters that cannot be printed: ${named}${more}.`,
				help: 'Replace or remove them. Invisible ones often come with copied text; type the text again.',
			};
		}
	},
};

/** Identifiers with a fixed format. The tax ID may be an SSN, which other rules report. */
const IDENTIFIERS: ReadonlySet<unknown> = new Set([
	'value',
	'number',
	'payerId',
	'memberId',
	'groupNumber',
	'claimNumber',
	'payerClaimNumber',
]);

/** Groups separated by spaces, hyphens or similar dashes. */
const GROUPED = /(?<![\d-])(\d{3})[- \u2010-\u2013](\d{2})[- \u2010-\u2013](\d{4})(?![\d-])/g;
/** Nine ungrouped digits count as a social security number only after these words. */
const LABELLED = /\b(?:SSN|social security)\b\D{0,30}\d{3}[- ]?\d{2}[- ]?\d{4}(?!\d)/i;

const SSN_DIGITS = 9;

function containsSsn(text: string): boolean {
	if (text.length < SSN_DIGITS) return false;
	if (LABELLED.test(text)) return true;
	return Array.from(text.matchAll(GROUPED)).some(([, area, group, serial]) =>
		isSsn(area as string, group as string, serial as string),
	);
}

export const ssnInText: Rule = {
	id: 'ssn-in-text',
	severity: 'warning',
	requirement: 'No free text contains what looks like a social security number.',
	why: 'Payers do not need it, the paper passes through many hands, and some states forbid printing it on mail (such as California Civil Code 1798.85).',
	fix: 'Remove the number. The last four digits are enough to identify a payment.',
	*check({ request }) {
		const hits = printedTexts(request, (text, property) => !IDENTIFIERS.has(property) && containsSsn(text));
		for (const { at } of hits) {
			yield {
				at,
				message: `${fieldLabel(at)} has digits that look like a social security number.`,
				help: 'Remove them. The last four digits are enough to identify a payment.',
			};
		}
	},
};

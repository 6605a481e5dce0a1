import { bareCode } from './index/key.ts';
import { CODE_SETS, printedCode } from './index/sets.ts';

/**
 * Codes that a note of the tabular list names, like `(F31.-)`, `(I25.1-, I25.7-)`, `(E00.0-E03.9)`, `(A52.79)` or
 * `(T36-T50 with fifth or sixth character 5)`. A code includes all codes below it. References with any other condition
 * are skipped: reading them loosely could exclude codes that the note does not mean.
 */
export interface NoteReference {
	/** Bare codes; for a single code, `high` equals `low`. */
	readonly low: string;
	readonly high: string;
	/** One of these characters is at one of these places, counted from 0. */
	readonly characters?: { readonly places: readonly number[]; readonly among: string };
}

const CODE = '[A-Z]\\d[0-9A-Z](?:\\.[0-9A-Z]{1,4})?|[A-Z]{2}\\d(?:\\.[0-9A-Z]{1,4})?';
const SPAN = new RegExp(`^(${CODE})(?:\\.?-*\\s*-\\s*(${CODE}))?(?:\\.?-*)$`);
const CONDITION = /^(.*?)\.?-?\s*with\s+(.*?)\s*character\s+([0-9A-Z])(?:\s*-\s*([0-9A-Z]))?$/;

const PLACES: readonly (readonly [RegExp, number])[] = [
	[/\b(?:fourth|4th)\b/, 3],
	[/\b(?:fifth|5th)\b/, 4],
	[/\b(?:sixth|six|6th)\b/, 5],
	[/\b(?:seventh|7th)\b/, 6],
];

export function referencesIn(note: string): NoteReference[] {
	return Array.from(note.matchAll(/\(([^()]*)\)/g), ([, inner]) => inner as string).flatMap((inner) =>
		inner.split(/[,;]/).flatMap((part) => readReference(part.trim()) ?? []),
	);
}

function readReference(text: string): NoteReference | undefined {
	const [, codes, ordinals = '', first, last] = CONDITION.exec(text) ?? [];
	const span = SPAN.exec(codes?.trim() ?? text);
	if (!span) return undefined;
	const [, low = '', high = low] = span;
	const ends = { low: bareCode(low), high: bareCode(high) };
	if (first === undefined) return ends;
	const places = PLACES.flatMap(([ordinal, place]) => (ordinal.test(ordinals) ? [place] : []));
	if (places.length === 0) return undefined;
	return { ...ends, characters: { places, among: characters(first, last ?? first) } };
}

function characters(first: string, last: string): string {
	let all = '';
	for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) all += String.fromCharCode(code);
	return all;
}

/** Tests if a reference includes a bare code. */
export function covers({ low, high, characters }: NoteReference, code: string): boolean {
	if (code < low || code.slice(0, high.length) > high) return false;
	return !characters || characters.places.some((place) => characters.among.includes(code[place] ?? '?'));
}

/** Lists the codes and ranges that a note names without a condition, as printed: `F31`, `E00.0-E03.9`. */
export function referenceTexts(note: string): string[] {
	const printed = (code: string) => printedCode(code, CODE_SETS.icd10cm);
	return referencesIn(note)
		.filter(({ characters }) => !characters)
		.map(({ low, high }) => (low === high ? printed(low) : `${printed(low)}-${printed(high)}`));
}

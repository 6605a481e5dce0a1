import type { IsoDate } from '../superbill/dates.ts';
import type { AdditionalCode, Excludes1, Sequencing } from './code-sets.ts';
import { type EditionDates, rowsOf } from './index/edition.ts';
import { dayNumber } from './index/key.ts';
import { CODE_SETS, printedCode } from './index/sets.ts';
import { covers, type NoteReference, referencesIn, referenceTexts } from './references.ts';

/** Kinds of note, named like the elements of the tabular list, in the order in which they are shown. */
export const NOTE_KINDS = [
	'includes',
	'inclusionTerm',
	'excludes1',
	'excludes2',
	'codeFirst',
	'useAdditionalCode',
	'codeAlso',
	'note',
] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export interface Note {
	readonly kind: NoteKind;
	readonly text: string;
}

interface Entry {
	readonly notes: readonly Note[];
	/** True if the title of the code says "in diseases classified elsewhere". */
	readonly manifestation: boolean;
	/** Parsed on first use, like the next, because most codes are never looked up. */
	order?: { readonly codeFirst: readonly string[]; readonly additional: AdditionalCode | undefined };
	excludes?: readonly { readonly note: string; readonly references: readonly NoteReference[] }[];
}

/** Notes of one edition of the tabular list. */
export interface NotesEdition extends EditionDates {
	/** The notes on a bare code. */
	entry(code: string): Entry | undefined;
}

/** Kind of a stored row that marks a manifestation code, which is never listed first. */
export const MANIFESTATION = 'manifestation';

/**
 * Finds where the notes on each code begin. They are parsed when they are asked for, because most never are.
 * @param text the rows; those of a code follow each other, as in the publisher's schema
 */
export function readNotes({ edition, from, to, derived }: EditionDates, text: string): NotesEdition {
	const starts = new Map<string, number>();
	let last = '\n';
	for (let start = 0; start < text.length; start = text.indexOf('\n', start) + 1) {
		if (text.startsWith(last, start)) continue;
		const end = text.indexOf('\t', start);
		starts.set(text.slice(start, end), start);
		last = text.slice(start, end + 1);
	}
	const entries = new Map<string, Entry>();
	return {
		edition,
		from,
		to,
		derived,
		entry(code) {
			const start = starts.get(code);
			if (start === undefined) return undefined;
			let entry = entries.get(code);
			if (!entry) {
				entry = entryAt(text, start, code);
				entries.set(code, entry);
			}
			return entry;
		},
	};
}

function entryAt(text: string, start: number, code: string): Entry {
	const notes: Note[] = [];
	let manifestation = false;
	for (const [of, kind, note = ''] of rowsOf(text, start)) {
		if (of !== code) break;
		if (kind === MANIFESTATION) manifestation = true;
		else notes.push({ kind: kind as NoteKind, text: note });
	}
	return { notes, manifestation };
}

/** Chooses the edition for a date. Notes change little, so the last edition also serves later dates; earlier dates have none. */
export function notesOn(editions: readonly NotesEdition[], date: IsoDate): NotesEdition | undefined {
	return editions.findLast(({ from }) => dayNumber(from) <= dayNumber(date));
}

/** Yields a bare code's own notes, then those of the codes above it, nearest first. */
export function* notesFor(
	notes: NotesEdition,
	code: string,
): Iterable<{ readonly at: string; readonly entry: Entry }> {
	for (let length = code.length; length >= 3; length--) {
		const at = code.slice(0, length);
		const entry = notes.entry(at);
		if (entry) yield { at: printedCode(at, CODE_SETS.icd10cm), entry };
	}
}

export function excludes1Of(notes: NotesEdition, a: string, b: string): Excludes1 | undefined {
	if (a === b) return undefined;
	return excludedBy(notes, a, b) ?? excludedBy(notes, b, a);
}

function excludedBy(notes: NotesEdition, code: string, other: string): Excludes1 | undefined {
	for (const { at, entry } of notesFor(notes, code)) {
		entry.excludes ??= entry.notes
			.filter(({ kind }) => kind === 'excludes1')
			.map(({ text }) => ({ note: text, references: referencesIn(text) }));
		for (const { note, references } of entry.excludes) {
			// A note that names both codes does not forbid them together.
			if (references.some((reference) => covers(reference, other) && !covers(reference, code)))
				return { at, note };
		}
	}
	return undefined;
}

export function sequencingOf(notes: NotesEdition, code: string): Sequencing {
	const codeFirst = new Set<string>();
	const useAdditional: AdditionalCode[] = [];
	for (const { at, entry } of notesFor(notes, code)) {
		entry.order ??= orderIn(at, entry.notes);
		for (const first of entry.order.codeFirst) codeFirst.add(first);
		if (entry.order.additional) useAdditional.push(entry.order.additional);
	}
	return {
		manifestation: notes.entry(code)?.manifestation ?? false,
		codeFirst: [...codeFirst],
		useAdditional,
	};
}

/** Words of notes that leave it to the record if there is a further code. */
const DEPENDS = /if (?:applicable|known|desired|present)|such as|\bany\b|associated/i;

function orderIn(at: string, notes: readonly Note[]): NonNullable<Entry['order']> {
	const textsOf = (wanted: NoteKind) => notes.flatMap(({ kind, text }) => (kind === wanted ? [text] : []));
	const texts = textsOf('useAdditionalCode');
	const codes = texts.flatMap(referenceTexts);
	const [note] = texts;
	return {
		codeFirst: textsOf('codeFirst').flatMap(referenceTexts),
		additional:
			note === undefined || codes.length === 0 || texts.some((text) => DEPENDS.test(text))
				? undefined
				: { at, note, codes },
	};
}

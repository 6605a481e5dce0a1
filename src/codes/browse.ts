import type { IsoDate } from '../superbill/dates.ts';
import { answerFor, lifeOf, nearestCodes, titled } from './answers.ts';
import type { CodeAnswer, TitledCode } from './code-sets.ts';
import type { Library } from './create-code-sets.ts';
import { type CodeIndex, STATE } from './index/code-index.ts';
import { bareCode } from './index/key.ts';
import { type CodeQuery, search } from './index/search.ts';
import { type NoteKind, notesFor, notesOn } from './notes.ts';

/** A code in a list of search results. */
export interface ListedCode extends Omit<TitledCode, 'title'> {
	/** Official title on the date; null if no loaded edition has one. */
	readonly title: string | null;
	readonly billable: boolean;
	/** First and last day of validity, as far as the loaded editions say. */
	readonly from: IsoDate | null;
	readonly to: IsoDate | null;
}

/** Everything known about a code on a date. */
export interface CodeDetails extends ListedCode {
	readonly state: CodeAnswer['state'];
	readonly parent: TitledCode | null;
	readonly children: readonly TitledCode[];
	/** Notes of the tabular list: the code's own, then those of the codes above it. */
	readonly notes: readonly { readonly at: string; readonly kind: NoteKind; readonly text: string }[];
	/** Codes to use instead of one that has ended. */
	readonly successors: readonly TitledCode[];
}

export function listCodes(
	index: CodeIndex,
	query: CodeQuery,
): { readonly items: readonly ListedCode[]; readonly next?: number | undefined } {
	const { found, next } = search(index, query);
	return { items: found.map(({ place, edition }) => listed(index, place, edition)), next };
}

function listed(index: CodeIndex, place: number, edition: number): ListedCode {
	return {
		code: index.code(place),
		title: index.title(place, edition) || null,
		billable: index.state(place, edition) === STATE.billable,
		...lifeOf(index, place, edition),
	};
}

/** Describes a code. @returns the nearest codes if no edition has it. */
export function describeCode(
	{ notes }: Pick<Library, 'notes'>,
	index: CodeIndex,
	text: string,
	date: IsoDate,
): CodeDetails | { readonly nearest: readonly TitledCode[] } {
	const code = bareCode(text);
	const place = index.find(code);
	if (place < 0) return { nearest: nearestCodes(index, code, date) };
	const answer = answerFor(index, code, date);
	const edition = index.editionOn(date);
	const isInForce = answer.state === 'billable' || answer.state === 'header';
	const shown = index.nearestEdition(place, Math.max(edition, 0));
	const ofDate = index.set === 'icd10cm' ? notesOn(notes, date) : undefined;
	return {
		...listed(index, place, shown),
		billable: answer.state === 'billable',
		state: answer.state,
		parent: isInForce ? parentOf(index, code, edition) : null,
		children: isInForce ? childrenOf(index, code, edition) : [],
		notes: ofDate
			? Array.from(notesFor(ofDate, code), ({ at, entry }) =>
					entry.notes.map((note) => ({ at, ...note })),
				).flat()
			: [],
		successors: answer.state === 'ended' ? answer.successors : [],
	};
}

function parentOf(index: CodeIndex, code: string, edition: number): TitledCode | null {
	for (let length = code.length - 1; index.facts.tree && length >= 3; length--) {
		const place = index.find(code.slice(0, length));
		if (place >= 0 && index.state(place, edition)) return titled(index, place, edition);
	}
	return null;
}

function childrenOf(index: CodeIndex, code: string, edition: number): TitledCode[] {
	if (!index.facts.tree) return [];
	const [start, end] = index.range(code);
	const children: TitledCode[] = [];
	let child = '';
	for (let place = start; place < end; place++) {
		const bare = index.bare(place);
		// Codes are sorted, so a code comes right before those below it.
		if (bare === code || !index.state(place, edition) || (child !== '' && bare.startsWith(child))) continue;
		child = bare;
		children.push(titled(index, place, edition));
	}
	return children;
}

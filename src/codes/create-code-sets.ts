import type { IsoDate } from '../superbill/dates.ts';
import { answerFor } from './answers.ts';
import type { CodeIndex } from './code-index.ts';
import type { CodeAnswer, CodeSetName, CodeSets } from './code-sets.ts';
import { type AddOns, type LimitsEdition, limitOf, type PairsData, pairOf, primariesOf } from './edits.ts';
import { bareCode } from './key.ts';
import { excludes1Of, type NotesEdition, notesOn, sequencingOf } from './notes.ts';
import { type PlaceOfServiceAnswer, placeOfService } from './place-of-service.ts';
import { CODE_SETS } from './sets.ts';

/** Everything that is loaded. */
export interface Library {
	/** By set; places of service are always there. */
	readonly indexes: ReadonlyMap<string, CodeIndex>;
	/** The tabular list, oldest edition first. */
	readonly notes: readonly NotesEdition[];
	readonly pairs?: PairsData | undefined;
	/** Oldest edition first. */
	readonly limits: readonly LimitsEdition[];
	readonly addOns?: AddOns | undefined;
}

/**
 * What rules may ask. `library` is asked every time, because what is loaded changes while the service runs; one
 * question has one answer.
 */
export function createCodeSets(library: () => Library): CodeSets {
	const answer = (set: CodeSetName, code: string, date: IsoDate): CodeAnswer => {
		const index = library().indexes.get(set);
		return index ? answerFor(index, code, date) : { state: 'no-edition' };
	};
	return {
		diagnosis: (code, date) => answer('icd10cm', code, date),
		procedure: (code, date) => answer('hcpcs', code, date),
		modifier(code, date) {
			const said = answer('modifiers', code, date);
			return said.state === 'unknown' && isCptModifier(code) ? { state: 'no-edition' } : said;
		},
		excludes1(a, b, date) {
			const notes = notesOn(library().notes, date);
			return notes && excludes1Of(notes, bareCode(a), bareCode(b));
		},
		sequencing(code, date) {
			const notes = notesOn(library().notes, date);
			return notes ? sequencingOf(notes, bareCode(code)) : { manifestation: false, codeFirst: [] };
		},
		codePair(a, b, date) {
			const { pairs } = library();
			return pairs && pairOf(pairs, a, b, date);
		},
		unitsLimit: (code, date) => limitOf(library().limits, code, date),
		addOn(code, date) {
			const { addOns } = library();
			return addOns && primariesOf(addOns, code, date);
		},
		get missing() {
			return (Object.keys(CODE_SETS) as CodeSetName[]).filter((set) => !isLoaded(library(), set));
		},
	};
}

/** Modifiers that begin with a digit (25, 59, 95, 1P) are the AMA's, and not in the list of HCPCS Level II. */
function isCptModifier(code: string): boolean {
	return /^\d[0-9A-Z]$/.test(code);
}

/** CMS's places of service: the dates that ship were checked by hand; an imported list adds what is newer. */
export function createPlaceOfService(library: () => Library) {
	return (code: string, date: IsoDate): PlaceOfServiceAnswer => {
		const shipped = placeOfService(code, date);
		if (shipped.known || shipped.from !== undefined) return shipped;
		const index = library().indexes.get('place-of-service');
		const answer = index && answerFor(index, code, date);
		if (answer?.state === 'billable') return { known: true, name: answer.title };
		return answer?.state === 'not-yet-valid' ? { known: false, from: answer.from } : shipped;
	};
}

export function isLoaded(library: Library, set: string): boolean {
	switch (set) {
		case 'icd10cm-tabular':
			return library.notes.length > 0;
		case 'ncci-ptp':
			return library.pairs !== undefined;
		case 'ncci-mue':
			return library.limits.length > 0;
		case 'ncci-add-on':
			return library.addOns !== undefined;
		default:
			return library.indexes.has(set);
	}
}

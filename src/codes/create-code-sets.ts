import type { IsoDate } from '../superbill/dates.ts';
import { answerFor } from './answers.ts';
import type { CodeAnswer, CodeSets, Sequencing } from './code-sets.ts';
import type { EditorLists } from './editor-lists.ts';
import { type AddOns, type LimitsEdition, limitOf, type PairsData, pairOf, primariesOf } from './edits.ts';
import type { CodeIndex } from './index/code-index.ts';
import { bareCode } from './index/key.ts';
import { CODE_SETS, type CodeSetName } from './index/sets.ts';
import { excludes1Of, type NotesEdition, notesOn, sequencingOf } from './notes.ts';
import { type PlaceOfServiceAnswer, placeOfService } from './place-of-service.ts';

const NO_SEQUENCING: Sequencing = { manifestation: false, codeFirst: [], useAdditional: [] };

/** All loaded code sets. */
export interface Library {
	/** Indexes by set. Places of service are always loaded. */
	readonly indexes: ReadonlyMap<string, CodeIndex>;
	/** Notes of the tabular list, oldest edition first. */
	readonly notes: readonly NotesEdition[];
	readonly pairs?: PairsData | undefined;
	/** Oldest edition first. */
	readonly limits: readonly LimitsEdition[];
	readonly addOns?: AddOns | undefined;
	readonly editorLists?: EditorLists | undefined;
}

/** Answers rules from the library. `library` is called for each question because imports change it while the service runs. */
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
		taxonomy: (code, date) => answer('taxonomy', code, date),
		excludes1(a, b, date) {
			const notes = notesOn(library().notes, date);
			return notes && excludes1Of(notes, bareCode(a), bareCode(b));
		},
		sequencing(code, date) {
			const notes = notesOn(library().notes, date);
			return notes ? sequencingOf(notes, bareCode(code)) : NO_SEQUENCING;
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
		editorLists: (code) => library().editorLists?.get(bareCode(code)) ?? [],
		get missing() {
			return (Object.keys(CODE_SETS) as CodeSetName[]).filter((set) => !isLoaded(library(), set));
		},
	};
}

/** The code sets of an installation that has imported none: no code can be checked. */
export const NO_CODE_SETS = createCodeSets(() => ({ indexes: new Map(), notes: [], limits: [] }));

/** Modifiers that begin with a digit (25, 59, 95, 1P) belong to CPT and are not in the HCPCS Level II list. */
function isCptModifier(code: string): boolean {
	return /^\d[0-9A-Z]$/.test(code);
}

/** Looks up places of service: first in the shipped list, whose dates were checked by hand, then in an imported one. */
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
		case 'mce':
			return library.editorLists !== undefined;
		default:
			return library.indexes.has(set);
	}
}

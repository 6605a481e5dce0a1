import type { IsoDate } from '../superbill/dates.ts';
import { completeUntil } from './index/authority.ts';
import type { EditionDates } from './index/edition.ts';
import { shiftDays } from './index/key.ts';
import { CODE_SETS, type CodeSetName } from './index/sets.ts';

/** A notice to the operator about a set whose newest edition ends soon, has ended, or was never complete. */
export interface Reminder {
	readonly set: CodeSetName;
	readonly text: string;
}

/** Sets in which an unknown code is an error. The file of HCPCS Level II has its modifiers, too. */
const WATCHED = ['icd10cm', 'hcpcs'] as const satisfies readonly CodeSetName[];

/** Days before the end of an edition on which the reminders begin. */
const NOTICE_DAYS = 30;

/** Tells the operator what to import. @param editions of each set, oldest first */
export function remindersOf(
	editions: Readonly<Record<string, readonly EditionDates[]>>,
	today: IsoDate,
): Reminder[] {
	return WATCHED.flatMap((set) => {
		const newest = editions[set]?.findLast(({ from }) => from === null || from <= today);
		if (!newest) return [];
		const state = stateOf(set, newest, today);
		if (state === undefined) return [];
		const text = `${CODE_SETS[set].title}: edition ${newest.edition} ${state} Run "superbill codes fetch ${set}" or "superbill codes import FILE".`;
		return [{ set, text }];
	});
}

/** Says what is wrong with the newest edition; `undefined` if it is complete for a while. */
function stateOf(set: CodeSetName, newest: EditionDates, today: IsoDate): string | undefined {
	const last = completeUntil(set, newest);
	if (last === null) return undefined;
	if (last === undefined)
		return 'was rebuilt from other lists and may lack codes, so codes that it does not have are not judged.';
	if (last < today)
		return `was complete until ${last}. Codes that it does not have are not judged on later dates.`;
	return last <= shiftDays(today, NOTICE_DAYS) ? `is complete until ${last} only.` : undefined;
}

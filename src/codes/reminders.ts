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

const fetchHint = (set: CodeSetName): string =>
	`Run "superbill codes fetch ${set}", or import the file with "superbill codes import".`;

/** Tells the operator what to import. @param editions of each set, oldest first */
export function remindersOf(
	editions: Readonly<Record<string, readonly EditionDates[]>>,
	today: IsoDate,
): Reminder[] {
	return WATCHED.flatMap((set) => {
		const newest = editions[set]?.findLast(({ from }) => from === null || from <= today);
		if (!newest) return [];
		const { title } = CODE_SETS[set];
		const last = completeUntil(set, newest);
		if (last === null) return [];
		if (last === undefined) {
			const text = `${title}: edition ${newest.edition} was rebuilt from other lists and may lack codes, so codes that it does not have are not judged. ${fetchHint(set)}`;
			return [{ set, text }];
		}
		if (last < today) {
			const text = `${title}: edition ${newest.edition} was complete until ${last}. Codes that it does not have are not judged on later dates. ${fetchHint(set)}`;
			return [{ set, text }];
		}
		if (last > shiftDays(today, NOTICE_DAYS)) return [];
		return [
			{ set, text: `${title}: edition ${newest.edition} is complete until ${last} only. ${fetchHint(set)}` },
		];
	});
}

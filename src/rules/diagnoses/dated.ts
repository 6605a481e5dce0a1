import type { IsoDate } from '../../superbill/dates.ts';
import { DIAGNOSIS_LETTERS, dottedDiagnosis } from '../../superbill/diagnosis-code.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';

/** A diagnosis in the form of an ICD-10-CM code, with its dates. */
export interface DatedDiagnosis {
	readonly index: number;
	readonly letter: string;
	/** With its dot. */
	readonly code: string;
	/** Dates of service that point to it, ascending, never empty. */
	readonly days: readonly IsoDate[];
}

/**
 * Dates diagnoses by the service lines that point to them. A diagnosis without a line gets the earliest date of
 * service.
 */
export function datedDiagnoses({ diagnoses, serviceLines }: SuperbillRequest): readonly DatedDiagnosis[] {
	const byLetter = new Map<string, Set<IsoDate>>();
	let earliest: IsoDate = '9999-12-31';
	for (const { date, diagnosisPointers } of serviceLines) {
		if (date < earliest) earliest = date;
		for (const letter of diagnosisPointers) {
			const days = byLetter.get(letter);
			if (days) days.add(date);
			else byLetter.set(letter, new Set([date]));
		}
	}
	return diagnoses.flatMap(({ code: written }, index) => {
		const code = dottedDiagnosis(written);
		if (code === undefined) return [];
		const letter = DIAGNOSIS_LETTERS.charAt(index);
		return [{ index, letter, code, days: [...(byLetter.get(letter) ?? [earliest])].sort() }];
	});
}

/** Keeps the first day in each edition, because answers do not change within one. Days must ascend. */
export function firstOfEditions(days: readonly IsoDate[]): IsoDate[] {
	return days.filter((day, i) => i === 0 || editionStart(day) !== editionStart(days[i - 1] as IsoDate));
}

/** Returns the last April 1 or October 1. ICD-10-CM changes on no other days (69 FR 49148; 86 FR 44774, II.D.16). */
function editionStart(date: IsoDate): IsoDate {
	const day = date.slice(5);
	if (day >= '10-01') return `${date.slice(0, 4)}-10-01`;
	if (day >= '04-01') return `${date.slice(0, 4)}-04-01`;
	return `${Number(date.slice(0, 4)) - 1}-10-01`;
}

/** Names the edition in effect on a day by its fiscal year: FY2027 begins on October 1, 2026. */
export function icd10cmEdition(date: IsoDate): string {
	const year = Number(date.slice(0, 4));
	return `ICD-10-CM FY${date.slice(5) >= '10-01' ? year + 1 : year}`;
}

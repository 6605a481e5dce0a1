import type { IsoDate } from '../../superbill/dates.ts';
import { DIAGNOSIS_LETTERS, dottedDiagnosis } from '../../superbill/diagnosis-code.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';

/** A diagnosis with the form of an ICD-10-CM code, and the days on which it is judged. */
export interface DatedDiagnosis {
	readonly index: number;
	readonly letter: string;
	/** With its dot. */
	readonly code: string;
	/** The days of service that point to it, ascending, never empty. */
	readonly days: readonly IsoDate[];
}

/**
 * The diagnoses with the dates of service of the lines that point to them. One that no line points to is judged on the
 * earliest date of service: it was true on the first visit, if at all.
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

/** Of ascending days only the first of each edition: between two changes of ICD-10-CM no answer differs. */
export function firstOfEditions(days: readonly IsoDate[]): IsoDate[] {
	return days.filter((day, i) => i === 0 || editionStart(day) !== editionStart(days[i - 1] as IsoDate));
}

/** The last 1 April or 1 October: the only days on which ICD-10-CM changes (69 FR 49148; 86 FR 44774, II.D.16). */
function editionStart(date: IsoDate): IsoDate {
	const day = date.slice(5);
	if (day >= '10-01') return `${date.slice(0, 4)}-10-01`;
	if (day >= '04-01') return `${date.slice(0, 4)}-04-01`;
	return `${Number(date.slice(0, 4)) - 1}-10-01`;
}

/** The edition in force on a day by the fiscal year it is named after: from 1 October 2026 it is FY2027. */
export function icd10cmEdition(date: IsoDate): string {
	const year = Number(date.slice(0, 4));
	return `ICD-10-CM FY${date.slice(5) >= '10-01' ? year + 1 : year}`;
}

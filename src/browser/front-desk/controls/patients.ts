import { dateTyped } from '../../base/typing.ts';

/** A superbill of a patient, as `searchSuperbills` lists it. What is null was purged. */
interface PatientRow {
	readonly id: string;
	readonly number: string;
	readonly status: 'issued' | 'replaced' | 'void';
	readonly patient: {
		readonly firstName: string;
		readonly lastName: string;
		readonly birthDate: string | null;
		readonly accountNumber: string | null;
	} | null;
	readonly serviceTo: string | null;
}

export interface PatientPage {
	readonly items: readonly PatientRow[];
	readonly nextCursor: string | null;
}

/** A patient with the superbill that knows them best. */
export interface KnownPatient {
	readonly patient: NonNullable<PatientRow['patient']>;
	readonly superbill: { readonly id: string; readonly number: string };
	readonly lastVisit: string | null;
}

/** A search for a patient, as `searchSuperbills` takes it. */
export interface PatientSearch {
	readonly name?: string;
	readonly birthDate?: string;
	readonly accountNumber?: string;
}

/**
 * Reads one line as a birth date, an account number or a name, whichever it looks like.
 * @returns undefined if too little was typed
 */
export function patientSearch(text: string, today: string): PatientSearch | undefined {
	const plain = text.trim();
	const date = dateTyped(plain, today);
	if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return { birthDate: date };
	if (/\d/.test(plain)) return { accountNumber: plain };
	const words = plain.split(/[\s,]+/).filter((word) => word !== '');
	return words.some((word) => word.length >= 3) ? { name: words.join(' ') } : undefined;
}

/**
 * Lists each patient once, newest visit first. Same names with different birth dates or accounts are different patients. A
 * superbill that is void or was replaced knows its patient only if there is no other.
 */
export function patientsIn({ items }: PatientPage): KnownPatient[] {
	const known = new Map<string, { readonly row: PatientRow; readonly patient: KnownPatient['patient'] }>();
	for (const row of items) {
		const { patient } = row;
		if (!patient) continue;
		const { firstName, lastName, birthDate, accountNumber } = patient;
		const key = JSON.stringify([firstName, lastName, birthDate, accountNumber]).toLowerCase();
		const before = known.get(key);
		if (!before || (before.row.status !== 'issued' && row.status === 'issued')) {
			known.set(key, { row, patient });
		}
	}
	return Array.from(known.values(), ({ row: { id, number, serviceTo }, patient }) => ({
		patient,
		superbill: { id, number },
		lastVisit: serviceTo,
	}));
}

import { fieldLabel, pointer } from '../../superbill/finding.ts';
import { joinNames, visitsFinding } from './finding.ts';
import { PERSON_FIELDS, type PersonField } from './identity.ts';
import type { SourcedFinding } from './origins.ts';
import { sourceIn, type VisitReading } from './visit.ts';

/** Facts about patients that need all visits of an upload. */
export interface Patients {
	/** The number of patients. A visit whose patient cannot be identified counts as one. */
	readonly count: number;
	/** Errors if the visits of a patient seem to be of different people. */
	contradictions(patient: string): readonly SourcedFinding[];
	/** An error if a superbill of the patient may lack a visit, because the month of one is unclear. */
	undated(patient: string): readonly SourcedFinding[];
	/** A warning if the same person seems to have another account number as well, or none. */
	namesakes(patient: string): readonly SourcedFinding[];
}

export function patientsOf(visits: readonly VisitReading[]): Patients {
	const known = new Map<string, KnownPatient>();
	/** The patients with a name and birth date. */
	const namesakes = new Map<string, Set<string>>();
	let unidentified = 0;
	for (const read of visits) {
		const { patient, byName, person, month, number } = read.identity;
		if (patient === undefined) {
			unidentified++;
			continue;
		}
		const facts: KnownPatient = known.get(patient) ?? { byName, first: read, values: new Map(), undated: [] };
		known.set(patient, facts);
		if (byName !== undefined) namesakes.set(byName, (namesakes.get(byName) ?? new Set()).add(patient));
		if (month === undefined && number === undefined) facts.undated.push(read);
		// A value in a visit with errors may itself be wrong.
		if (!read.visit) continue;
		for (const field of PERSON_FIELDS) {
			const values = facts.values.get(field) ?? new Map<string | undefined, VisitReading>();
			facts.values.set(field, values);
			if (!values.has(person[field])) values.set(person[field], read);
		}
	}
	return {
		count: known.size + unidentified,
		contradictions: (patient) =>
			[...(known.get(patient) as KnownPatient).values].flatMap(([field, values]) =>
				values.size > 1 ? [contradiction(field, [...values.values()])] : [],
			),
		undated: (patient) => (known.get(patient) as KnownPatient).undated.slice(0, 1).map(undatedVisit),
		namesakes(patient) {
			const { byName, first } = known.get(patient) as KnownPatient;
			const all = byName === undefined ? undefined : namesakes.get(byName);
			return all && all.size > 1 ? [namesake(first)] : [];
		},
	};
}

interface KnownPatient {
	readonly byName: string | undefined;
	readonly first: VisitReading;
	/** The first visit with each value of a field. */
	readonly values: Map<PersonField, Map<string | undefined, VisitReading>>;
	readonly undated: VisitReading[];
}

function contradiction(field: PersonField, visits: readonly VisitReading[]): SourcedFinding {
	const path = ['patient', field];
	return visitsFinding(
		'error',
		path,
		`${fieldLabel(path)} differs between visits with the same account number: compare ${joinNames(visits.map(({ sent }) => sent.name))}.`,
		'Correct the mistake, or give each patient a different account number.',
		sourceIn((visits[1] as VisitReading).sent, pointer(path)),
	);
}

function undatedVisit({ sent }: VisitReading): SourcedFinding {
	return visitsFinding(
		'error',
		[],
		`This superbill is not made, because ${sent.name} of the same patient has no valid date and may belong on it.`,
		'Correct its date of service, then send all visits of the patient again.',
		sourceIn(sent, ''),
	);
}

function namesake({ sent }: VisitReading): SourcedFinding {
	return visitsFinding(
		'warning',
		['patient'],
		'Other visits with the same name and birth date have another account number or none, so they go on other superbills.',
		'If this is one patient, give all visits the same account number and send them again.',
		sourceIn(sent, '/patient'),
	);
}

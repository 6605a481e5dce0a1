import { pointer } from '../../superbill/finding.ts';
import { joinNames, visitsFinding } from './finding.ts';
import { PERSON_FIELDS, type PersonField } from './identity.ts';
import type { SourcedFinding } from './origins.ts';
import { sourceIn, type VisitReading } from './visit.ts';

/** What is known of the patients of all visits together. */
export interface Patients {
	/** A visit whose patient cannot be told counts as one. */
	readonly count: number;
	/** Why the visits of a patient cannot be of one person. */
	contradictions(patient: string): readonly SourcedFinding[];
	/** Why a superbill of the patient may lack a visit: there is one whose month cannot be told. */
	undated(patient: string): readonly SourcedFinding[];
	/** That a patient is probably also known by another account number, or without one. */
	namesakes(patient: string): readonly SourcedFinding[];
}

export function patientsOf(visits: readonly VisitReading[]): Patients {
	const known = new Map<string, Known>();
	/** By name and birth date, the patients who have them. */
	const namesakes = new Map<string, Set<string>>();
	let strangers = 0;
	for (const read of visits) {
		const { patient, byName, person, month, number } = read.identity;
		if (patient === undefined) {
			strangers++;
			continue;
		}
		const of: Known = known.get(patient) ?? { byName, first: read, said: new Map(), undated: [] };
		known.set(patient, of);
		if (byName !== undefined) namesakes.set(byName, (namesakes.get(byName) ?? new Set()).add(patient));
		if (month === undefined && number === undefined) of.undated.push(read);
		// What a visit with errors says may be one of them.
		if (!read.visit) continue;
		for (const field of PERSON_FIELDS) {
			const values = of.said.get(field) ?? new Map<string | undefined, VisitReading>();
			of.said.set(field, values);
			if (!values.has(person[field])) values.set(person[field], read);
		}
	}
	return {
		count: known.size + strangers,
		contradictions: (patient) =>
			[...(known.get(patient) as Known).said].flatMap(([field, values]) =>
				values.size > 1 ? [contradiction(field, [...values.values()])] : [],
			),
		undated: (patient) => (known.get(patient) as Known).undated.slice(0, 1).map(undatedVisit),
		namesakes(patient) {
			const { byName, first } = known.get(patient) as Known;
			const all = byName === undefined ? undefined : namesakes.get(byName);
			return all && all.size > 1 ? [namesake(first)] : [];
		},
	};
}

interface Known {
	readonly byName: string | undefined;
	readonly first: VisitReading;
	/** By field, the first visit that says each value. */
	readonly said: Map<PersonField, Map<string | undefined, VisitReading>>;
	readonly undated: VisitReading[];
}

function contradiction(field: PersonField, visits: readonly VisitReading[]): SourcedFinding {
	const path = ['patient', field];
	return visitsFinding(
		'error',
		path,
		`patient.${field} is not the same in all visits with this account number: compare ${joinNames(visits.map(({ sent }) => sent.name))}.`,
		'Correct what is wrong, or give each patient an account number of their own.',
		sourceIn((visits[1] as VisitReading).sent, pointer(path)),
	);
}

function undatedVisit({ sent }: VisitReading): SourcedFinding {
	return visitsFinding(
		'error',
		[],
		`Nothing is made, because ${sent.name} is of the same patient and its month cannot be told: it may belong on this superbill.`,
		'Mend its date of service, then send all visits of the patient again.',
		sourceIn(sent, ''),
	);
}

function namesake({ sent }: VisitReading): SourcedFinding {
	return visitsFinding(
		'warning',
		['patient'],
		'Other visits of the same name and birth date stand under another account number, or without one: they go on other superbills.',
		'If it is one patient, give all visits the same account number and send them again.',
		sourceIn(sent, '/patient'),
	);
}

import { joinNames, visitsFinding } from './finding.ts';
import { compositeKey } from './identity.ts';
import type { Origins, SourcedFinding } from './origins.ts';
import { type Packed, pack } from './pack.ts';
import type { Part, Parts } from './part.ts';
import { type Patients, patientsOf } from './patients.ts';
import type { ReadFrom } from './sent.ts';
import type { SplitBy } from './split-by.ts';
import { sourceIn, type VisitBody, type VisitReading } from './visit.ts';

/** A superbill made of visits, or the reasons why it cannot be made. */
export type GroupedSuperbill = {
	/** The visits in the order of the upload. */
	readonly visits: readonly ReadFrom[];
	readonly number: string | undefined;
	readonly findings: readonly SourcedFinding[];
} & (
	| { readonly refused: false; readonly body: VisitBody; readonly origins: Origins }
	| { readonly refused: true }
);

export interface GroupedVisits {
	/** The number of patients. A visit whose patient cannot be identified counts as one. */
	readonly patients: number;
	/** Ordered by the first visit of each, and made one by one. */
	readonly superbills: Iterable<GroupedSuperbill>;
}

/**
 * Groups visits into superbills: one for each practice, patient and calendar month, divided further by `splitBy`. Visits
 * with the same superbill number go on that one superbill, whatever their month. An error in a visit refuses the superbill
 * that it belongs to, because a superbill that lacks a visit looks complete.
 */
export function groupVisits(visits: readonly VisitReading[], splitBy: SplitBy): GroupedVisits {
	const groups = new Map<string, Piece[]>();
	for (const read of visits) {
		for (const [id, lines] of groupsOf(read, splitBy)) {
			const group = groups.get(id) ?? [];
			groups.set(id, group);
			group.push({ read, lines });
		}
	}
	const patients = patientsOf(visits);
	return { patients: patients.count, superbills: superbillsOf(groups.values(), patients, splitBy) };
}

/** A visit, or some of its lines, in a group. */
interface Piece {
	readonly read: VisitReading;
	readonly lines: readonly number[];
}

/** The groups that a visit belongs to, each with the lines that go there. */
function groupsOf(
	{ identity, sent }: VisitReading,
	splitBy: SplitBy,
): ReadonlyMap<string, readonly number[]> {
	const { number, practice, patient, month, payer, providers } = identity;
	const lines = [...providers.keys()];
	if (number !== undefined) return new Map([[compositeKey('number', practice, number), lines]]);
	if (patient === undefined || month === undefined)
		return new Map([[compositeKey('alone', `${sent.position}`), lines]]);
	const group = (part: string) => compositeKey('month', patient, month, part);
	switch (splitBy) {
		case 'none':
			return new Map([[group(''), lines]]);
		case 'visit':
			return new Map([[group(`${sent.position}`), lines]]);
		case 'payer':
			return new Map([[group(payer), lines]]);
		case 'provider': {
			const groups = new Map<string, number[]>();
			for (const [i, provider] of providers.entries()) {
				const ofProvider = groups.get(group(provider)) ?? [];
				groups.set(group(provider), ofProvider);
				ofProvider.push(i);
			}
			return groups;
		}
	}
}

function* superbillsOf(
	groups: Iterable<readonly Piece[]>,
	patients: Patients,
	splitBy: SplitBy,
): Generator<GroupedSuperbill> {
	for (const pieces of groups) {
		const visits = pieces.map(({ read }) => read.sent);
		const [first] = pieces as readonly [Piece, ...Piece[]];
		const patientKeys = distinct(pieces.flatMap(({ read }) => read.identity.patient ?? []));
		const isNumbered = first.read.identity.number !== undefined;
		const number = isNumbered ? first.read.visit?.number : undefined;
		const isOfOne = splitBy === 'provider' && !isNumbered;
		const errors = [
			...pieces.flatMap(({ read }) => read.findings),
			...patientKeys.flatMap((patient) => patients.contradictions(patient)),
			...(isNumbered || first.read.identity.month === undefined
				? []
				: patientKeys.flatMap((patient) => patients.undated(patient))),
			...(isOfOne ? pieces.flatMap(undividedMoney) : []),
			...(isNumbered && patientKeys.length > 1 ? [severalPatients(visits)] : []),
		];
		if (errors.length > 0) {
			yield { refused: true, visits, number, findings: [...errors, ...notMadeEither(pieces)] };
			continue;
		}
		const parts = partsOf(pieces, isOfOne);
		const [, further] = isNumbered ? pack(parts) : [];
		if (further) {
			yield { refused: true, visits, number, findings: [tooMuch(further)] };
			continue;
		}
		const namesakes = patientKeys.flatMap((patient) => patients.namesakes(patient));
		for (const { body, origins, findings, parts: taken, why } of pack(parts)) {
			yield {
				refused: false,
				visits: taken.map(({ sent }) => sent).sort(byPosition),
				number,
				body,
				origins: Object.fromEntries(origins),
				findings: [...(why === undefined ? [] : [furtherSuperbill(taken, why)]), ...namesakes, ...findings],
			};
		}
	}
}

/** Orders visits by day. */
function partsOf(pieces: readonly Piece[], isOfOne: boolean): Parts {
	const parts = pieces.map(({ read: { sent, visit }, lines }) => ({
		sent,
		visit: visit as VisitBody,
		lines,
		isOfOne,
	}));
	return parts.sort((a, b) => order(dayOf(a), dayOf(b)) || byPosition(a.sent, b.sent)) as unknown as Parts;
}

function dayOf({ visit }: Part): string {
	return (visit.serviceLines[0] as VisitBody['serviceLines'][number]).date;
}

function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function byPosition(a: ReadFrom, b: ReadFrom): number {
	return a.position - b.position;
}

/** Only the sender knows which clinician's services a payment was for. */
function undividedMoney({ read: { visit, sent }, lines }: Piece): SourcedFinding[] {
	if (!visit || lines.length === visit.serviceLines.length) return [];
	const money = (['payments', 'adjustments', 'refunds'] as const).find((name) => visit[name] !== undefined);
	if (money === undefined) return [];
	return [
		visitsFinding(
			'error',
			[money],
			`The ${money} in ${sent.name} cannot be divided, because its services are by several clinicians.`,
			"Send each clinician's services as a separate visit with its own payments, or choose another splitBy.",
			sourceIn(sent, `/${money}`),
		),
	];
}

function severalPatients(visits: readonly ReadFrom[]): SourcedFinding {
	return visitsFinding(
		'error',
		['number'],
		`Visits of several patients have this superbill number: compare ${joinNames(visits.map(({ name }) => name))}.`,
		'Give each superbill a different number, or leave it out to have one assigned when the superbill is issued.',
	);
}

function tooMuch({ why, parts: [{ sent }] }: Packed): SourcedFinding {
	return visitsFinding(
		'error',
		['number'],
		`The visits with this superbill number do not fit on one superbill, because ${why}.`,
		'Correct the mistake, or give the visits different numbers, or none.',
		sourceIn(sent, ''),
	);
}

function furtherSuperbill(parts: Parts, why: string): SourcedFinding {
	return visitsFinding(
		'warning',
		[],
		`The patient has another superbill for this month, because ${why}.`,
		'If that is a mistake, correct it and send the visits again.',
		sourceIn(parts[0].sent, ''),
	);
}

/** Mentions the error-free visits that are not made either. */
function notMadeEither(pieces: readonly Piece[]): SourcedFinding[] {
	const withoutError = pieces.filter(({ read }) => read.visit);
	if (withoutError.length === 0 || withoutError.length === pieces.length) return [];
	return [
		visitsFinding(
			'info',
			[],
			`No superbill is made of ${joinNames(withoutError.map(({ read }) => read.sent.name))} either, because it would look complete without the other visits.`,
			'Fix the errors, then send all of these visits again.',
		),
	];
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

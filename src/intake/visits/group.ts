import { joinNames, visitsFinding } from './finding.ts';
import { compositeKey, firstPayer, lineProviders, serviceLinesOf } from './identity.ts';
import type { Origins, SourcedFinding } from './origins.ts';
import { type Packed, pack } from './pack.ts';
import type { Part, Parts } from './part.ts';
import { type Patients, patientsOf } from './patients.ts';
import type { SentVisit } from './sent.ts';
import type { SplitBy } from './split-by.ts';
import { sourceIn, type VisitBody, type VisitReading } from './visit.ts';

/** A superbill that was made of visits, or why none can be made of them. */
export type GroupedSuperbill = {
	/** In the order of the upload. */
	readonly visits: readonly SentVisit[];
	readonly number: string | undefined;
	readonly findings: readonly SourcedFinding[];
} & (
	| { readonly refused: false; readonly body: VisitBody; readonly origins: Origins }
	| { readonly refused: true }
);

export interface GroupedVisits {
	/** How many patients the visits are of; a visit whose patient cannot be told counts as one. */
	readonly patients: number;
	/** In the order in which the first visit of each was sent, made one by one. */
	readonly superbills: Iterable<GroupedSuperbill>;
}

/**
 * Puts visits together: those of one practice, patient and calendar month on one superbill, divided further as asked.
 * Visits with the same superbill number stand on that one, whatever their month. An error in a visit refuses the
 * superbill that it would be on, because one that lacks a visit looks complete.
 */
export function groupVisits(visits: readonly VisitReading[], splitBy: SplitBy): GroupedVisits {
	const groups = new Map<string, Piece[]>();
	for (const read of visits) {
		for (const [id, lines] of divided(read, splitBy)) {
			const group = groups.get(id) ?? [];
			groups.set(id, group);
			group.push({ read, lines });
		}
	}
	const patients = patientsOf(visits);
	return { patients: patients.count, superbills: made(groups.values(), patients, splitBy) };
}

/** A visit, or some of its lines, which belong in a group. */
interface Piece {
	readonly read: VisitReading;
	readonly lines: readonly number[];
}

/** The groups in which a visit stands, and with which of its lines. */
function divided(
	{ identity: whose, sent }: VisitReading,
	splitBy: SplitBy,
): ReadonlyMap<string, readonly number[]> {
	const { number, practice, patient, month } = whose;
	const lines = [...serviceLinesOf(sent.body).keys()];
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
			return new Map([[group(firstPayer(sent.body)), lines]]);
		case 'provider': {
			const groups = new Map<string, number[]>();
			for (const [i, provider] of lineProviders(sent.body).entries()) {
				const ofProvider = groups.get(group(provider)) ?? [];
				groups.set(group(provider), ofProvider);
				ofProvider.push(i);
			}
			return groups;
		}
	}
}

function* made(
	groups: Iterable<readonly Piece[]>,
	patients: Patients,
	splitBy: SplitBy,
): Generator<GroupedSuperbill> {
	for (const pieces of groups) {
		const visits = pieces.map(({ read }) => read.sent);
		const [first] = pieces as readonly [Piece, ...Piece[]];
		const whose = distinct(pieces.flatMap(({ read }) => read.identity.patient ?? []));
		const isNumbered = first.read.identity.number !== undefined;
		const number = isNumbered ? first.read.visit?.number : undefined;
		const isOfOne = splitBy === 'provider' && !isNumbered;
		const errors = [
			...pieces.flatMap(({ read }) => read.findings),
			...whose.flatMap((patient) => patients.contradictions(patient)),
			...(isNumbered || first.read.identity.month === undefined
				? []
				: whose.flatMap((patient) => patients.undated(patient))),
			...(isOfOne ? pieces.flatMap(undividedMoney) : []),
			...(isNumbered && whose.length > 1 ? [severalPatients(visits)] : []),
		];
		if (errors.length > 0) {
			yield { refused: true, visits, number, findings: [...errors, ...notMade(pieces)] };
			continue;
		}
		const parts = partsOf(pieces, isOfOne);
		const [, further] = isNumbered ? pack(parts) : [];
		if (further) {
			yield { refused: true, visits, number, findings: [tooMuchForOne(further)] };
			continue;
		}
		const namesakes = whose.flatMap((patient) => patients.namesakes(patient));
		for (const { body, origins, findings, parts: taken, why } of pack(parts)) {
			yield {
				refused: false,
				visits: taken.map(({ sent }) => sent).sort(byPosition),
				number,
				body,
				origins: Object.fromEntries(origins),
				findings: [...(why === undefined ? [] : [another(taken, why)]), ...namesakes, ...findings],
			};
		}
	}
}

/** Visits without an error in the order of their days. */
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

function byPosition(a: SentVisit, b: SentVisit): number {
	return a.position - b.position;
}

/** Whose service a payment was for, only its sender can say. */
function undividedMoney({ read: { visit, sent }, lines }: Piece): SourcedFinding[] {
	if (!visit || lines.length === visit.serviceLines.length) return [];
	const money = (['payments', 'adjustments', 'refunds'] as const).find((name) => visit[name] !== undefined);
	if (money === undefined) return [];
	return [
		visitsFinding(
			'error',
			[money],
			`${sent.name} has services of several clinicians and ${money}: nothing says whose they are.`,
			"Send each clinician's services as a visit of its own, with what was paid for them, or choose another splitBy.",
			sourceIn(sent, `/${money}`),
		),
	];
}

function severalPatients(visits: readonly SentVisit[]): SourcedFinding {
	return visitsFinding(
		'error',
		['number'],
		`The visits with this superbill number are of several patients: compare ${joinNames(visits.map(({ name: called }) => called))}.`,
		'Give each superbill a number of its own, or none: then it is numbered when it is issued.',
	);
}

function tooMuchForOne({ why, parts: [{ sent }] }: Packed): SourcedFinding {
	return visitsFinding(
		'error',
		['number'],
		`The visits with this superbill number cannot stand on one superbill, because ${why}.`,
		'Correct what is not meant, or give the visits several numbers, or none.',
		sourceIn(sent, ''),
	);
}

function another(parts: Parts, why: string): SourcedFinding {
	return visitsFinding(
		'warning',
		[],
		`This is not the only superbill of this patient and month, because ${why}.`,
		'If that is not meant, correct it and send the visits again.',
		sourceIn(parts[0].sent, ''),
	);
}

/** What has no error itself and yet is not made. */
function notMade(pieces: readonly Piece[]): SourcedFinding[] {
	const innocent = pieces.filter(({ read }) => read.visit);
	if (innocent.length === 0 || innocent.length === pieces.length) return [];
	return [
		visitsFinding(
			'info',
			[],
			`Nothing is made of ${joinNames(innocent.map(({ read }) => read.sent.name))} either: a superbill without the others would look complete.`,
			'Mend the errors, then send all of them again.',
		),
	];
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

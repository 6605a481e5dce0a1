import type { z } from 'zod';
import {
	expandReferences,
	PracticeReference,
	ProviderReference,
	ServiceReference,
} from '../../practices/references.ts';
import { SentSuperbill } from '../../practices/sent.ts';
import { DIAGNOSIS_LETTERS } from '../../superbill/diagnosis-code.ts';
import type { Finding } from '../../superbill/finding.ts';
import { placeOf, readPart, readShape, shapeFinding, withoutNulls } from '../../superbill/read.ts';
import { SuperbillRequest } from '../../superbill/request.ts';
import { identify, type VisitIdentity } from './identity.ts';
import { type Origin, originOf, type SourcedFinding, withSource } from './origins.ts';
import type { ReadFrom, SentVisit } from './sent.ts';

/** A visit of the right shape: all lines have the same date, and every pointer names one of its diagnoses. */
export type VisitBody = Omit<z.output<typeof SentSuperbill>, 'replaces'>;

export interface VisitReading {
	readonly sent: ReadFrom;
	readonly identity: VisitIdentity;
	/** Absent if there is a finding. */
	readonly visit?: VisitBody;
	readonly findings: readonly SourcedFinding[];
}

export function readVisit(sent: SentVisit): VisitReading {
	// Without the body, because thousands of visits are in memory together.
	const { body: given, findings: _, ...from } = sent;
	const whole = SentSuperbill.safeParse(given);
	const body = whole.success ? given : withoutNulls(SentSuperbill, withoutNulls(SuperbillRequest, given));
	const common = { sent: from, identity: identify(body) };
	// An error about the whole visit means that its body is incomplete.
	if (sent.findings.some(({ pointer }) => pointer === '')) return { ...common, findings: sent.findings };
	const { data } = body === given ? whole : SentSuperbill.safeParse(body);
	const reported = new Set(sent.findings.map(({ pointer }) => pointer));
	const found = (data ? visitErrors(data) : shapeErrors(given, reported))
		.filter(({ pointer }) => placeOf(pointer, reported) === undefined)
		.map((finding) => withSource(finding, sourceIn(sent, finding.pointer)));
	const findings = [...sent.findings, ...found];
	return data && findings.length === 0 ? { ...common, findings, visit: data } : { ...common, findings };
}

/** Names the mistakes that a union of schemas can only report as "neither fits". */
function shapeErrors(body: unknown, reported: ReadonlySet<string>): readonly Finding[] {
	const { places, body: expanded } = expandReferences(body, undefined);
	const { findings: ofShape = [] } = readShape(
		SuperbillRequest,
		expanded,
		new Set([...places.keys(), ...reported]),
	);
	const ofReferences = [...new Set(places.values())].flatMap((place) => {
		const steps = stepsOf(place);
		return readPart(REFERENCES[String(steps.at(-1))] as z.ZodType, body, steps).findings ?? [];
	});
	return [...ofShape, ...ofReferences];
}

const REFERENCES: Readonly<Record<string, z.ZodType>> = {
	billingProvider: PracticeReference,
	renderingProvider: ProviderReference,
	service: ServiceReference,
};

/** The steps of a pointer, with list indexes as numbers. */
function stepsOf(place: string): PropertyKey[] {
	return place
		.slice(1)
		.split('/')
		.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** Checks what is required of a visit but not of a superbill. */
function visitErrors({ serviceLines, diagnoses, replaces }: z.output<typeof SentSuperbill>): Finding[] {
	const [{ date }] = serviceLines as [VisitBody['serviceLines'][number]];
	const known = DIAGNOSIS_LETTERS.slice(0, diagnoses.length);
	return [
		...(replaces === undefined ? [] : [NO_REPLACEMENT]),
		...serviceLines.flatMap((line, i) => [
			...(line.date === date ? [] : [otherDay(i)]),
			...line.diagnosisPointers.flatMap((letter, j) =>
				known.includes(letter) ? [] : [noSuchDiagnosis(i, j, letter)],
			),
		]),
	];
}

const NO_REPLACEMENT = shapeFinding(
	['replaces'],
	'A visit cannot have replaces, because the superbill that it goes on is not known yet.',
	'Send the corrected superbill as a single request.',
);

function otherDay(line: number): Finding {
	return shapeFinding(
		['serviceLines', line, 'date'],
		`Service line ${line + 1} has a different date from service line 1, but a visit takes place on one day.`,
		'Correct the date, or send the services of each day as a separate visit.',
	);
}

function noSuchDiagnosis(line: number, index: number, letter: string): Finding {
	return shapeFinding(
		['serviceLines', line, 'diagnosisPointers', index],
		`Service line ${line + 1} points to diagnosis ${letter}, which the visit does not have.`,
		'Use the letter of a diagnosis of the same visit, or add the diagnosis.',
	);
}

/** The origin of a place in a visit. */
export function sourceIn({ position, rows, origins }: ReadFrom, place: string): Origin | undefined {
	if (origins) return originOf(place, origins);
	return { visit: position, ...(rows && { row: rows[0] }), pointer: place };
}

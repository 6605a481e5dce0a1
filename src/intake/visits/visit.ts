import type { z } from 'zod';
import { expandReferences, PracticeReference, ProviderReference } from '../../practices/references.ts';
import { SentSuperbill } from '../../practices/sent.ts';
import { DIAGNOSIS_LETTERS } from '../../superbill/diagnosis-code.ts';
import { type Finding, fieldName } from '../../superbill/finding.ts';
import { placeOf, readPart, readShape, shapeFinding } from '../../superbill/read.ts';
import { SuperbillRequest } from '../../superbill/request.ts';
import { identify, type VisitIdentity } from './identity.ts';
import { type Origin, originOf, type SourcedFinding, withSource } from './origins.ts';
import type { SentVisit } from './sent.ts';

/** A visit of the right shape: one day, and every pointer names one of its diagnoses. */
export type VisitBody = Omit<z.output<typeof SentSuperbill>, 'replaces'>;

export interface VisitReading {
	readonly sent: SentVisit;
	readonly identity: VisitIdentity;
	/** Absent where there is a finding. */
	readonly visit?: VisitBody;
	/** Errors. */
	readonly findings: readonly SourcedFinding[];
}

/** Checks the shape of a visit, so that what is put together can be trusted to be what it seems. */
export function readVisit(sent: SentVisit): VisitReading {
	const common = { sent, identity: identify(sent.body) };
	// Of a visit that could not be read as a whole, what it lacks was never looked for.
	if (sent.findings.some(({ pointer }) => pointer === '')) return { ...common, findings: sent.findings };
	const { data } = SentSuperbill.safeParse(sent.body);
	const told = new Set(sent.findings.map(({ pointer }) => pointer));
	const found = (data ? visitErrors(data) : shapeErrors(sent.body, told))
		.filter(({ pointer }) => placeOf(pointer, told) === undefined)
		.map((finding) => withSource(finding, sourceIn(sent, finding.pointer)));
	const findings = [...sent.findings, ...found];
	return data && findings.length === 0 ? { ...common, findings, visit: data } : { ...common, findings };
}

/** Its own words instead of a union's, which can only say that neither fits. */
function shapeErrors(body: unknown, told: ReadonlySet<string>): readonly Finding[] {
	const { places } = expandReferences(body, undefined);
	const { findings: ofShape = [] } = readShape(SuperbillRequest, body, new Set([...places, ...told]));
	const ofReferences = [...places].flatMap((place) => {
		const schema = place === '/billingProvider' ? PracticeReference : ProviderReference;
		return readPart(schema, body, stepsOf(place)).findings ?? [];
	});
	return [...ofShape, ...ofReferences];
}

/** The way to a place, with the indexes of lists as numbers. */
function stepsOf(place: string): PropertyKey[] {
	return place
		.slice(1)
		.split('/')
		.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** What holds of a visit and not of a superbill. */
function visitErrors({ serviceLines, diagnoses, replaces }: z.output<typeof SentSuperbill>): Finding[] {
	const [{ date }] = serviceLines as [VisitBody['serviceLines'][number]];
	const known = DIAGNOSIS_LETTERS.slice(0, diagnoses.length);
	return [
		...(replaces === undefined ? [] : [NO_REPLACEMENT]),
		...serviceLines.flatMap((line, i) => [
			...(line.date === date ? [] : [otherDay(i)]),
			...line.diagnosisPointers.flatMap((letter, j) =>
				known.includes(letter) ? [] : [noSuchDiagnosis(['serviceLines', i, 'diagnosisPointers', j], letter)],
			),
		]),
	];
}

const NO_REPLACEMENT = shapeFinding(
	['replaces'],
	'replaces cannot stand in a visit: which superbill it would be printed on is not known yet.',
	'Send the corrected superbill by itself.',
);

function otherDay(line: number): Finding {
	return shapeFinding(
		['serviceLines', line, 'date'],
		`serviceLines[${line}].date is not the day of the first line: a visit is of one day.`,
		'Correct the date, or send the services of each day as a visit of its own.',
	);
}

function noSuchDiagnosis(path: readonly PropertyKey[], letter: string): Finding {
	return shapeFinding(
		path,
		`${fieldName(path)} is ${letter}, which no diagnosis of the visit has.`,
		'Name the letter of a diagnosis of the same visit, or add the diagnosis.',
	);
}

/** Where a place of a visit stood in the upload. */
export function sourceIn({ position, rows, origins }: SentVisit, place: string): Origin | undefined {
	if (origins) return originOf(place, origins);
	return { visit: position, ...(rows && { row: rows[0] }), pointer: place };
}

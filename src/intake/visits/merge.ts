import { dottedDiagnosis } from '../../superbill/diagnosis-code.ts';
import { fieldLabel } from '../../superbill/finding.ts';
import { compositeKey, folded, payerOf } from './identity.ts';
import type { Origin, SourcedFinding } from './origins.ts';
import { Notes, type Part, type Parts, providerOf, same, type VisitLine } from './part.ts';
import type { VisitBody } from './visit.ts';

export interface Merged {
	/** A superbill request with all parts; its lists may be longer than a superbill allows. */
	readonly body: VisitBody;
	readonly origins: ReadonlyMap<string, Origin>;
	/** Warnings about differences between the parts. */
	readonly findings: readonly SourcedFinding[];
}

/** Properties that a superbill has once and no line can override: visits that differ in one cannot share a superbill. */
export const ONCE = [
	'issuedOn',
	'template',
	'language',
	'qrCode',
	'payerProfile',
	'billingProvider',
	'supervisingProvider',
	'referringProvider',
	'serviceFacility',
	'guarantor',
	'conditionRelatedTo',
	'accidentDate',
	'onset',
	'otherDates',
	'releaseOfInformation',
	'assignmentOfBenefits',
	'acceptAssignment',
	'metadata',
] as const satisfies readonly (keyof VisitBody)[];

/** Lists that are joined. */
const ROWS = [
	'payments',
	'adjustments',
	'refunds',
	'otherItems',
] as const satisfies readonly (keyof VisitBody)[];

/** Merges parts that are of one patient and agree in {@link ONCE}, in the order given. */
export function merge(parts: Parts): Merged {
	const [first] = parts;
	const notes = new Notes();
	if (parts.every(({ sent }) => sent === first.sent)) notes.from([], first);
	const once = onceOf(first, notes);
	const renderingProvider = mainProvider(first, notes);
	const patient = patientOf(parts, notes);
	const coverages = coveragesOf(parts, notes);
	const { diagnoses, letters } = diagnosesOf(parts, notes);
	const serviceLines = linesOf(parts, letters, renderingProvider, notes);
	const notices = distinct(parts.flatMap(({ visit }) => visit.notices ?? []));
	const texts = distinct(parts.flatMap(({ visit }) => visit.note ?? []));
	const body = {
		...once,
		renderingProvider,
		patient,
		...(coverages.length > 0 && { coverages }),
		diagnoses,
		serviceLines,
		...rowsOf(parts, notes),
		...(notices.length > 0 && { notices }),
		...(texts.length > 0 && { note: texts.join(' ') }),
	};
	return { body, origins: notes.origins, findings: notes.findings };
}

type Once = Pick<VisitBody, 'number' | (typeof ONCE)[number]>;

function onceOf(first: Part, notes: Notes): Once {
	const given = (['number', ...ONCE] as const).filter((name) => first.visit[name] !== undefined);
	for (const name of given) notes.from([name], first);
	return Object.fromEntries(given.map((name) => [name, first.visit[name]])) as unknown as Once;
}

/** The first part's provider. Lines by another provider carry that provider. */
function mainProvider(first: Part, notes: Notes): VisitBody['renderingProvider'] {
	const { value, path } = first.isOfOne
		? providerOf(first, first.lines[0] as number)
		: { value: first.visit.renderingProvider, path: ['renderingProvider'] };
	notes.from(['renderingProvider'], first, path);
	return value;
}

/** Takes each property from the latest visit that has it. */
function patientOf(parts: Parts, notes: Notes): VisitBody['patient'] {
	const patient: Record<string, unknown> = {};
	for (const part of parts) {
		for (const [name, value] of Object.entries(part.visit.patient)) {
			const path = ['patient', name];
			// Case and spacing do not matter: the patient is already identified.
			if (name in patient && !same(foldedText(patient[name]), foldedText(value))) {
				notes.differs(
					path,
					part,
					path,
					`${fieldLabel(path)} in ${part.sent.name} differs from an earlier visit of this superbill. The latest value is printed.`,
					'If the latest value is wrong, correct it and send the visits again.',
				);
			}
			patient[name] = value;
			notes.from(path, part);
		}
	}
	return patient as VisitBody['patient'];
}

function foldedText(value: unknown): unknown {
	return folded(value) ?? value;
}

type Coverage = NonNullable<VisitBody['coverages']>[number];

/** Lists each insurance, identified by payer and member, once: in the order of first mention and the latest wording. */
function coveragesOf(parts: Parts, notes: Notes): Coverage[] {
	const coverages = new Map<string, Coverage>();
	for (const part of parts) {
		const own = new Map((part.visit.coverages ?? []).map((coverage) => [coverageKey(coverage), coverage]));
		const agrees =
			part === parts[0] ||
			(own.size === coverages.size && [...own].every(([id, coverage]) => same(coverages.get(id), coverage)));
		for (const [id, coverage] of own) coverages.set(id, coverage);
		const places = [...coverages.keys()];
		for (const [i, id] of [...own.keys()].entries()) {
			notes.from(['coverages', places.indexOf(id)], part, ['coverages', i]);
		}
		if (!agrees) {
			notes.differs(
				['coverages'],
				part,
				['coverages'],
				`The coverages in ${part.sent.name} differ from those of earlier visits of this superbill. All of them are printed.`,
				'Correct the coverages, or use splitBy "payer" to get one superbill for each payer.',
			);
		}
	}
	return [...coverages.values()];
}

function coverageKey(coverage: Coverage): string {
	return compositeKey(payerOf(coverage), String(folded(coverage.memberId)));
}

type Diagnosis = VisitBody['diagnoses'][number];

/** Lists each diagnosis once, in the order of first mention, and the new letters of each part's diagnoses. */
function diagnosesOf(
	parts: Parts,
	notes: Notes,
): { readonly diagnoses: Diagnosis[]; readonly letters: ReadonlyMap<Part, readonly string[]> } {
	const diagnoses: Diagnosis[] = [];
	const letters = new Map<Part, readonly string[]>();
	for (const part of parts) {
		// Only of earlier parts: the rules find a diagnosis that one visit lists twice.
		const known = new Map(diagnoses.map(({ code }, i) => [codeKey(code), i]));
		const places = part.visit.diagnoses.map((diagnosis, i) => {
			const place = known.get(codeKey(diagnosis.code));
			if (place === undefined) {
				notes.from(['diagnoses', diagnoses.length], part, ['diagnoses', i]);
				return diagnoses.push(diagnosis) - 1;
			}
			diagnoses[place] = described(diagnoses[place] as Diagnosis, diagnosis, [place, part, i], notes);
			return place;
		});
		letters.set(part, places.map(letterAt));
	}
	return { diagnoses, letters };
}

/** Keeps the first description of a diagnosis. */
function described(
	first: Diagnosis,
	again: Diagnosis,
	[place, part, i]: readonly [place: number, part: Part, i: number],
	notes: Notes,
): Diagnosis {
	if (again.description === undefined) return first;
	if (first.description === undefined) return { ...first, description: again.description };
	if (first.description !== again.description) {
		notes.differs(
			['diagnoses', place, 'description'],
			part,
			['diagnoses', i, 'description'],
			`The description of diagnosis ${letterAt(place)} in ${part.sent.name} differs from an earlier visit of this superbill. The first description is printed.`,
			'Describe a diagnosis in the same words in all visits of a patient.',
		);
	}
	return first;
}

function codeKey(code: string): string {
	return dottedDiagnosis(code) ?? code;
}

/** There are no letters beyond L, but a superbill with more diagnoses is divided later. */
function letterAt(place: number): string {
	return String.fromCharCode(65 + place);
}

function linesOf(
	parts: Parts,
	letters: ReadonlyMap<Part, readonly string[]>,
	main: VisitBody['renderingProvider'],
	notes: Notes,
): VisitLine[] {
	const lines: VisitLine[] = [];
	for (const part of parts) {
		const letterOf = letters.get(part) as readonly string[];
		for (const i of part.lines) {
			const { renderingProvider: _, ...line } = part.visit.serviceLines[i] as VisitLine;
			const provider = providerOf(part, i);
			notes.from(['serviceLines', lines.length], part, ['serviceLines', i]);
			notes.from(['serviceLines', lines.length, 'renderingProvider'], part, provider.path);
			lines.push({
				...line,
				diagnosisPointers: line.diagnosisPointers.map((own) => letterOf[own.charCodeAt(0) - 65] as string),
				...(!same(provider.value, main) && { renderingProvider: provider.value }),
			});
		}
	}
	return lines;
}

function rowsOf(parts: Parts, notes: Notes): Pick<VisitBody, (typeof ROWS)[number]> {
	const rows: Record<string, unknown[]> = {};
	for (const name of ROWS) {
		for (const part of parts) {
			for (const [i, row] of (part.visit[name] ?? []).entries()) {
				rows[name] ??= [];
				notes.from([name, rows[name].push(row) - 1], part, [name, i]);
			}
		}
	}
	return rows as Pick<VisitBody, (typeof ROWS)[number]>;
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

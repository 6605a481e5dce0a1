import { dottedDiagnosis } from '../../superbill/diagnosis-code.ts';
import { compositeKey, folded, payerOf } from './identity.ts';
import type { Origin, SourcedFinding } from './origins.ts';
import { Notes, type Part, type Parts, providerOf, same, type VisitLine } from './part.ts';
import type { VisitBody } from './visit.ts';

export interface Merged {
	/** A superbill request in which all parts stand; a list may be longer than a superbill can have it. */
	readonly body: VisitBody;
	/** Where its places stood in the upload. */
	readonly origins: ReadonlyMap<string, Origin>;
	/** What the parts did not agree about. */
	readonly findings: readonly SourcedFinding[];
}

/** What a superbill has once and no line can say for itself: visits that differ in it cannot share one. */
export const ONCE = [
	'issuedOn',
	'template',
	'language',
	'billingProvider',
	'supervisingProvider',
	'referringProvider',
	'serviceFacility',
	'guarantor',
] as const satisfies readonly (keyof VisitBody)[];

/** What stands row after row. */
const ROWS = ['payments', 'adjustments', 'refunds'] as const satisfies readonly (keyof VisitBody)[];

/** Puts parts together that are of one patient and agree in {@link ONCE}, in the order given. */
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

/** The first part's; lines of another say so themselves. */
function mainProvider(first: Part, notes: Notes): VisitBody['renderingProvider'] {
	const { value, path } = first.isOfOne
		? providerOf(first, first.lines[0] as number)
		: { value: first.visit.renderingProvider, path: ['renderingProvider'] };
	notes.from(['renderingProvider'], first, path);
	return value;
}

/** Property by property what the latest visit says that says anything. */
function patientOf(parts: Parts, notes: Notes): VisitBody['patient'] {
	const patient: Record<string, unknown> = {};
	for (const part of parts) {
		for (const [name, value] of Object.entries(part.visit.patient)) {
			const path = ['patient', name];
			// Capitals and spaces of a name make no other one: who it is was settled before.
			if (name in patient && !same(foldedText(patient[name]), foldedText(value))) {
				notes.differs(
					path,
					part,
					path,
					`patient.${name} is not the same in all visits of this superbill: ${part.sent.name} says otherwise than an earlier one. The latest is printed.`,
					'If the latest is not right, correct it and send the visits again.',
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

/** Every insurance once, by payer and member, in the order in which they are first named; its latest wording. */
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
				`The visits of this superbill do not name the same coverages: ${part.sent.name} differs from earlier ones. All of them are printed.`,
				'Correct the coverages, or send the visits with splitBy "payer" for one superbill to each payer.',
			);
		}
	}
	return [...coverages.values()];
}

function coverageKey(coverage: Coverage): string {
	return compositeKey(payerOf(coverage), String(folded(coverage.memberId)));
}

type Diagnosis = VisitBody['diagnoses'][number];

/** Every diagnosis once, in the order in which they are first named; and for each part the letters that its own got. */
function diagnosesOf(
	parts: Parts,
	notes: Notes,
): { readonly diagnoses: Diagnosis[]; readonly letters: ReadonlyMap<Part, readonly string[]> } {
	const diagnoses: Diagnosis[] = [];
	const letters = new Map<Part, readonly string[]>();
	for (const part of parts) {
		// Of earlier parts alone: what a visit itself has twice is left for the rules to find.
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

/** A diagnosis in the first words that were said of it. */
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
			`diagnoses[${place}].description is not the same in all visits of this superbill: ${part.sent.name} says otherwise than an earlier one. The first is printed.`,
			'Describe a diagnosis in the same words in all visits of a patient.',
		);
	}
	return first;
}

function codeKey(code: string): string {
	return dottedDiagnosis(code) ?? code;
}

/** Beyond L there is none, but then there are more diagnoses than a superbill can have. */
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

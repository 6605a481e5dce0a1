import type { IsoDate } from '../superbill/dates.ts';
import type { Clinician } from '../superbill/parties.ts';
import type { ServiceLineRequest, SuperbillRequest } from '../superbill/request.ts';
import type { Path } from './rule.ts';

/** The ways through a request that several rules take. Each step says where it stands, ready for a hit's `at`. */

export interface LineAt {
	readonly line: ServiceLineRequest;
	readonly at: Path;
}

export function eachLine({ serviceLines }: SuperbillRequest): readonly LineAt[] {
	return serviceLines.map((line, i) => ({ line, at: ['serviceLines', i] }));
}

/** The line of the earliest date of service; the first of them in the list where several are. */
export function earliestLine(request: SuperbillRequest): LineAt {
	return eachLine(request).reduce((first, next) => (next.line.date < first.line.date ? next : first));
}

/** Every clinician of the request, and of its lines where they name one of their own. */
export function* eachClinician(request: SuperbillRequest): Generator<{ clinician: Clinician; at: Path }> {
	for (const role of ['renderingProvider', 'supervisingProvider', 'referringProvider'] as const) {
		const clinician = request[role];
		if (clinician) yield { clinician, at: [role] };
	}
	for (const { line, at } of eachLine(request)) {
		if (line.renderingProvider) yield { clinician: line.renderingProvider, at: [...at, 'renderingProvider'] };
	}
}

/** The NPI of the clinician who rendered a line. */
export function renderingNpi(request: SuperbillRequest, line: ServiceLineRequest): string {
	return (line.renderingProvider ?? request.renderingProvider).npi;
}

/** What one clinician did on one day: payers judge by it which services go together. */
export interface Visit {
	readonly date: IsoDate;
	readonly npi: string;
	readonly lines: readonly LineAt[];
}

/** The lines by date of service and rendering provider, in the order of their first lines. */
export function visitsOf(request: SuperbillRequest): readonly Visit[] {
	const visits = new Map<string, Visit & { readonly lines: LineAt[] }>();
	for (const lineAt of eachLine(request)) {
		const { date } = lineAt.line;
		const npi = renderingNpi(request, lineAt.line);
		const visit = visits.get(date + npi);
		if (visit) visit.lines.push(lineAt);
		else visits.set(date + npi, { date, npi, lines: [lineAt] });
	}
	return [...visits.values()];
}

/** Lines by their code, in the order of their first lines. */
export function byCode(lines: readonly LineAt[]): ReadonlyMap<string, readonly LineAt[]> {
	const groups = new Map<string, LineAt[]>();
	for (const lineAt of lines) {
		const group = groups.get(lineAt.line.code);
		if (group) group.push(lineAt);
		else groups.set(lineAt.line.code, [lineAt]);
	}
	return groups;
}

/** "96365, 96367 or 96374"; what is beyond the eighth is counted. */
export function anyOf(codes: readonly string[]): string {
	const named =
		codes.length > MOST_NAMED
			? [...codes.slice(0, MOST_NAMED - 1), `${codes.length - MOST_NAMED + 1} more`]
			: codes;
	return orList.format(named);
}

const MOST_NAMED = 8;
const orList = new Intl.ListFormat('en', { type: 'disjunction' });

/** What steers the printing and is not itself printed. */
const NOT_PRINTED: ReadonlySet<string> = new Set(['template', 'language', 'timeZone', 'notices']);

/** The texts that stand on the document and of which something holds; most requests have hundreds and no such one. */
export function printedTexts(
	request: object,
	holds: (text: string, property: string | number) => boolean,
): { text: string; at: Path }[] {
	const found: { text: string; at: Path }[] = [];
	const path: (string | number)[] = [];
	const visit = (value: unknown, step: string | number): void => {
		path.push(step);
		if (typeof value === 'string') {
			if (holds(value, step)) found.push({ text: value, at: [...path] });
		} else if (Array.isArray(value)) {
			for (let i = 0; i < value.length; i++) visit(value[i], i);
		} else if (typeof value === 'object' && value !== null) {
			for (const key in value) if (!NOT_PRINTED.has(key)) visit(value[key as keyof object], key);
		}
		path.pop();
	};
	for (const key in request) if (!NOT_PRINTED.has(key)) visit(request[key as keyof object], key);
	return found;
}

/** Help for a code that is wrong: its form in capitals where that alone would mend it, else the general advice. */
export function capitalsOr(code: string, fits: (code: string) => boolean, advice: string): string {
	const capitals = code.toUpperCase();
	return fits(capitals) ? `Write it in capitals: ${capitals}.` : advice;
}

import type { IsoDate } from '../superbill/dates.ts';
import type { Clinician } from '../superbill/parties.ts';
import type { ServiceLineRequest, SuperbillRequest } from '../superbill/request.ts';
import type { RequestPath } from './rule.ts';

/** The ways through a request that several rules take. Each step says where it stands, ready for a hit's `at`. */

export interface LocatedLine {
	readonly line: ServiceLineRequest;
	readonly at: RequestPath;
}

export function eachLine({ serviceLines }: SuperbillRequest): readonly LocatedLine[] {
	return serviceLines.map((line, i) => ({ line, at: ['serviceLines', i] }));
}

/** The line of the earliest date of service; the first of them in the list where several are. */
export function earliestLine(request: SuperbillRequest): LocatedLine {
	return eachLine(request).reduce((first, next) => (next.line.date < first.line.date ? next : first));
}

/** Every clinician of the request, and of its lines where they name one of their own. */
export function* eachClinician(
	request: SuperbillRequest,
): Generator<{ clinician: Clinician; at: RequestPath }> {
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
export interface ProviderDay {
	readonly date: IsoDate;
	readonly npi: string;
	readonly lines: readonly LocatedLine[];
}

/** The lines by date of service and rendering provider, in the order of their first lines. */
export function providerDays(request: SuperbillRequest): readonly ProviderDay[] {
	const visits = new Map<string, ProviderDay & { readonly lines: LocatedLine[] }>();
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
export function byCode(lines: readonly LocatedLine[]): ReadonlyMap<string, readonly LocatedLine[]> {
	const groups = new Map<string, LocatedLine[]>();
	for (const lineAt of lines) {
		const group = groups.get(lineAt.line.code);
		if (group) group.push(lineAt);
		else groups.set(lineAt.line.code, [lineAt]);
	}
	return groups;
}

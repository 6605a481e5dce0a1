import type { IsoDate } from '../superbill/dates.ts';
import type { Clinician, ReferringProvider } from '../superbill/parties.ts';
import type { ServiceLineRequest, SuperbillRequest } from '../superbill/request.ts';
import type { RequestPath } from './rule.ts';

/** Walks through a request that several rules share. Each step has its path, for `RuleFinding.at`. */

export interface LocatedLine {
	readonly line: ServiceLineRequest;
	readonly at: RequestPath;
}

/** Remembers the answer for a request as long as the request lives, because many rules ask the same. */
function once<T>(ask: (request: SuperbillRequest) => T): (request: SuperbillRequest) => T {
	const known = new WeakMap<SuperbillRequest, T>();
	return (request) => {
		const answer = known.get(request) ?? ask(request);
		known.set(request, answer);
		return answer;
	};
}

export const eachLine = once<readonly LocatedLine[]>(({ serviceLines }) =>
	serviceLines.map((line, i) => ({ line, at: ['serviceLines', i] })),
);

/** Finds the line with the earliest date of service, or the first of several. */
export function earliestLine(request: SuperbillRequest): LocatedLine {
	return eachLine(request).reduce((first, next) => (next.line.date < first.line.date ? next : first));
}

/** Lists the clinicians of the request, then those of single lines. */
export function* eachClinician(
	request: SuperbillRequest,
): Generator<{ clinician: Clinician | ReferringProvider; at: RequestPath }> {
	for (const role of ['renderingProvider', 'supervisingProvider', 'referringProvider'] as const) {
		const clinician = request[role];
		if (clinician) yield { clinician, at: [role] };
	}
	for (const { line, at } of eachLine(request)) {
		if (line.renderingProvider) yield { clinician: line.renderingProvider, at: [...at, 'renderingProvider'] };
	}
}

export function renderingNpi(request: SuperbillRequest, line: ServiceLineRequest): string {
	return (line.renderingProvider ?? request.renderingProvider).npi;
}

/** The services of one clinician on one day. Payers check combinations of codes within these. */
export interface ProviderDay {
	readonly date: IsoDate;
	readonly npi: string;
	readonly lines: readonly LocatedLine[];
}

/** Groups lines by date of service and rendering provider, in the order of their first lines. */
export const providerDays = once<readonly ProviderDay[]>((request) => {
	const days = new Map<string, ProviderDay & { readonly lines: LocatedLine[] }>();
	for (const located of eachLine(request)) {
		const { date } = located.line;
		const npi = renderingNpi(request, located.line);
		const day = days.get(date + npi);
		if (day) day.lines.push(located);
		else days.set(date + npi, { date, npi, lines: [located] });
	}
	return [...days.values()];
});

/** Groups lines by code, in the order of their first lines. */
export function byCode(lines: readonly LocatedLine[]): ReadonlyMap<string, readonly LocatedLine[]> {
	const groups = new Map<string, LocatedLine[]>();
	for (const located of lines) {
		const group = groups.get(located.line.code);
		if (group) group.push(located);
		else groups.set(located.line.code, [located]);
	}
	return groups;
}

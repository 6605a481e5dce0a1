import type { Bundle } from '../packs/pack.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { eachLine, type LocatedLine, renderingNpi } from '../walk.ts';

/** Services that are not billed together on a day, by rule packs. */

/** The lines of one code that includes others, by one clinician on one day. */
interface Container {
	readonly code: string;
	readonly npi: string;
	readonly entries: readonly Bundle[];
	readonly lines: LocatedLine['line'][];
}

export const bundledService: Rule = {
	id: 'bundled-service',
	severity: 'warning',
	requirement: 'No line bills what another code of the same date, or the facility, already includes.',
	why: 'Payers deny a service that is part of another one: G2082 and G2083 include the visit, the esketamine and two hours of observation (CMS, physician fee schedule final rule for 2020), and a psychiatric evaluation is not paid with psychotherapy of the same day (CMS NCCI Policy Manual, chapter XI; CMS-1500 box 24D).',
	fix: 'Remove the included service, or bill the services separately instead of the code that includes them.',
	*check(input) {
		const days = containersByDay(input);
		for (const { line, at } of eachLine(input.request)) {
			const found =
				included(input, line, days.get(line.date)) ?? facilityService(input.knowledge.packs, line);
			if (found) yield { at: [...at, 'code'], ...found };
		}
	},
};

function containersByDay({
	request,
	knowledge: { packs },
}: RuleInput): ReadonlyMap<string, readonly Container[]> {
	const days = new Map<string, Container[]>();
	for (const { line } of eachLine(request)) {
		const entries = packs.bundles(line.code, line.date);
		if (entries.length === 0) continue;
		const npi = renderingNpi(request, line);
		const day = days.get(line.date) ?? [];
		days.set(line.date, day);
		const known = day.find((container) => container.code === line.code && container.npi === npi);
		if (known) known.lines.push(line);
		else day.push({ code: line.code, npi, entries, lines: [line] });
	}
	for (const day of days.values()) day.sort((a, b) => (a.code < b.code ? -1 : 1));
	return days;
}

type Found = Pick<RuleFinding, 'message' | 'help'>;

const orList = new Intl.ListFormat('en', { type: 'disjunction' });

function included(
	{ request }: RuleInput,
	line: LocatedLine['line'],
	containers: readonly Container[] = [],
): Found | undefined {
	for (const container of containers) {
		const entry = container.entries.find(({ contains }) => contains.includes(line.code));
		if (!entry || isApart(entry, container, line, renderingNpi(request, line))) continue;
		const { code } = container;
		return {
			message: `${line.code} on ${line.date} is already included in ${code} that day.`,
			help:
				entry.help ??
				(entry.unless.length > 0 && entry.separate === undefined
					? `Remove ${line.code}. If it was a separate service, add modifier ${orList.format(entry.unless)}.`
					: `Remove ${line.code}, or bill the services separately instead of ${code}.`),
		};
	}
	return undefined;
}

function isApart(
	entry: Bundle,
	{ npi, lines }: Container,
	line: LocatedLine['line'],
	ownNpi: string,
): boolean {
	const marked = entry.unless.some(
		(modifier) =>
			line.modifiers.includes(modifier) ||
			// Modifier 25 is for visits only. The others may be on either of the two.
			(modifier !== '25' && lines.some(({ modifiers }) => modifiers.includes(modifier))),
	);
	const otherClinician = npi !== ownNpi;
	if (entry.separate === undefined) return marked || (otherClinician && entry.provider === 'same');
	const otherProblem = !lines.some(({ diagnosisPointers }) =>
		diagnosisPointers.some((letter) => line.diagnosisPointers.includes(letter)),
	);
	return Number(marked) + Number(otherClinician) + Number(otherProblem) > 1;
}

function facilityService(
	packs: RuleInput['knowledge']['packs'],
	{ code, date, placeOfService }: LocatedLine['line'],
): Found | undefined {
	return packs.facilities(code, date).some(({ places }) => places.includes(placeOfService))
		? {
				message: `${code} on ${date} at place of service ${placeOfService} is part of what the facility bills.`,
				help: `Remove ${code}, or fix the place of service if it was given in the office (11).`,
			}
		: undefined;
}

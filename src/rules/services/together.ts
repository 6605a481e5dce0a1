import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { byCode, eachLine, type LocatedLine, type ProviderDay, providerDays, renderingNpi } from '../walk.ts';
import { anyOf } from '../wording.ts';

/** Which services go together on one day, by rule packs and CMS's NCCI files. */

/** Codes by date of service, and by date and rendering provider. */
function billedCodes({ request }: RuleInput): ReadonlyMap<string, ReadonlySet<string>> {
	const billed = new Map<string, Set<string>>();
	for (const { line } of eachLine(request)) {
		for (const key of [line.date, line.date + renderingNpi(request, line)]) {
			const codes = billed.get(key);
			if (codes) codes.add(line.code);
			else billed.set(key, new Set([line.code]));
		}
	}
	return billed;
}

interface Primaries {
	readonly samePrimaries: readonly string[];
	readonly anyPrimaries: readonly string[];
}

/** What packs and CMS's file name as primaries of a code: one that either of them knows is enough. */
function primariesOf({ knowledge: { packs, codes } }: RuleInput, code: string, date: string): Primaries {
	const entries = packs.addOns(code, date);
	const named = (provider: 'same' | 'any') =>
		entries.filter((entry) => entry.provider === provider).flatMap(({ primaries }) => primaries);
	return {
		samePrimaries: [...new Set([...named('same'), ...(codes.addOn(code, date) ?? [])])],
		anyPrimaries: named('any'),
	};
}

export const addonWithoutPrimary: Rule = {
	id: 'addon-without-primary',
	severity: 'error',
	requirement:
		'Every add-on code has one of its primary codes on the same date by the same rendering provider.',
	why: 'An add-on code describes work beside another service and is never paid alone (CMS NCCI add-on code edits; CMS-1500 box 24D).',
	fix: 'Add the line of the primary service, correct the rendering provider of one of the two, or remove the add-on.',
	*check(subject) {
		const billed = billedCodes(subject);
		for (const { line, at } of eachLine(subject.request)) {
			const { samePrimaries, anyPrimaries } = primariesOf(subject, line.code, line.date);
			if (samePrimaries.length + anyPrimaries.length === 0) continue;
			const ofDay = billed.get(line.date) as ReadonlySet<string>;
			const ofVisit = billed.get(line.date + renderingNpi(subject.request, line)) as ReadonlySet<string>;
			if (samePrimaries.some((code) => ofVisit.has(code)) || anyPrimaries.some((code) => ofDay.has(code)))
				continue;
			const elsewhere = samePrimaries.find((code) => ofDay.has(code));
			yield {
				at: [...at, 'code'],
				message: `${line.code} of ${line.date} is an add-on code, and no primary code of it is billed on that day${samePrimaries.length > 0 ? ' by the same provider' : ''}.`,
				help: elsewhere
					? `${elsewhere} of that day has another rendering provider: correct one of the two, or remove ${line.code}.`
					: `Add the line of the primary service (${anyOf([...samePrimaries, ...anyPrimaries])}), or remove ${line.code}.`,
			};
		}
	},
};

export const modifier25: Rule = {
	id: 'modifier-25',
	severity: 'warning',
	requirement:
		'A visit beside an infusion or injection of the same date and rendering provider carries modifier 25.',
	why: 'An infusion or injection holds the small visit that goes with it; a visit of its own is told apart by modifier 25 (CMS NCCI Policy Manual, chapter XI; CMS-1500 box 24D), and denied without it.',
	fix: 'Add modifier 25 if the record shows a visit of its own; if it does not, remove the visit.',
	*check({ request, knowledge: { packs } }) {
		for (const { date, lines } of providerDays(request)) {
			const codes = new Set(lines.map(({ line }) => line.code));
			for (const { line, at } of lines) {
				if (line.modifiers.includes('25')) continue;
				const service = packs
					.separateVisits(line.code, date)
					.flatMap(({ services }) => services)
					.find((code) => codes.has(code));
				if (service === undefined) continue;
				yield {
					at,
					message: `${line.code} of ${date} stands beside ${service} without modifier 25.`,
					help: `Add modifier 25 to ${line.code} if the record shows a visit of its own; if not, remove ${line.code}.`,
				};
			}
		}
	},
};

export const bundledService: Rule = {
	id: 'bundled-service',
	severity: 'warning',
	requirement: 'Nothing is billed that another code of the same date already contains.',
	why: 'A code that stands for a whole episode is paid as a whole: G2082 and G2083 contain the visit, the esketamine and two hours of observation (CMS, physician fee schedule final rule for 2020; CMS-1500 box 24D).',
	fix: 'Remove what is contained, or bill the services one by one instead of the code that contains them.',
	*check({ request, knowledge: { packs } }) {
		const containers = new Map<string, Map<string, string>>();
		for (const { line } of eachLine(request)) {
			for (const { contains } of packs.bundles(line.code, line.date)) {
				const contained = containers.get(line.date) ?? new Map<string, string>();
				containers.set(line.date, contained);
				for (const code of contains) contained.set(code, line.code);
			}
		}
		for (const { line, at } of eachLine(request)) {
			const container = containers.get(line.date)?.get(line.code);
			if (container === undefined) continue;
			yield {
				at: [...at, 'code'],
				message: `${line.code} of ${line.date} is already contained in ${container} of that day.`,
				help: `Remove ${line.code}, or bill the services one by one instead of ${container}.`,
			};
		}
	},
};

/** Modifiers that tell two services apart (NCCI Policy Manual for Medicare Services, chapter I, section E). */
const NCCI_MODIFIER = /^(?:24|25|27|57|58|59|78|79|91|E[1-4]|F[1-9A]|T[1-9A]|L[CDMT]|R[CIT]|X[EPSU])$/;

const isSetApart = ({ line }: LocatedLine): boolean =>
	line.modifiers.some((modifier) => NCCI_MODIFIER.test(modifier));

export const codePair: Rule = {
	id: 'code-pair',
	severity: 'warning',
	requirement:
		'No two codes of a date and rendering provider are a pair that NCCI edits, unless an allowed modifier sets them apart.',
	why: "Of an NCCI pair only the first code is paid (CMS National Correct Coding Initiative, procedure-to-procedure edits; CMS-1500 box 24D); many insurers use CMS's table.",
	fix: 'Remove the code that is not paid, or, where the pair allows it, add the modifier that says why both were done.',
	*check(subject) {
		if (subject.knowledge.codes.missing.includes('ncci-ptp')) return;
		for (const visit of providerDays(subject.request)) yield* editedPairs(subject, visit);
	},
};

/** Compares codes, not lines: a visit bills few different ones however many lines it has. */
function* editedPairs(
	{ knowledge: { codes } }: RuleInput,
	{ date, lines }: ProviderDay,
): Generator<RuleFinding> {
	const billed = byCode(lines);
	const linesOf = (code: string) => billed.get(code) as readonly LocatedLine[];
	const names = [...billed.keys()].sort();
	for (const [i, a] of names.entries()) {
		for (const b of names.slice(i + 1)) {
			const pair = codes.codePair(a, b, date);
			if (!pair) continue;
			const { column1, column2, modifierAllowed } = pair;
			if (modifierAllowed && linesOf(column1).some(isSetApart)) continue;
			for (const second of linesOf(column2)) {
				if (modifierAllowed && isSetApart(second)) continue;
				yield {
					at: [...second.at, 'code'],
					message: `${column2} of ${date} is not paid beside ${column1} (NCCI pair).`,
					help: modifierAllowed
						? `Remove ${column2}, or add the modifier that says why both were done (such as 59, XE, XP, XS or XU; 25 for a visit).`
						: `Remove ${column2}: no modifier is allowed for this pair.`,
				};
			}
		}
	}
}

export const unitsLimit: Rule = {
	id: 'units-limit',
	severity: 'warning',
	requirement:
		'The units of a code on a date by one rendering provider do not exceed its medically unlikely edit.',
	why: 'CMS sets the most units of a code that one patient is likely to have on a day (NCCI medically unlikely edits; CMS-1500 box 24G); payers deny what is above.',
	fix: 'Correct the units to what the record shows.',
	*check({ request, knowledge: { codes } }) {
		if (codes.missing.includes('ncci-mue')) return;
		for (const { date, lines } of providerDays(request)) {
			for (const [code, ofCode] of byCode(lines)) {
				const limit = codes.unitsLimit(code, date);
				const units = totalUnits(ofCode);
				if (limit === undefined || units <= limit) continue;
				for (const { at } of ofCode) {
					yield {
						at,
						message: `${code} of ${date} has ${units} units; the medically unlikely edit is ${limit} a day.`,
						help: `Correct the units to what the record shows; above ${limit}, expect to send the record.`,
					};
				}
			}
		}
	},
};

/** Tenths are summed as whole numbers: 0.1 + 0.2 must not be more than 0.3. */
export function totalUnits(lines: readonly LocatedLine[]): number {
	return lines.reduce((tenths, { line }) => tenths + Math.round(line.units * 10), 0) / 10;
}

import type { LineModifier } from '../packs/pack.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { byCode, eachLine, type LocatedLine, type ProviderDay, providerDays, renderingNpi } from '../walk.ts';
import { anyOf, counted } from '../wording.ts';

/** Rules on combinations of services, by rule packs and CMS's NCCI files. */

/** Collects codes by rendering provider, by date of service, and by both. */
function billedCodes({ request }: RuleInput): ReadonlyMap<string, ReadonlySet<string>> {
	const billed = new Map<string, Set<string>>();
	for (const { line } of eachLine(request)) {
		const npi = renderingNpi(request, line);
		for (const key of [npi, line.date, line.date + npi]) {
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
	/** True if the primary may have another date. */
	readonly anyDay: boolean;
	/** Names a primary in words. */
	readonly called: string;
	/** The code to bill without a primary, if there is one. */
	readonly alone: string | undefined;
	readonly severity: 'error' | 'warning';
}

/** Collects primaries of a code from packs and CMS's file. One from either is enough. */
function primariesOf({ knowledge: { packs, codes } }: RuleInput, code: string, date: string): Primaries {
	const entries = packs.addOns(code, date);
	const named = (provider: 'same' | 'any') =>
		entries.filter((entry) => entry.provider === provider).flatMap(({ primaries }) => primaries);
	const anyPrimaries = named('any');
	// CMS's file does not say whose service the primary is.
	const listed = (codes.addOn(code, date) ?? []).filter((primary) => !anyPrimaries.includes(primary));
	return {
		samePrimaries: [...new Set([...named('same'), ...listed])],
		anyPrimaries,
		anyDay: entries.some(({ day }) => day === 'any'),
		called: entries.find(({ called }) => called !== undefined)?.called ?? 'another service',
		alone: entries.find(({ alone }) => alone[code] !== undefined)?.alone[code],
		severity: entries.some(({ severity }) => severity === 'warning') ? 'warning' : 'error',
	};
}

export const addonWithoutPrimary: Rule = {
	id: 'addon-without-primary',
	severity: 'error',
	requirement:
		'Every add-on code is billed with one of its primary codes, on the same date by the same rendering provider.',
	why: 'An add-on code describes extra work during another service and is never paid alone (CMS NCCI add-on code edits; CMS-1500 box 24D). Tests that take several days have their first hour on one of them.',
	fix: 'Add the primary service, give both lines the same rendering provider, or remove the add-on.',
	*check(input) {
		const billed = billedCodes(input);
		const known = new Map<string, Primaries>();
		for (const { line, at } of eachLine(input.request)) {
			const key = line.code + line.date;
			const primaries = known.get(key) ?? primariesOf(input, line.code, line.date);
			known.set(key, primaries);
			const { samePrimaries, anyPrimaries, anyDay, called, alone, severity } = primaries;
			if (samePrimaries.length + anyPrimaries.length === 0) continue;
			const npi = renderingNpi(input.request, line);
			const ofDay = billed.get(line.date) as ReadonlySet<string>;
			const ofProvider = billed.get(anyDay ? npi : line.date + npi) as ReadonlySet<string>;
			if (samePrimaries.some((code) => ofProvider.has(code)) || anyPrimaries.some((code) => ofDay.has(code)))
				continue;
			const elsewhere = samePrimaries.find((code) => ofDay.has(code));
			const where = `${anyDay ? '' : ' that day'}${samePrimaries.length > 0 ? ' by the same provider' : ''}`;
			yield {
				severity,
				at: [...at, 'code'],
				message: `${line.code} on ${line.date} is an add-on to ${called}, which is not billed${where}.`,
				help: elsewhere
					? `${elsewhere} that day has another rendering provider. Give both lines the same one, or remove ${line.code}.`
					: `Add ${called} (${anyOf([...samePrimaries, ...anyPrimaries])}). Without one, ${alone === undefined ? `remove ${line.code}` : `bill ${alone}`}.`,
			};
		}
	},
};

export const modifier25: Rule = {
	id: 'modifier-25',
	severity: 'warning',
	requirement:
		'A visit billed with an infusion, injection or other procedure on the same date by the same rendering provider has modifier 25. Psychotherapy does not have it, and no visit has 59 instead.',
	why: 'An infusion, injection or treatment includes the small visit that goes with it. Modifier 25 marks a significant, separately identifiable visit (CMS NCCI Policy Manual, chapters I and XI; CMS-1500 box 24D), which is denied without it. Modifier 59 does the same for services that are not visits.',
	fix: 'Add modifier 25 if the record shows a significant, separately identifiable visit. If not, remove the visit. Remove 25 from services that are not visits.',
	*check({ request, knowledge: { packs } }) {
		for (const { date, lines } of providerDays(request)) {
			const codes = new Set(lines.map(({ line }) => line.code));
			for (const { line, at } of lines) {
				const misplaced = misplacedModifier(packs.lineModifiers(line.code, date), line.modifiers);
				if (misplaced) {
					yield {
						at: [...at, 'modifiers', misplaced.index],
						message: `${line.code} on ${date} does not take modifier ${line.modifiers[misplaced.index]}.`,
						help: misplaced.help,
					};
					continue;
				}
				if (line.modifiers.includes('25')) continue;
				const service = packs
					.separateVisits(line.code, date)
					.flatMap(({ services }) => services)
					.find((code) => codes.has(code));
				if (service === undefined) continue;
				yield {
					at,
					message: `${line.code} on ${date} is billed with ${service} but has no modifier 25.`,
					help: `Add modifier 25 to ${line.code} if the record shows a significant, separately identifiable visit. If not, remove ${line.code}.`,
				};
			}
		}
	},
};

function misplacedModifier(
	entries: readonly LineModifier[],
	modifiers: readonly string[],
): { readonly index: number; readonly help: string } | undefined {
	for (const { never = [], help } of entries) {
		const index = modifiers.findIndex((modifier) => never.includes(modifier));
		if (index !== -1) return { index, help };
	}
	return undefined;
}

/** Modifiers that mark a separate service (NCCI Policy Manual for Medicare Services, chapter I, section E). */
const NCCI_MODIFIER = /^(?:24|25|27|57|58|59|78|79|91|E[1-4]|F[1-9A]|T[1-9A]|L[CDMT]|R[CIT]|X[EPSU])$/;

const isSetApart = ({ line }: LocatedLine): boolean =>
	line.modifiers.some((modifier) => NCCI_MODIFIER.test(modifier));

export const codePair: Rule = {
	id: 'code-pair',
	severity: 'warning',
	requirement:
		'No two codes on a date by one rendering provider are an NCCI pair, unless an allowed modifier marks a separate service.',
	why: "Only the first code of an NCCI pair is paid (CMS National Correct Coding Initiative, procedure-to-procedure edits; CMS-1500 box 24D). Many insurers use CMS's table.",
	fix: 'Remove the code that is not paid. If the pair allows it, add a modifier that says why both were done.',
	*check(input) {
		if (input.knowledge.codes.missing.includes('ncci-ptp')) return;
		for (const day of providerDays(input.request)) yield* editedPairs(input, day);
	},
};

/** Compares codes rather than lines: a day with many lines has few different codes. */
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
					message: `${column2} on ${date} is not paid with ${column1} (NCCI pair).`,
					help: modifierAllowed
						? `Remove ${column2}, or add the modifier that says why both were done: 59, XE, XP, XS or XU, or 25 for a visit.`
						: `Remove ${column2}. No modifier is allowed for this pair.`,
				};
			}
		}
	}
}

export const unitsLimit: Rule = {
	id: 'units-limit',
	severity: 'warning',
	requirement: "The units of a code on a date by one rendering provider are within Medicare's limit.",
	why: 'CMS sets the most units that one patient is likely to need on a day (NCCI medically unlikely edits; CMS-1500 box 24G). Payers deny any units above that.',
	fix: 'Set the units to what the record shows.',
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
						message: `${code} on ${date} has ${counted(units, 'unit')}; Medicare's limit is ${limit} a day.`,
						help: `Set the units to what the record shows. For more than ${limit}, expect to send the record.`,
					};
				}
			}
		}
	},
};

/** Sums units as whole tenths, because `0.1 + 0.2` is more than `0.3` in binary floating point. */
export function totalUnits(lines: readonly LocatedLine[]): number {
	return lines.reduce((tenths, { line }) => tenths + Math.round(line.units * 10), 0) / 10;
}

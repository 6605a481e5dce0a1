import type { IsoDate } from '../../superbill/dates.ts';
import type { AddOn, Bundle, RulePack, SeparateVisit, TimeBand, TimeStep } from './pack.ts';

/** What all packs together say of a code on a date of service. */
export interface RulePacks {
	/** Empty where the code is no add-on. */
	addOns(code: string, date: IsoDate): readonly AddOn[];
	timeBands(code: string, date: IsoDate): readonly TimeBand[];
	/** The bands of a family, fewest minutes first. */
	timeFamily(family: string, date: IsoDate): readonly TimeBand[];
	timeSteps(code: string, date: IsoDate): readonly TimeStep[];
	/** Bundles that the code holds others in. */
	bundles(code: string, date: IsoDate): readonly Bundle[];
	/** Rules of modifier 25 in which the code is the visit. */
	separateVisits(code: string, date: IsoDate): readonly SeparateVisit[];
}

interface Dated {
	readonly from?: IsoDate | undefined;
	readonly to?: IsoDate | undefined;
}

type Lookup<T> = (key: string, date: IsoDate) => readonly T[];

const NOTHING: readonly never[] = [];

/** Entries by each of their keys; most codes have none, and are answered without a new list. */
function lookup<T extends Dated>(entries: readonly T[], keys: (entry: T) => readonly string[]): Lookup<T> {
	const byKey = new Map<string, T[]>();
	for (const entry of entries) {
		for (const key of keys(entry)) {
			const listed = byKey.get(key);
			if (listed) listed.push(entry);
			else byKey.set(key, [entry]);
		}
	}
	return (key, date) =>
		byKey.get(key)?.filter(({ from = date, to = date }) => from <= date && date <= to) ?? NOTHING;
}

/** Packs as the rules ask them; entries of several packs for one code add up. */
export function indexPacks(packs: readonly RulePack[]): RulePacks {
	const bands = packs.flatMap((pack) => pack.timeBands).sort((a, b) => a.least - b.least);
	const codesOf = ({ codes }: { readonly codes: readonly string[] }) => codes;
	const codeOf = ({ code }: { readonly code: string }) => [code];
	return {
		addOns: lookup(
			packs.flatMap((pack) => pack.addOns),
			codesOf,
		),
		timeBands: lookup(bands, codeOf),
		timeFamily: lookup(bands, ({ family }) => [family]),
		timeSteps: lookup(
			packs.flatMap((pack) => pack.timeSteps),
			codeOf,
		),
		bundles: lookup(
			packs.flatMap((pack) => pack.bundles),
			codesOf,
		),
		separateVisits: lookup(
			packs.flatMap((pack) => pack.separateVisits),
			({ visits }) => visits,
		),
	};
}

import type { IsoDate } from '../../superbill/dates.ts';
import type { AddOn, Bundle, RulePack, SeparateVisit, TimeBand, TimeStep } from './pack.ts';

/** Facts from all packs about a code on a date of service. */
export interface RulePacks {
	addOns(code: string, date: IsoDate): readonly AddOn[];
	timeBands(code: string, date: IsoDate): readonly TimeBand[];
	/** Bands of a family, fewest minutes first. */
	timeFamily(family: string, date: IsoDate): readonly TimeBand[];
	timeSteps(code: string, date: IsoDate): readonly TimeStep[];
	/** Bundles in which the code includes others. */
	bundles(code: string, date: IsoDate): readonly Bundle[];
	/** Entries in which the code is the visit that needs modifier 25. */
	separateVisits(code: string, date: IsoDate): readonly SeparateVisit[];
}

interface Dated {
	readonly from?: IsoDate | undefined;
	readonly to?: IsoDate | undefined;
}

type Lookup<T> = (key: string, date: IsoDate) => readonly T[];

const NOTHING: readonly never[] = [];

/** Indexes entries by each of their keys. Most codes have none and share one empty list. */
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

/** Indexes packs for rules. Entries of several packs for one code add up. */
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

import type { IsoDate } from '../../superbill/dates.ts';
import type { RulePack } from './pack.ts';

/** Names of the lists in a pack. */
type Kind = { [K in keyof RulePack]: RulePack[K] extends readonly object[] ? K : never }[keyof RulePack];

type EntryOf<K extends Kind> = RulePack[K][number];

type Lookup<T> = (key: string, date: IsoDate) => readonly T[];

/**
 * Facts from all packs on a date of service. An entry is found by the codes that it is about: an add-on, the code that
 * includes others, the visit that needs modifier 25, one of the modifiers that exclude each other.
 */
export type RulePacks = { readonly [K in Kind]: Lookup<EntryOf<K>> } & {
	/** Bands of a family, fewest minutes first. */
	readonly timeFamily: Lookup<EntryOf<'timeBands'>>;
};

interface Dated {
	readonly from?: IsoDate | undefined;
	readonly to?: IsoDate | undefined;
}

const NOTHING: readonly never[] = [];

/** Indexes entries by each of their keys. Most codes have none and share one empty list. */
function lookup<T extends object>(
	entries: readonly T[],
	keys: (entry: NoInfer<T>) => readonly string[],
): Lookup<T> {
	const byKey = new Map<string, T[]>();
	for (const entry of entries) {
		for (const key of new Set(keys(entry))) {
			const listed = byKey.get(key);
			if (listed) listed.push(entry);
			else byKey.set(key, [entry]);
		}
	}
	return (key, date) =>
		byKey.get(key)?.filter(({ from = date, to = date }: Dated) => from <= date && date <= to) ?? NOTHING;
}

const codesOf = ({ codes }: { readonly codes: readonly string[] }) => codes;
const codeOf = ({ code }: { readonly code: string }) => [code];

/** Indexes packs for rules. Entries of several packs for one code add up. */
export function indexPacks(packs: readonly RulePack[]): RulePacks {
	const all = <K extends Kind>(kind: K) => packs.flatMap((pack) => pack[kind] as EntryOf<K>[]);
	const bands = all('timeBands').sort((a, b) => a.least - b.least);
	return {
		addOns: lookup(all('addOns'), codesOf),
		timeBands: lookup(bands, codeOf),
		timeFamily: lookup(bands, ({ family }) => [family]),
		timeSteps: lookup(all('timeSteps'), codeOf),
		oneUnit: lookup(all('oneUnit'), codesOf),
		bundles: lookup(all('bundles'), codesOf),
		facilities: lookup(all('facilities'), codesOf),
		separateVisits: lookup(all('separateVisits'), ({ visits }) => visits),
		ended: lookup(all('ended'), codesOf),
		telehealth: lookup(all('telehealth'), codesOf),
		lineModifiers: lookup(all('lineModifiers'), codesOf),
		exclusiveModifiers: lookup(all('exclusiveModifiers'), ({ modifiers }) => modifiers),
		unlisted: lookup(all('unlisted'), codesOf),
	};
}

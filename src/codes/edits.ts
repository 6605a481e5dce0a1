import type { IsoDate } from '../superbill/dates.ts';
import type { CodePair } from './code-sets.ts';
import type { Container } from './index/container.ts';
import type { Edition } from './index/edition.ts';
import { dayNumber, keyOf, LONGEST_CODE, lowerBound } from './index/key.ts';

/** Length of CPT and HCPCS codes. Two of them fit into one number. */
const CODE_LENGTH = 5;
const SHIFT = 37 ** (LONGEST_CODE - CODE_LENGTH);

/** Packs a pair into one number; NaN unless both codes have five characters. */
function pairKey(column1: string, column2: string): number {
	if (column1.length !== CODE_LENGTH || column2.length !== CODE_LENGTH) return Number.NaN;
	return keyOf(column1) + keyOf(column2) / SHIFT;
}

/** NCCI modifier indicators: 0 no modifier is allowed, 1 one is, 9 the edit was withdrawn on the day it began. */
const MODIFIER_ALLOWED = 1;
const WITHDRAWN = 9;

export interface PairsData extends Container<{ readonly set: string }> {
	readonly sections: {
		readonly keys: Float64Array;
		readonly from: Uint32Array;
		readonly to: Uint32Array;
		readonly modifier: Uint8Array;
	};
}

/** Sorts the rows of all editions and parts by pair, those of the newest edition first. Each row has its own dates. */
export function buildPairs(set: string, editions: readonly Edition[]): PairsData {
	const newestFirst = [...editions].sort((a, b) => dayNumber(b.from) - dayNumber(a.from));
	const keys: number[] = [];
	const from: number[] = [];
	const to: number[] = [];
	const modifier: number[] = [];
	for (const { rows } of newestFirst) {
		for (const [column1 = '', column2 = '', first, last, indicator] of rows) {
			keys.push(pairKey(column1, column2));
			from.push(dayNumber(first));
			to.push(dayNumber(last));
			modifier.push(Number(indicator));
		}
	}
	const order = Uint32Array.from(keys, (_, i) => i).sort(
		(a, b) => (keys[a] as number) - (keys[b] as number) || a - b,
	);
	const sorted = (values: readonly number[]) => Array.from(order, (i) => values[i] as number);
	return {
		meta: { set },
		sections: {
			keys: Float64Array.from(sorted(keys)),
			from: Uint32Array.from(sorted(from)),
			to: Uint32Array.from(sorted(to)),
			modifier: Uint8Array.from(sorted(modifier)),
		},
	};
}

/** Finds the edit for two codes on a date, whichever of them is in column 1. */
export function pairOf({ sections }: PairsData, a: string, b: string, date: IsoDate): CodePair | undefined {
	return directed(sections, a, b, date) ?? directed(sections, b, a, date);
}

function directed(
	{ keys, from, to, modifier }: PairsData['sections'],
	column1: string,
	column2: string,
	date: IsoDate,
): CodePair | undefined {
	const key = pairKey(column1, column2);
	const day = dayNumber(date);
	for (let i = lowerBound(keys, key); keys[i] === key; i++) {
		if (modifier[i] === WITHDRAWN || day < (from[i] as number) || (to[i] && day > (to[i] as number)))
			continue;
		return { column1, column2, modifierAllowed: modifier[i] === MODIFIER_ALLOWED };
	}
	return undefined;
}

/** The most units per day of each code in one edition. */
export interface LimitsEdition extends Omit<Edition, 'rows'> {
	readonly units: ReadonlyMap<number, number>;
}

/** Reads the limits. A limit of 0 says that Medicare does not pay for the code, not how many units are likely. */
export function readLimits({ rows, ...dates }: Edition): LimitsEdition {
	const units = new Map<number, number>();
	for (const [code = '', limit] of rows) if (Number(limit) > 0) units.set(keyOf(code), Number(limit));
	return { ...dates, units };
}

/** Finds the most units of a code per day. A date before the first edition has no limit. */
export function limitOf(editions: readonly LimitsEdition[], code: string, date: IsoDate): number | undefined {
	return editions.findLast(({ from }) => dayNumber(from) <= dayNumber(date))?.units.get(keyOf(code));
}

export type AddOns = ReadonlyMap<string, readonly Primary[]>;

interface Primary {
	/** Empty if the payer decides which codes the add-on may be billed with. */
	readonly code: string;
	readonly from: number;
	readonly to: number;
}

/** Reads the newest edition only, because its rows carry their dates. */
export function readAddOns(editions: readonly Edition[]): AddOns {
	const newest = [...editions].sort((a, b) => dayNumber(b.from) - dayNumber(a.from))[0];
	const addOns = new Map<string, Primary[]>();
	for (const [code = '', primary = '', from, to] of newest?.rows ?? []) {
		const primaries = addOns.get(code) ?? [];
		primaries.push({ code: primary, from: dayNumber(from), to: dayNumber(to) });
		addOns.set(code, primaries);
	}
	return addOns;
}

/** Lists the primary codes on a date; `undefined` if the code is not an add-on then, or if the payer decides. */
export function primariesOf(addOns: AddOns, code: string, date: IsoDate): readonly string[] | undefined {
	const day = dayNumber(date);
	const inForce = (addOns.get(code) ?? []).filter(({ from, to }) => from <= day && (to === 0 || day <= to));
	if (inForce.length === 0 || inForce.some((primary) => primary.code === '')) return undefined;
	return inForce.map((primary) => primary.code);
}

import type { IsoDate } from '../superbill/dates.ts';
import type { CodePair } from './code-sets.ts';
import type { Container } from './container.ts';
import type { Edition } from './edition.ts';
import { dayOf, keyOf, LONGEST_CODE, lowerBound } from './key.ts';

/** NCCI: pairs of procedures, most units a day, add-on codes and their primaries. */

/** CPT and HCPCS codes: two of them fit into one number. */
const CODE_LENGTH = 5;
const SHIFT = 37 ** (LONGEST_CODE - CODE_LENGTH);

/** NaN unless both are codes of five characters. */
function pairKey(column1: string, column2: string): number {
	if (column1.length !== CODE_LENGTH || column2.length !== CODE_LENGTH) return Number.NaN;
	return keyOf(column1) + keyOf(column2) / SHIFT;
}

/** Indicator of the modifier column: 0 none is allowed, 1 one is, 9 the edit was withdrawn on the day it began. */
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

/** Rows of all editions and parts by pair, the newest edition's first. Each row has its own dates. */
export function buildPairs(set: string, editions: readonly Edition[]): PairsData {
	const newestFirst = [...editions].sort((a, b) => dayOf(b.from) - dayOf(a.from));
	const keys: number[] = [];
	const from: number[] = [];
	const to: number[] = [];
	const modifier: number[] = [];
	for (const { rows } of newestFirst) {
		for (const [column1 = '', column2 = '', first, last, indicator] of rows) {
			keys.push(pairKey(column1, column2));
			from.push(dayOf(first));
			to.push(dayOf(last));
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

/** The edit between two codes on a date, whichever of them is in column 1. */
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
	const day = dayOf(date);
	for (let i = lowerBound(keys, key); keys[i] === key; i++) {
		if (modifier[i] === WITHDRAWN || day < (from[i] as number) || (to[i] && day > (to[i] as number)))
			continue;
		return { column1, column2, modifierAllowed: modifier[i] === MODIFIER_ALLOWED };
	}
	return undefined;
}

/** Most units a day by edition, the oldest first. */
export interface LimitsEdition extends Omit<Edition, 'rows'> {
	readonly units: ReadonlyMap<number, number>;
}

export function readLimits({ rows, ...dates }: Edition): LimitsEdition {
	return { ...dates, units: new Map(Array.from(rows, ([code = '', units]) => [keyOf(code), Number(units)])) };
}

/** A quarter's limits are those of that quarter: a date before the first edition has none. */
export function limitOf(editions: readonly LimitsEdition[], code: string, date: IsoDate): number | undefined {
	return editions.findLast(({ from }) => dayOf(from) <= dayOf(date))?.units.get(keyOf(code));
}

/** Add-on code → its primaries with their days. */
export type AddOns = ReadonlyMap<string, readonly Primary[]>;

interface Primary {
	/** Empty: which codes it may stand beside is the payer's to say. */
	readonly code: string;
	readonly from: number;
	readonly to: number;
}

/** The newest edition alone: its rows carry their dates. */
export function readAddOns(editions: readonly Edition[]): AddOns {
	const newest = [...editions].sort((a, b) => dayOf(b.from) - dayOf(a.from))[0];
	const addOns = new Map<string, Primary[]>();
	for (const [code = '', primary = '', from, to] of newest?.rows ?? []) {
		const primaries = addOns.get(code) ?? [];
		primaries.push({ code: primary, from: dayOf(from), to: dayOf(to) });
		addOns.set(code, primaries);
	}
	return addOns;
}

/** Primaries on a date; `undefined` where the code is no add-on then, or any primary will do. */
export function primariesOf(addOns: AddOns, code: string, date: IsoDate): readonly string[] | undefined {
	const day = dayOf(date);
	const inForce = (addOns.get(code) ?? []).filter(({ from, to }) => from <= day && (to === 0 || day <= to));
	if (inForce.length === 0 || inForce.some((primary) => primary.code === '')) return undefined;
	return inForce.map((primary) => primary.code);
}

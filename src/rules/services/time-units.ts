import { MINUTES_PER_DAY } from '../../superbill/dates.ts';
import type { TimeBand, TimeStep } from '../packs/pack.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { byCode, type LocatedLine, type ProviderDay, providerDays } from '../walk.ts';
import { counted } from '../wording.ts';
import { totalUnits } from './together.ts';

export const timeUnits: Rule = {
	id: 'time-units',
	severity: 'warning',
	requirement:
		'The documented time fits the code and its units. Lines without minutes or times are checked only for units that no time supports.',
	why: 'Payers compare units (CMS-1500 box 24G) with the documented time, and take money back if the time does not support them. Fewer units than the time supports are not reported, because no payer objects.',
	fix: 'Bill the code and the units that the documented time supports, or fix the time.',
	*check(input) {
		for (const day of providerDays(input.request)) {
			for (const located of day.lines) {
				const found =
					contradictoryTimes(input, located) ?? outsideBand(input, located) ?? severalUnits(input, located);
				if (found) yield found;
			}
			yield* tooManySteps(input, day);
			yield* tooManyInPool(input, day);
		}
	},
};

const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Minutes from start to end; `undefined` if one of the times is missing. Not positive if they are in the wrong order. */
function minutesBetween({ startTime, endTime }: LocatedLine['line']): number | undefined {
	return startTime === undefined || endTime === undefined
		? undefined
		: minuteOfDay(endTime) - minuteOfDay(startTime);
}

/** Documented minutes, or else those between the times. */
function timeOf({ line }: LocatedLine): number | undefined {
	if (line.minutes !== undefined) return line.minutes;
	const between = minutesBetween(line);
	return between !== undefined && between > 0 ? between : undefined;
}

function contradictoryTimes(
	{ knowledge: { packs } }: RuleInput,
	{ line, at }: LocatedLine,
): RuleFinding | undefined {
	const between = minutesBetween(line);
	if (between === undefined) return undefined;
	const { code, date, minutes, startTime, endTime } = line;
	if (between <= 0) {
		return {
			at: [...at, 'endTime'],
			message: `${code} on ${date} ends at ${endTime}, not after its start at ${startTime}.`,
			help: 'Fix the times. For a service past midnight, leave them out and give the minutes.',
		};
	}
	// Fewer minutes are fine: time for something else, such as a visit, does not count. A visit, for which no pack has a time
	// of its own, may take longer than its times say: preparing and writing count, too.
	const timed = packs.timeBands(code, date).length + packs.timeSteps(code, date).length > 0;
	if (!timed || minutes === undefined || minutes <= between) return undefined;
	return {
		at: [...at, 'minutes'],
		message: `${code} on ${date} has ${counted(minutes, 'minute')}, but ${startTime} to ${endTime} is only ${between}.`,
		help: 'Fix the minutes or the times.',
	};
}

const span = ({ least, most }: TimeBand): string =>
	most === MINUTES_PER_DAY
		? `${least} minutes or more`
		: least === 1
			? `up to ${most} minutes`
			: `${least} to ${most} minutes`;

function outsideBand({ knowledge: { packs } }: RuleInput, located: LocatedLine): RuleFinding | undefined {
	const { line, at } = located;
	const { code, date, startTime, endTime } = line;
	const time = timeOf(located);
	if (time === undefined) return undefined;
	const documented = line.minutes !== undefined;
	// Between the times of an add-on there may also be the minutes of its primary.
	const mayBeShorter = !documented && packs.addOns(code, date).length > 0;
	for (const band of packs.timeBands(code, date)) {
		const fits = ({ least, most }: TimeBand) => least <= time && time <= most;
		if (fits(band) || (mayBeShorter && time > band.most)) continue;
		const better = packs.timeFamily(band.family, date).find(fits);
		const fix = documented ? 'fix the minutes' : 'fix the times';
		return {
			at: [...at, documented ? 'minutes' : 'endTime'],
			message: `${code} on ${date} is for ${span(band)}, but ${documented ? `${time} are documented` : `${startTime} to ${endTime} is ${time}`}.`,
			help: better
				? `Bill ${better.code} (${span(better)}), or ${fix}.`
				: `${capitalized(fix)}, or remove ${code}: ${time} minutes cannot be billed.`,
		};
	}
	return undefined;
}

const capitalized = (text: string): string => text[0]?.toUpperCase() + text.slice(1);

function severalUnits(
	{ knowledge: { packs, codes } }: RuleInput,
	{ line, at }: LocatedLine,
): RuleFinding | undefined {
	const { code, date, units, minutes } = line;
	if (units <= 1) return undefined;
	// Where CMS's limit is loaded, `units-limit` already says so.
	if (minutes === undefined && units > (codes.unitsLimit(code, date) ?? units)) return undefined;
	const [band] = packs.timeBands(code, date);
	if (!band && packs.oneUnit(code, date).length === 0) return undefined;
	return {
		at: [...at, 'units'],
		message: `${code} on ${date} has ${counted(units, 'unit')}, but ${band ? `one unit covers ${span(band)}` : 'is billed with one unit'}.`,
		help: band
			? 'Set units to 1, and bill time beyond the code with its add-on code, if there is one. A second session of the day has its own line.'
			: 'Set units to 1.',
	};
}

/** Units supported by the time of one primary, or of the line itself. */
interface Allowance {
	/** Minutes from which the first unit may be billed. */
	readonly first: number;
	readonly units: number;
	readonly minutes: number;
}

function allowance({ first, step }: TimeStep, minutes: number): Allowance {
	return { first, minutes, units: minutes < first ? 0 : 1 + Math.floor((minutes - first) / step) };
}

function* tooManySteps(input: RuleInput, { date, lines }: ProviderDay): Generator<RuleFinding> {
	const { packs } = input.knowledge;
	for (const [code, ofCode] of byCode(lines)) {
		const steps = packs.timeSteps(code, date).filter(({ pool }) => pool === undefined);
		if (steps.length === 0) continue;
		const allowances = allowed(input, steps, ofCode, lines);
		if (!allowances) continue;
		const minutes = allowances.reduce((sum, each) => sum + each.minutes, 0);
		const most = allowances.reduce((sum, each) => sum + each.units, 0);
		const units = totalUnits(ofCode);
		if (units <= most) continue;
		const first = Math.min(...allowances.map((each) => each.first));
		const longest = Math.max(...allowances.map((each) => each.minutes));
		const { called } = steps[0] as TimeStep;
		for (const { at } of ofCode) {
			yield {
				at,
				message:
					most === 0
						? `${code} on ${date} starts at ${first} minutes; ${called} took ${longest}.`
						: `${code} on ${date} has ${counted(units, 'unit')}, but ${minutes} minutes support ${most}.`,
				help: most === 0 ? `Remove ${code}, or fix the time.` : `Set units to ${most}, or fix the time.`,
			};
		}
	}
}

/** Computes the allowances; `undefined` if a time is missing. */
function allowed(
	{ knowledge: { packs } }: RuleInput,
	steps: readonly TimeStep[],
	ofCode: readonly LocatedLine[],
	day: readonly LocatedLine[],
): readonly Allowance[] | undefined {
	const own = sumOfMinutes(ofCode);
	const ownStep = steps.find(({ of }) => of === undefined);
	if (ownStep) return own === undefined ? undefined : [allowance(ownStep, own)];

	const allowances: Allowance[] = [];
	for (const located of day) {
		const { code, date, minutes } = located.line;
		const step = steps.find(({ of }) => of?.includes(code));
		if (!step) continue;
		// The times of a visit do not tell how long it took in all.
		const time = packs.timeBands(code, date).length > 0 ? timeOf(located) : minutes;
		if (time === undefined) return undefined;
		// Some clinics put the whole time on the primary, others split it between the primary and the add-on.
		allowances.push(allowance(step, time < step.first ? time + (own ?? 0) : time));
	}
	return allowances.length > 0 ? allowances : undefined;
}

function sumOfMinutes(lines: readonly LocatedLine[]): number | undefined {
	let sum = 0;
	for (const located of lines) {
		const time = timeOf(located);
		if (time === undefined) return undefined;
		sum += time;
	}
	return sum;
}

/** Codes whose minutes are added up on a day, with their lines. */
interface Pool {
	readonly step: TimeStep;
	readonly codes: Map<string, readonly LocatedLine[]>;
}

/** Compares units with the minutes of each code and of all together. Payers count in either way, so more counts. */
function* tooManyInPool(
	{ knowledge: { packs } }: RuleInput,
	{ date, lines }: ProviderDay,
): Generator<RuleFinding> {
	const pools = new Map<string, Pool>();
	for (const [code, ofCode] of byCode(lines)) {
		const step = packs.timeSteps(code, date).find(({ pool }) => pool !== undefined);
		if (!step) continue;
		const name = step.pool as string;
		const pool = pools.get(name) ?? { step, codes: new Map() };
		pools.set(name, pool);
		pool.codes.set(code, ofCode);
	}
	for (const { step, codes } of pools.values()) {
		const all = [...codes.values()];
		const minutes = all.map(sumOfMinutes);
		if (!minutes.every((each) => each !== undefined)) continue;
		const total = minutes.reduce((sum, each) => sum + each, 0);
		const apart = minutes.reduce((sum, each) => sum + allowance(step, each).units, 0);
		const most = Math.max(apart, allowance(step, total).units);
		const units = totalUnits(all.flat());
		if (units <= most) continue;
		const names = [...codes.keys()].sort();
		for (const { line, at } of all.flat()) {
			if (line.units <= allowance(step, timeOf({ line, at }) as number).units) continue;
			yield {
				at,
				message: `${andList.format(names)} on ${date} ${names.length === 1 ? 'has' : 'have'} ${counted(units, 'unit')}, but ${counted(total, 'minute')} of ${step.called} support ${most}.`,
				help:
					most === 0
						? `Remove ${line.code}, or fix the time: a unit starts at ${step.first} minutes.`
						: `Bill ${counted(most, 'unit')} in all, or fix the time.`,
			};
		}
	}
}

const andList = new Intl.ListFormat('en', { type: 'conjunction' });

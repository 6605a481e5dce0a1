import { MINUTES_PER_DAY } from '../../superbill/dates.ts';
import type { TimeBand, TimeStep } from '../packs/pack.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { byCode, type LocatedLine, type ProviderDay, providerDays } from '../walk.ts';
import { counted } from '../wording.ts';
import { totalUnits } from './together.ts';

export const timeUnits: Rule = {
	id: 'time-units',
	severity: 'warning',
	requirement: 'The documented minutes fit the code and its units. Lines without minutes are not checked.',
	why: 'Payers compare units (CMS-1500 box 24G) with the documented time, and take money back if the time does not support them. Fewer units than the time supports are not reported, because no payer objects.',
	fix: 'Bill the code and the units that the documented minutes support, or fix the minutes.',
	*check(input) {
		for (const day of providerDays(input.request)) {
			for (const located of day.lines) yield* outsideBand(input, located);
			yield* tooManySteps(input, day);
		}
	},
};

const span = ({ least, most }: TimeBand): string =>
	most === MINUTES_PER_DAY
		? `${least} minutes or more`
		: least === 1
			? `up to ${most} minutes`
			: `${least} to ${most} minutes`;

function* outsideBand(
	{ knowledge: { packs } }: RuleInput,
	{ line, at }: LocatedLine,
): Generator<RuleFinding> {
	const { code, date, minutes, units } = line;
	if (minutes === undefined) return;
	for (const band of packs.timeBands(code, date)) {
		const fits = ({ least, most }: TimeBand) => least <= minutes && minutes <= most;
		if (!fits(band)) {
			const better = packs.timeFamily(band.family, date).find(fits);
			yield {
				at: [...at, 'minutes'],
				message: `${code} on ${date} is for ${span(band)}, but ${minutes} are documented.`,
				help: better
					? `Bill ${better.code} (${span(better)}), or fix the minutes.`
					: `Fix the minutes, or remove ${code}: ${minutes} minutes cannot be billed.`,
			};
		} else if (units > 1) {
			yield {
				at: [...at, 'units'],
				message: `${code} on ${date} has ${counted(units, 'unit')}, but one unit covers ${span(band)}.`,
				help: 'Set units to 1, and bill time beyond the code with its add-on code, if there is one.',
			};
		}
	}
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
		const steps = packs.timeSteps(code, date);
		if (steps.length === 0) continue;
		const allowances = allowed(input, steps, ofCode, lines);
		if (!allowances) continue;
		const minutes = allowances.reduce((sum, each) => sum + each.minutes, 0);
		const most = allowances.reduce((sum, each) => sum + each.units, 0);
		const units = totalUnits(ofCode);
		if (units <= most) continue;
		const first = Math.min(...allowances.map((each) => each.first));
		const longest = Math.max(...allowances.map((each) => each.minutes));
		for (const { at } of ofCode) {
			yield {
				at,
				message:
					most === 0
						? `${code} on ${date} starts at ${first} minutes, but ${longest} are documented.`
						: `${code} on ${date} has ${counted(units, 'unit')}, but ${minutes} minutes support ${most}.`,
				help:
					most === 0 ? `Remove ${code}, or fix the minutes.` : `Set units to ${most}, or fix the minutes.`,
			};
		}
	}
}

/** Computes the allowances; `undefined` if a time is missing or a primary has no time in any pack. */
function allowed(
	{ knowledge: { packs } }: RuleInput,
	steps: readonly TimeStep[],
	ofCode: readonly LocatedLine[],
	day: readonly LocatedLine[],
): readonly Allowance[] | undefined {
	const own = sumOfMinutes(ofCode);
	const ownStep = steps.find(({ of }) => of === undefined);
	if (ownStep) return own === undefined ? undefined : [allowance(ownStep, own)];

	const { code, date } = (ofCode[0] as LocatedLine).line;
	const primaries = new Set(packs.addOns(code, date).flatMap((entry) => entry.primaries));
	const billed = day.filter(
		({ line }) => primaries.has(line.code) || steps.some(({ of }) => of?.includes(line.code)),
	);
	const allowances = billed.map(({ line: { code: primary, minutes } }) => {
		const step = steps.find(({ of }) => of?.includes(primary));
		if (!step || minutes === undefined) return undefined;
		// Some clinics put the whole time on the primary, others split it between the primary and the add-on.
		return allowance(step, minutes < step.first ? minutes + (own ?? 0) : minutes);
	});
	const known = allowances.filter((each) => each !== undefined);
	return known.length > 0 && known.length === allowances.length ? known : undefined;
}

function sumOfMinutes(lines: readonly LocatedLine[]): number | undefined {
	return lines.every(({ line }) => line.minutes !== undefined)
		? lines.reduce((sum, { line }) => sum + (line.minutes as number), 0)
		: undefined;
}

import type { TimeBand, TimeStep } from '../packs/pack.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { byCode, type LocatedLine, type ProviderDay, providerDays } from '../walk.ts';
import { totalUnits } from './together.ts';

export const timeUnits: Rule = {
	id: 'time-units',
	severity: 'warning',
	requirement:
		'Where minutes are given, a code that stands for a span of minutes has them, and a code billed by steps of minutes has no more units than they make.',
	why: 'Payers compare units (CMS-1500 box 24G) with the documented time, and take money back where the time does not carry them. Fewer units than the time allows are nobody’s loss but the clinic’s.',
	fix: 'Bill the code or the units that the documented minutes make, or correct the minutes.',
	*check(subject) {
		for (const visit of providerDays(subject.request)) {
			for (const lineAt of visit.lines) yield* outsideBand(subject, lineAt);
			yield* tooManySteps(subject, visit);
		}
	},
};

const span = ({ least, most }: TimeBand): string =>
	most === DAY
		? `${least} minutes or more`
		: least === 1
			? `up to ${most} minutes`
			: `${least} to ${most} minutes`;

const DAY = 1440;

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
				message: `${code} of ${date} stands for ${span(band)}, and ${minutes} are given.`,
				help: better
					? `Bill ${better.code} (${span(better)}), or correct the minutes.`
					: `Correct the minutes, or remove the line: no code stands for ${minutes}.`,
			};
		} else if (units > 1) {
			yield {
				at: [...at, 'units'],
				message: `${code} of ${date} has ${units} units; it stands for ${span(band)} as one.`,
				help: 'Set units to 1; what is beyond the time of the code is billed by its add-on code, if there is one.',
			};
		}
	}
}

/** A step's units of the time of one primary, or of the line itself. */
interface Allowance {
	readonly units: number;
	readonly minutes: number;
}

function allowance({ first, step }: TimeStep, minutes: number): Allowance {
	return { minutes, units: minutes < first ? 0 : 1 + Math.floor((minutes - first) / step) };
}

function* tooManySteps(subject: RuleInput, { date, lines }: ProviderDay): Generator<RuleFinding> {
	const { packs } = subject.knowledge;
	for (const [code, ofCode] of byCode(lines)) {
		const steps = packs.timeSteps(code, date);
		if (steps.length === 0) continue;
		const allowances = allowed(subject, steps, ofCode, lines);
		if (!allowances) continue;
		const minutes = allowances.reduce((sum, each) => sum + each.minutes, 0);
		const most = allowances.reduce((sum, each) => sum + each.units, 0);
		const units = totalUnits(ofCode);
		if (units <= most) continue;
		for (const { at } of ofCode) {
			yield {
				at,
				message: `${code} of ${date} has ${units} units, and ${minutes} minutes make ${most}.`,
				help:
					most === 0
						? `Remove ${code}, or correct the minutes.`
						: `Set units to ${most}, or correct the minutes.`,
			};
		}
	}
}

/** `undefined` where the time is not given, or a primary stands there whose time no pack knows. */
function allowed(
	{ knowledge: { packs } }: RuleInput,
	steps: readonly TimeStep[],
	ofCode: readonly LocatedLine[],
	visit: readonly LocatedLine[],
): readonly Allowance[] | undefined {
	const own = sumOfMinutes(ofCode);
	const ownStep = steps.find(({ of }) => of === undefined);
	if (ownStep) return own === undefined ? undefined : [allowance(ownStep, own)];

	const { code, date } = (ofCode[0] as LocatedLine).line;
	const primaries = new Set(packs.addOns(code, date).flatMap((entry) => entry.primaries));
	const billed = visit.filter(
		({ line }) => primaries.has(line.code) || steps.some(({ of }) => of?.includes(line.code)),
	);
	const allowances = billed.map(({ line: { code: primary, minutes } }) => {
		const step = steps.find(({ of }) => of?.includes(primary));
		if (!step || minutes === undefined) return undefined;
		// The whole time stands on the primary; where that is too short, the add-on has its own part of it.
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

import type { CodeAnswer, TitledCode } from '../codes/code-sets.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { RuleFinding } from './rule.ts';

/** Phrases that several rules share. */

const MAX_NAMED = 8;
const orList = new Intl.ListFormat('en', { type: 'disjunction' });

/** `96365, 96367, or 96374`. A long list is cut to a few examples. */
export function anyOf(codes: readonly string[]): string {
	return codes.length > MAX_NAMED ? `such as ${orList.format(codes.slice(0, 3))}` : orList.format(codes);
}

/** `1 unit`, `2 units`. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Nobody has lived longer than 122 years; the Medicare Code Editor takes ages up to 124. */
export const OLDEST_AGE = 124;

/** `under 1 year`, `up to 17 years`, `of 9 to 64 years`, `of 65 years and older`, after "patients". */
export function agesText(first: number, last: number): string {
	if (last === 0) return 'under 1 year';
	if (last >= OLDEST_AGE) return `of ${first} years and older`;
	return first === 0 ? `up to ${last} years` : `of ${first} to ${last} years`;
}

/** Suggests writing the code in capitals if that fixes it, and otherwise gives other advice. */
export function capitalsOr(code: string, fits: (code: string) => boolean, advice: string): string {
	const capitals = code.toUpperCase();
	return fits(capitals) ? `Write it in capitals: ${capitals}.` : advice;
}

/** Describes a code that exists, but not on the date of service. */
export function notInForce(
	code: string,
	date: IsoDate,
	answer: Extract<CodeAnswer, { state: 'not-yet-valid' | 'ended' }>,
): Pick<RuleFinding, 'message' | 'help'> {
	const help = `Use the code that was in effect on ${date}.`;
	return answer.state === 'ended'
		? {
				message: `${code} ended on ${answer.lastDay}, before the service on ${date}.`,
				help: offer('Possible replacements', answer.successors, help),
			}
		: { message: `${code} takes effect on ${answer.from}, after the service on ${date}.`, help };
}

const MAX_OFFERED = 12;

/** Lists codes to choose from, or gives other advice if there are none. */
export function offer(lead: string, codes: readonly TitledCode[], otherwise: string): string {
	if (codes.length === 0) return otherwise;
	const named = codes.slice(0, MAX_OFFERED).map(({ code, title }) => (title ? `${code} (${title})` : code));
	const more = codes.length > MAX_OFFERED ? `; and ${codes.length - MAX_OFFERED} more` : '';
	return `${lead}: ${named.join('; ')}${more}.`;
}

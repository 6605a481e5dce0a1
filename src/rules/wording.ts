import type { CodeAnswer, TitledCode } from '../codes/code-sets.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { RuleFinding } from './rule.ts';

/** Sentences that several rules share. */

/** "96365, 96367 or 96374"; what is beyond the eighth is counted. */
export function anyOf(codes: readonly string[]): string {
	const named =
		codes.length > MOST_NAMED
			? [...codes.slice(0, MOST_NAMED - 1), `${codes.length - MOST_NAMED + 1} more`]
			: codes;
	return orList.format(named);
}

const MOST_NAMED = 8;
const orList = new Intl.ListFormat('en', { type: 'disjunction' });

/** Help for a code that is wrong: its form in capitals where that alone would mend it, else the general advice. */
export function capitalsOr(code: string, fits: (code: string) => boolean, advice: string): string {
	const capitals = code.toUpperCase();
	return fits(capitals) ? `Write it in capitals: ${capitals}.` : advice;
}

/** What to say of a code that exists, but not on the date of service. */
export function notInForce(
	code: string,
	date: IsoDate,
	answer: Extract<CodeAnswer, { state: 'not-yet-valid' | 'ended' }>,
): Pick<RuleFinding, 'message' | 'help'> {
	return answer.state === 'ended'
		? {
				message: `${code} ended on ${answer.lastDay}, before the service on ${date}.`,
				help: offer('In its place came', answer.successors, `Use the code that was in force on ${date}.`),
			}
		: {
				message: `${code} begins on ${answer.from}, after the service on ${date}.`,
				help: `Use the code that was in force on ${date}.`,
			};
}

const MOST_OFFERED = 12;

/** A list of codes to choose from, or other advice where there is none. */
export function offer(lead: string, codes: readonly TitledCode[], otherwise: string): string {
	if (codes.length === 0) return otherwise;
	const named = codes.slice(0, MOST_OFFERED).map(({ code, title }) => (title ? `${code} (${title})` : code));
	const more = codes.length > MOST_OFFERED ? `; and ${codes.length - MOST_OFFERED} more` : '';
	return `${lead}: ${named.join('; ')}${more}.`;
}

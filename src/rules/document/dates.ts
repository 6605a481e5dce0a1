import { daysBetween, type IsoDate } from '../../superbill/dates.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachLine, earliestLine } from '../walk.ts';

/** Rules on dates. */

/** Lists the dates that cannot be after the issue date. */
function* eachPastDate(
	request: SuperbillRequest,
): Generator<{ what: string; date: IsoDate; at: RequestPath }> {
	for (const { line, at } of eachLine(request)) {
		yield { what: `The service ${line.code}`, date: line.date, at: [...at, 'date'] };
	}
	for (const [list, what] of [
		['payments', 'A payment'],
		['adjustments', 'An adjustment'],
		['refunds', 'A refund'],
	] as const) {
		for (const [i, { date }] of (request[list] ?? []).entries()) {
			if (date !== undefined) yield { what, date, at: [list, i, 'date'] };
		}
	}
	if (request.replaces) {
		yield {
			what: 'The superbill that this one replaces',
			date: request.replaces.issuedOn,
			at: ['replaces', 'issuedOn'],
		};
	}
}

export const dateInFuture: Rule = {
	id: 'date-in-future',
	severity: 'error',
	requirement:
		"No service, payment, adjustment, refund or replaced superbill is later than the issue date, and the issue date is not later than today in the practice's time zone.",
	why: 'A superbill is a receipt for services and payments. Payers reject services that are later than the superbill (CMS-1500 boxes 24A and 31).',
	fix: 'Fix the date, or issue the superbill on that date or later.',
	*check({ request, issuedOn, today }) {
		if (issuedOn > today) {
			yield {
				at: ['issuedOn'],
				message: `The issue date ${issuedOn} is in the future; today is ${today}.`,
				help: `Write ${today} or an earlier date, or leave the issue date out to use today.`,
			};
		}
		for (const { what, date, at } of eachPastDate(request)) {
			if (date <= issuedOn) continue;
			yield {
				at,
				message: `${what} is dated ${date}, after the issue date ${issuedOn}.`,
				help: `Fix the date, or issue the superbill on ${date} or later.`,
			};
		}
	},
};

export const dateBeforeBirth: Rule = {
	id: 'date-before-birth',
	severity: 'error',
	requirement: "No service is earlier than the patient's birth date.",
	why: 'One of the two dates is wrong (CMS-1500 boxes 3 and 24A). A payer cannot find a member by a wrong birth date.',
	fix: "Fix the date of service or the patient's birth date.",
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (line.date >= request.patient.birthDate) continue;
			yield {
				at: [...at, 'date'],
				message: `${line.code} is dated ${line.date}, before the patient's birth date.`,
				help: "Fix the date of service or the patient's birth date.",
			};
		}
	},
};

const FIRST_LIMIT_DAYS = 90;
const LAST_LIMIT_DAYS = 365;

export const timelyFiling: Rule = {
	id: 'timely-filing',
	severity: 'info',
	requirement:
		'On the issue date, the oldest service is less than 90 days old (info) or less than 365 days old (warning).',
	why: 'Payers refuse late claims. Plan limits are commonly 90 days to a year; Medicare allows a calendar year (42 CFR 424.44).',
	fix: "Check the plan's time limit for claims from members, and send the superbill soon.",
	*check({ request, issuedOn }) {
		const { line, at } = earliestLine(request);
		const days = daysBetween(line.date, issuedOn);
		if (days < FIRST_LIMIT_DAYS) return;
		yield {
			at: [...at, 'date'],
			...(days < LAST_LIMIT_DAYS
				? {
						severity: 'info',
						message: `The oldest service, on ${line.date}, is ${days} days old; some plans' time limits have passed.`,
						help: "Send this superbill soon, and check the plan's time limit for claims from members.",
					}
				: {
						severity: 'warning',
						message: `The oldest service, on ${line.date}, is ${days} days old; most plans' time limits have passed.`,
						help: 'Ask the plan whether it still accepts the claim.',
					}),
		};
	},
};

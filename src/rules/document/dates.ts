import { daysBetween, type IsoDate } from '../../superbill/dates.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachLine, earliestLine } from '../walk.ts';

/** How dates stand to one another, to the issue date and to today. */

/** Everything that has happened by the time the document is issued. */
function* eachPastDate(
	request: SuperbillRequest,
): Generator<{ what: string; date: IsoDate; at: RequestPath }> {
	for (const { line, at } of eachLine(request)) {
		yield { what: `Service ${line.code}`, date: line.date, at: [...at, 'date'] };
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
		"No service, payment, adjustment, refund or replaced superbill is dated after the issue date, and the issue date is not after today in the practice's time zone.",
	why: 'A superbill is a receipt of what has been done and paid; payers reject services of a later date than the paper (CMS-1500 boxes 24A and 31).',
	fix: 'Correct the date, or issue the superbill on that day or later.',
	*check({ request, issuedOn, today }) {
		if (issuedOn > today) {
			yield {
				at: ['issuedOn'],
				message: `The issue date ${issuedOn} is after today, ${today}.`,
				help: 'Use today or an earlier day, or leave it out to use today.',
			};
		}
		for (const { what, date, at } of eachPastDate(request)) {
			if (date <= issuedOn) continue;
			yield {
				at,
				message: `${what} is dated ${date}, after the issue date ${issuedOn}.`,
				help: 'Correct the date, or issue the superbill on that day or later.',
			};
		}
	},
};

export const dateBeforeBirth: Rule = {
	id: 'date-before-birth',
	severity: 'error',
	requirement: 'No service is dated before the patient was born.',
	why: 'One of the two dates is wrong (CMS-1500 boxes 3 and 24A), and a payer that cannot match the birth date cannot find the member.',
	fix: "Correct the date of service or the patient's birth date.",
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (line.date >= request.patient.birthDate) continue;
			yield {
				at: [...at, 'date'],
				message: `${line.code} is dated ${line.date}, before the patient's birth.`,
				help: "Correct the date of service or the patient's birth date.",
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
		'On the issue date the oldest service is under 90 days old (info), and under 365 days old (warning).',
	why: 'Payers refuse claims that come late: limits of 90 days to a year are common in plans, a calendar year in Medicare (42 CFR 424.44).',
	fix: "Check the plan's limit for claims sent by members, and send the superbill soon.",
	*check({ request, issuedOn }) {
		const { line, at } = earliestLine(request);
		const days = daysBetween(line.date, issuedOn);
		if (days < FIRST_LIMIT_DAYS) return;
		yield {
			at: [...at, 'date'],
			message: `The oldest service, of ${line.date}, is ${days} days old on the issue date.`,
			help: "Check the plan's limit for claims sent by members, and send this one soon.",
			severity: days < LAST_LIMIT_DAYS ? 'info' : 'warning',
		};
	},
};

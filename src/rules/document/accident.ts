import type { Rule } from '../rule.ts';

/** Rules on accidents (CMS-1500 boxes 10 and 14). */

export const accidentDate: Rule = {
	id: 'accident-date',
	severity: 'warning',
	requirement:
		'A condition that is related to an accident has the date of the accident, and a date of an accident has a relation.',
	why: 'Payers ask who else is liable, and look for that by the day of the accident (CMS-1500 boxes 10b, 10c and 14; 837P DTP*439).',
	fix: 'Give both what the condition is related to and the day of the accident.',
	*check({ request: { conditionRelatedTo: related, accidentDate } }) {
		const isAccident = related?.autoAccident !== undefined || related?.otherAccident === true;
		if (isAccident && accidentDate === undefined) {
			yield {
				at: ['conditionRelatedTo'],
				message: 'The condition is related to an accident, but the day of the accident is missing.',
				help: 'Add "accidentDate", written as year-month-day.',
			};
		}
		if (accidentDate !== undefined && !isAccident && related?.employment !== true) {
			yield {
				at: ['accidentDate'],
				message: `There was an accident on ${accidentDate}, but it is not said of what kind.`,
				help: 'Add "conditionRelatedTo" with "autoAccident", "otherAccident" or "employment".',
			};
		}
	},
};

import type { SuperbillInput } from '../../superbill/request.ts';
import { correctedSuperbill } from './corrected-superbill.ts';
import { groupPractice } from './group-practice.ts';
import { ketamineVisit } from './ketamine-visit.ts';
import { minorWithGuarantor } from './minor-with-guarantor.ts';
import { overpaymentAndRefund } from './overpayment-and-refund.ts';
import { psychotherapyMonth } from './psychotherapy-month.ts';

export interface Example {
	/** The text in the drop-down of Swagger UI. */
	readonly summary: string;
	readonly value: SuperbillInput;
}

/**
 * Complete requests by id, in the order in which they are offered. Everything in them is fictitious, and all dates are in
 * the past, so that they stay valid.
 */
export const EXAMPLES: Readonly<Record<string, Example>> = {
	'iv-ketamine-visit': { summary: 'IV ketamine visit', value: ketamineVisit },
	'psychotherapy-month': { summary: 'Psychotherapy month by telehealth', value: psychotherapyMonth },
	'group-practice': { summary: 'Group practice with supervisor', value: groupPractice },
	'minor-with-guarantor': { summary: 'Minor with guarantor', value: minorWithGuarantor },
	'overpayment-and-refund': { summary: 'Overpayment and refund', value: overpaymentAndRefund },
	'corrected-superbill': { summary: 'Corrected superbill', value: correctedSuperbill },
};

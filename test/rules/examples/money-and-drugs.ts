import {
	add,
	addLine,
	makeLine,
	type RuleExample,
	type RuleExamples,
	remove,
	replace,
	values,
} from './example.ts';
import { TODAY } from './plain.ts';

const DRUG = {
	ndc: '0000-1234-05',
	quantity: '0.8',
	unit: 'ML',
	name: 'ketamine HCl (fictitious product)',
	strength: '50 mg/mL',
	dose: '40 mg',
	route: 'IV',
} as const;

function drugs(fails: object, passes: object): RuleExample {
	const line = makeLine('J3490', 'Drug supply');
	return {
		fails: [...line, add('/serviceLines/0/drug', { ...DRUG, ...fails })],
		passes: [...line, add('/serviceLines/0/drug', { ...DRUG, ...passes })],
	};
}

/** Examples of the rules on money and drugs. */
export const MONEY_AND_DRUGS: RuleExamples = {
	'lines-paid': {
		fails: [add('/serviceLines/0/paid', '150.01')],
		passes: [add('/serviceLines/0/paid', '150.00')],
	},
	'charge-zero': values('/serviceLines/0/charge', '0.00', '150.00'),
	'not-paid': { fails: [remove('/payments')], passes: [replace('/payments/0/amount', '20.00')] },
	'credit-balance': values('/payments/0/amount', '200.00', '100.00'),
	'refund-before-payment': {
		fails: [add('/refunds', [{ date: '2026-10-05', amount: '50.00', method: 'card' }])],
		passes: [add('/refunds', [{ date: TODAY, amount: '50.00', method: 'card' }])],
	},
	'payment-before-service': values('/payments/0/date', '2026-10-05', TODAY),
	'refund-exceeds-payments': {
		fails: [add('/refunds', [{ date: TODAY, amount: '150.01', method: 'card' }])],
		passes: [add('/refunds', [{ date: TODAY, amount: '150.00', method: 'card' }])],
	},
	'adjustment-exceeds-charges': {
		fails: [add('/adjustments', [{ amount: '150.01', reason: 'Hardship' }])],
		passes: [add('/adjustments', [{ amount: '150.00', reason: 'Hardship' }])],
	},
	'discount-shown': {
		fails: [add('/adjustments', [{ amount: '20.00', reason: 'Prompt-pay discount' }])],
		passes: [add('/adjustments', [])],
	},
	'unlisted-drug-details': {
		fails: [addLine('J3490', 'Drug supply')],
		passes: [addLine('J3490', 'Drug supply', { drug: DRUG })],
	},
	'ndc-format': drugs({ ndc: '1234-05' }, { ndc: '00000-1234-05' }),
	'ndc-ambiguous': drugs({ ndc: '0000123405' }, { ndc: '0000-1234-05' }),
	'ndc-unit': drugs(
		{ unit: 'UN', name: 'spray kit (fictitious)' },
		{ unit: 'ML', name: 'spray kit (fictitious)' },
	),
};

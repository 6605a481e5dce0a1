import { moneyText, parseMoney, sum } from '../src/superbill/money.ts';
import type { SuperbillInput } from '../src/superbill/request.ts';
import { CASES } from '../test/fixtures/cases.ts';

/** A kind of visit. Each request has different names, dates and amounts. */
export interface Scenario {
	readonly id: string;
	readonly title: string;
	request(iteration: number): SuperbillInput;
}

const LATIN = [
	'Mar',
	'low',
	'fen',
	'Del',
	'phi',
	'zoë',
	'ñan',
	'ång',
	'tes',
	'ta',
	'quil',
	'bel',
	'dor',
	'ric',
	'um',
];
const VIETNAMESE = [
	'Nguyễn',
	'Thị',
	'Ngọc',
	'Trần',
	'Đặng',
	'Hường',
	'Phượng',
	'Quỳnh',
	'Vũ',
	'Bảo',
	'Ưng',
	'Ỷ',
];

export const SCENARIOS: readonly Scenario[] = [
	scenario('one-page', 'One page: four lines with a drug', 'iv-ketamine-visit', LATIN, ''),
	scenario('fifty-lines', 'Fifty lines', 'treatment-series-fifty-lines', LATIN, ''),
	scenario('vietnamese', 'One page, a Vietnamese name', 'iv-ketamine-visit', VIETNAMESE, ' '),
];

function scenario(
	id: string,
	title: string,
	file: string,
	syllables: readonly string[],
	separator: string,
): Scenario {
	const base = CASES.find((fixture) => fixture.file === `${file}.json`)?.request as SuperbillInput;
	return { id, title, request: (iteration) => varied(base, iteration, syllables, separator) };
}

function varied(
	base: SuperbillInput,
	iteration: number,
	syllables: readonly string[],
	separator: string,
): SuperbillInput {
	const pick = (salt: number) => syllables[(iteration * 7919 + salt * 104729) % syllables.length] as string;
	const name = (salt: number) => [pick(salt), pick(salt + iteration + 1)].join(separator);
	const extra = 100 * (iteration % 97) + (iteration % 89);
	const earlier = (date: string) => daysBefore(date, iteration % 300);
	const serviceLines = base.serviceLines.map((line) => ({
		...line,
		date: earlier(line.date),
		charge: moneyText(parseMoney(line.charge) + extra),
	}));
	return {
		...base,
		number: `SB-${iteration}`,
		issuedOn: earlier(base.issuedOn as string),
		patient: { ...base.patient, firstName: name(1), lastName: name(2), accountNumber: `PT-${iteration}` },
		serviceLines,
		adjustments: [],
		refunds: [],
		payments: [
			{
				date: earlier(base.issuedOn as string),
				amount: moneyText(sum(serviceLines.map(({ charge }) => charge))),
				method: 'card',
				reference: `last4 ${String(iteration % 10_000).padStart(4, '0')}`,
			},
		],
	};
}

function daysBefore(date: string, days: number): string {
	return new Date(Date.parse(date) - days * 86_400_000).toISOString().slice(0, 10);
}

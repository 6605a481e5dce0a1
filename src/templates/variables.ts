import { printedDate } from '../superbill/dates.ts';
import { printedMoney } from '../superbill/money.ts';
import { addressLines, clinicianName, fullName } from '../superbill/person.ts';
import type { DatedVisit, Superbill } from '../superbill/superbill.ts';
import type { Template } from './template.ts';

/** What the texts of a template may speak of. Every value is text as it is printed; what was not given is empty. */
export function variables(superbill: Superbill, template: Pick<Template, 'dates'>) {
	const {
		billingProvider,
		patient,
		guarantor,
		coverages = [],
		totals,
		visits,
		renderingProvider,
	} = superbill;
	const date = (day: string) => printedDate(day, template.dates);
	return {
		number: superbill.number ?? '',
		issued: date(superbill.issuedOn),
		clinic: {
			name: billingProvider.name,
			phone: billingProvider.phone,
			email: billingProvider.email ?? '',
			website: billingProvider.website ?? '',
			address: addressLines(billingProvider.address).join(', '),
			npi: billingProvider.npi,
		},
		patient: { name: fullName(patient), account: patient.accountNumber ?? '' },
		recipient: { name: fullName(guarantor ?? patient) },
		rendering: { name: clinicianName(renderingProvider), npi: renderingProvider.npi },
		payer: { name: coverages[0]?.payerName ?? '', member: coverages[0]?.memberId ?? '' },
		visits: {
			count: String(visits.length),
			first: date((visits[0] as DatedVisit).date),
			last: date((visits.at(-1) as DatedVisit).date),
		},
		totals: {
			charges: printedMoney(totals.totalCharges),
			adjustments: printedMoney(totals.totalAdjustments),
			due: printedMoney(totals.amountDue),
			paid: printedMoney(totals.netPaid),
			balance: printedMoney(totals.balance),
		},
	};
}

type Texts = ReturnType<typeof variables>;

/** Every variable that a text may name, with what it holds. */
export const VARIABLES: {
	readonly [Key in keyof Texts]: Texts[Key] extends string
		? string
		: { readonly [Inner in keyof Texts[Key]]: string };
} = {
	number: "The superbill's number; empty for a draft.",
	issued: 'Date of issue.',
	clinic: {
		name: 'Name of the billing provider.',
		phone: 'Its telephone.',
		email: 'Its e-mail address, if given.',
		website: 'Its web site, if given.',
		address: 'Its address in one line.',
		npi: 'Its NPI.',
	},
	patient: { name: "The patient's full name.", account: 'The account number, if given.' },
	recipient: { name: 'Whom the superbill is addressed to: the guarantor, else the patient.' },
	rendering: { name: 'The rendering provider with credentials.', npi: 'The NPI of the rendering provider.' },
	payer: { name: 'The first insurer, if any.', member: 'The member id there, if any.' },
	visits: {
		count: 'How many days of service there are.',
		first: 'The first day of service.',
		last: 'The last day of service.',
	},
	totals: {
		charges: 'Sum of the charges, like 1,185.00.',
		adjustments: 'Sum of the adjustments.',
		due: 'Charges less adjustments.',
		paid: 'Payments less refunds.',
		balance: 'What is still due; negative when too much was paid.',
	},
};

/** The same as paths, like `clinic.name`. */
export const VARIABLE_PATHS: readonly string[] = Object.entries(VARIABLES).flatMap(([name, inner]) =>
	typeof inner === 'string' ? [name] : Object.keys(inner).map((key) => `${name}.${key}`),
);

/** Variables that all hold the same text. */
export function uniformVariables(text: string): object {
	return Object.fromEntries(
		Object.entries(VARIABLES).map(([name, inner]) => [
			name,
			typeof inner === 'string' ? text : Object.fromEntries(Object.keys(inner).map((key) => [key, text])),
		]),
	);
}

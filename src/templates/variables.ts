import { printedDate } from '../superbill/dates.ts';
import { printedMoney } from '../superbill/money.ts';
import { addressLines, clinicianName, fullName } from '../superbill/person.ts';
import type { DatedVisit, Superbill } from '../superbill/superbill.ts';
import type { Template } from './template.ts';

/** The variables that the texts of a template can use. Every value is printed text, empty if it was not given. */
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
			phone: billingProvider.phone ?? '',
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

export const VARIABLES: {
	readonly [Key in keyof Texts]: Texts[Key] extends string
		? string
		: { readonly [Inner in keyof Texts[Key]]: string };
} = {
	number:
		"The superbill's number; empty for a draft. It is assigned after the pages are laid out, so filters cannot change it.",
	issued: 'Date of issue.',
	clinic: {
		name: 'Name of the billing provider.',
		phone: 'Phone number of the billing provider, if given.',
		email: 'Email address of the billing provider, if given.',
		website: 'Website of the billing provider, if given.',
		address: 'Address of the billing provider on one line.',
		npi: 'NPI of the billing provider.',
	},
	patient: { name: "The patient's full name.", account: 'The account number, if given.' },
	recipient: { name: 'Name of the guarantor or, without one, of the patient.' },
	rendering: {
		name: 'Name and credentials of the rendering provider.',
		npi: 'NPI of the rendering provider.',
	},
	payer: { name: 'Name of the first insurer, if any.', member: 'Member ID with the first insurer, if any.' },
	visits: {
		count: 'Number of days of service.',
		first: 'First day of service.',
		last: 'Last day of service.',
	},
	totals: {
		charges: 'Sum of the charges, such as 1,185.00.',
		adjustments: 'Sum of the adjustments.',
		due: 'Charges minus adjustments.',
		paid: 'Payments minus refunds.',
		balance: 'Amount still due; negative if too much was paid.',
	},
};

/** The variables as paths, such as `clinic.name`. */
export const VARIABLE_PATHS: readonly string[] = Object.entries(VARIABLES).flatMap(([name, inner]) =>
	typeof inner === 'string' ? [name] : Object.keys(inner).map((key) => `${name}.${key}`),
);

/** Makes variables that all hold the same text. */
export function uniformVariables(text: string): object {
	return Object.fromEntries(
		Object.entries(VARIABLES).map(([name, inner]) => [
			name,
			typeof inner === 'string' ? text : Object.fromEntries(Object.keys(inner).map((key) => [key, text])),
		]),
	);
}

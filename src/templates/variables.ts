import { printedDate } from '../superbill/dates.ts';
import { printedMoney } from '../superbill/money.ts';
import { addressLines, clinicianName, fullName } from '../superbill/person.ts';
import type { Superbill } from '../superbill/superbill.ts';
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
	const date = (day: string | undefined) => (day === undefined ? '' : printedDate(day, template.dates));
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
		visits: { count: String(visits.length), first: date(visits[0]?.date), last: date(visits.at(-1)?.date) },
		totals: {
			charges: printedMoney(totals.totalCharges),
			adjustments: printedMoney(totals.totalAdjustments),
			due: printedMoney(totals.amountDue),
			paid: printedMoney(totals.netPaid),
			balance: printedMoney(totals.balance),
		},
	};
}

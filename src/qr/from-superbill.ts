import type { Superbill } from '../superbill/superbill.ts';
import type { QrForm, QrKind } from './form.ts';

/** Parts of a superbill that a sibling may not print. */
export type QrPart = 'npis' | 'taxId' | 'diagnoses' | 'services' | 'amounts';

/** Describes a superbill, or a sibling of it that leaves out some parts. */
export function qrFormOf(
	superbill: Superbill,
	kind: QrKind = 'superbill',
	leftOut: readonly QrPart[] = [],
): QrForm {
	const { number, issuedOn, replaces, billingProvider, taxId, diagnoses, visits, totals } = superbill;
	const has = (part: QrPart): boolean => !leftOut.includes(part);
	return {
		kind,
		number,
		issuedOn,
		replaces: replaces?.number,
		npis: has('npis')
			? defined({
					billingProvider: billingProvider.npi,
					renderingProvider: superbill.renderingProvider.npi,
					supervisingProvider: superbill.supervisingProvider?.npi,
					referringProvider: superbill.referringProvider?.npi,
					serviceFacility: superbill.serviceFacility?.npi,
				})
			: {},
		taxId: has('taxId') ? { type: billingProvider.taxId.type, value: taxId } : undefined,
		diagnoses: has('diagnoses') ? diagnoses.map(({ code }) => code) : [],
		visits: has('services')
			? visits.map(({ date, lines }) => ({
					date,
					lines: lines.map(({ code, modifiers, units, diagnosisPointers, charge, renderingProvider }) => ({
						code,
						modifiers,
						units,
						pointers: has('diagnoses') ? diagnosisPointers.join('') : '',
						charge,
						npi: has('npis') ? renderingProvider?.npi : undefined,
					})),
				}))
			: [],
		amounts: has('amounts')
			? defined({
					totalCharges: totals.totalCharges,
					totalOtherItems: totals.totalOtherItems,
					totalAdjustments: totals.totalAdjustments || undefined,
					paymentsReceived: totals.paymentsReceived,
					totalRefunds: totals.totalRefunds || undefined,
					balance: totals.balance,
				})
			: {},
	};
}

function defined<K extends string, V>(values: Readonly<Record<K, V | undefined>>): Partial<Record<K, V>> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
		Record<K, V>
	>;
}

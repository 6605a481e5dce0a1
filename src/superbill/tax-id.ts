/**
 * The billing provider's tax ID (CMS-1500 box 25). It is printed in full, because payers need it for Form 1099.
 *
 * - EIN `NN-NNNNNNN`. Any prefix, because the IRS keeps assigning new ones.
 * - SSN `AAA-GG-SSSS`: area not 000, 666 or 900–999; group not 00; serial not 0000 (SSA, "Social Security number
 *   randomization").
 * - ITIN `9NN-GG-NNNN`: group 50–65, 70–88, 90–92 or 94–99 (IRS, Internal Revenue Manual 3.21.263).
 */
export const TAX_ID_TYPES = ['EIN', 'SSN', 'ITIN'] as const;
export type TaxIdType = (typeof TAX_ID_TYPES)[number];

const EIN = /^(\d{2})-?(\d{7})$/;
const PERSONAL = /^(\d{3})-?(\d{2})-?(\d{4})$/;

const ITIN_GROUPS: readonly (readonly [number, number])[] = [
	[50, 65],
	[70, 88],
	[90, 92],
	[94, 99],
];

/** Adds the hyphens. `undefined` if the text cannot be a tax ID of that type. */
export function formatTaxId(type: TaxIdType, text: string): string | undefined {
	if (type === 'EIN') {
		const match = EIN.exec(text);
		return match ? `${match[1]}-${match[2]}` : undefined;
	}
	const match = PERSONAL.exec(text);
	if (!match) return undefined;
	const [, area, group, serial] = match as unknown as [string, string, string, string];
	const real = type === 'SSN' ? isSsn(area, group, serial) : isItin(area, group);
	return real ? `${area}-${group}-${serial}` : undefined;
}

/** Tests the three parts of a social security number against those the SSA has issued. */
export function isSsn(area: string, group: string, serial: string): boolean {
	return area !== '000' && area !== '666' && area[0] !== '9' && group !== '00' && serial !== '0000';
}

function isItin(area: string, group: string): boolean {
	const number = Number(group);
	return area[0] === '9' && ITIN_GROUPS.some(([first, last]) => number >= first && number <= last);
}

const MASK = '***-**-';

/** Masks a person's number to its last four digits, except on the document. An EIN is public. */
export function maskTaxId(type: TaxIdType, text: string): string {
	return type === 'EIN' ? text : MASK + text.slice(-4);
}

export function isMasked(text: string): boolean {
	return text.startsWith(MASK);
}

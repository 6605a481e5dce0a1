/**
 * The billing provider's tax id (CMS-1500 box 25). Payers print it on a 1099, so it stands on the document in full.
 *
 * - EIN `NN-NNNNNNN`. Prefixes are not judged: the IRS goes on assigning new ones.
 * - SSN `AAA-GG-SSSS`: area not 000, 666 or 900–999; group not 00; serial not 0000 (SSA, "Social Security number
 *   randomization").
 * - ITIN `9NN-GG-NNNN`: group 50–65, 70–88, 90–92 or 94–99 (IRS, Internal Revenue Manual 3.21.263).
 */
export type TaxIdType = 'EIN' | 'SSN' | 'ITIN';

const EIN = /^(\d{2})-?(\d{7})$/;
const PERSONAL = /^(\d{3})-?(\d{2})-?(\d{4})$/;

const ITIN_GROUPS: readonly (readonly [number, number])[] = [
	[50, 65],
	[70, 88],
	[90, 92],
	[94, 99],
];

/** The printed form with its hyphens, or `undefined` when the text cannot be a tax id of that type. */
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

/** Whether three parts could be a social security number that was ever issued. */
export function isSsn(area: string, group: string, serial: string): boolean {
	return area !== '000' && area !== '666' && area[0] !== '9' && group !== '00' && serial !== '0000';
}

function isItin(area: string, group: string): boolean {
	const number = Number(group);
	return area[0] === '9' && ITIN_GROUPS.some(([first, last]) => number >= first && number <= last);
}

const MASK = '***-**-';

/** As it is shown anywhere but on the document: a person's own number with its last four digits alone. */
export function maskTaxId(type: TaxIdType, text: string): string {
	return type === 'EIN' ? text : MASK + text.slice(-4);
}

export function isMasked(text: string): boolean {
	return text.startsWith(MASK);
}

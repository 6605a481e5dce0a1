/**
 * National Provider Identifier: ten digits, the first 1 or 2, the last a Luhn check digit over the other nine with
 * the constant prefix 80840 (45 CFR 162.406; CMS, "Requirements for NPI and NPI check digit").
 */
export const NPI_PATTERN = /^[12]\d{9}$/;

/** The Luhn sum of the prefix 80840 (8·2→1+6, 0, 8·2→1+6, 4, 0·2) as CMS states it. */
const PREFIX_SUM = 24;

/** The check digit that the first nine digits ask for. */
export function expectedCheckDigit(npi: string): number {
	let total = PREFIX_SUM;
	for (let i = 0; i < 9; i++) {
		const digit = npi.charCodeAt(i) - 48;
		const doubled = digit * 2;
		total += i % 2 === 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit;
	}
	return (10 - (total % 10)) % 10;
}

/** Whether a text is an NPI with the right check digit. */
export function isNpi(text: string): boolean {
	return NPI_PATTERN.test(text) && expectedCheckDigit(text) === Number(text[9]);
}

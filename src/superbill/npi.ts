/**
 * National Provider Identifier: ten digits, the first 1 or 2, the last a Luhn check digit over the prefix 80840 and the
 * other nine (45 CFR 162.406; CMS, "Requirements for NPI and NPI check digit").
 */
export const NPI_PATTERN = /^[12]\d{9}$/;

/** Luhn sum of the prefix 80840, a constant in CMS's description. */
const PREFIX_SUM = 24;

/** Computes the check digit of the first nine digits. */
export function expectedCheckDigit(npi: string): number {
	let total = PREFIX_SUM;
	for (let i = 0; i < 9; i++) {
		const digit = npi.charCodeAt(i) - 48;
		const doubled = digit * 2;
		total += i % 2 === 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit;
	}
	return (10 - (total % 10)) % 10;
}

export function isNpi(text: string): boolean {
	return NPI_PATTERN.test(text) && expectedCheckDigit(text) === Number(text[9]);
}

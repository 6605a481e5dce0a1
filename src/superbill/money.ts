/**
 * US dollars as an integer number of cents. Requests and answers carry text like `"150.00"`, never a JSON number:
 * `0.1 + 0.2` is not `0.3` in binary floating point, and payers return receipts that are off by a cent.
 */
export type Cents = number;

export const MONEY_PATTERN = /^\d{1,7}\.\d{2}$/;

/** @throws RangeError for text that does not match {@link MONEY_PATTERN} */
export function parseMoney(text: string): Cents {
	if (!MONEY_PATTERN.test(text)) throw new RangeError('money must be text like "150.00"');
	return Number(text.slice(0, -3)) * 100 + Number(text.slice(-2));
}

/** `-15050` → `"-150.50"`, as in the API's answers. */
export function moneyText(cents: Cents): string {
	const whole = Math.abs(cents);
	return `${cents < 0 ? '-' : ''}${Math.trunc(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/** `-155000` → `"−1,550.00"`, as printed: a minus sign (U+2212), not a hyphen, and grouped thousands. */
export function printedMoney(cents: Cents): string {
	const [dollars, fraction] = moneyText(Math.abs(cents)).split('.') as [string, string];
	return `${cents < 0 ? '\u2212' : ''}${dollars.replace(/\B(?=(?:\d{3})+$)/g, ',')}.${fraction}`;
}

export function sum(texts: Iterable<string>): Cents {
	let cents = 0;
	for (const text of texts) cents += parseMoney(text);
	return cents;
}

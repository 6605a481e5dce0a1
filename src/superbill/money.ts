/**
 * Money: US dollars as integer cents inside, as text like `"150.00"` outside.
 *
 * A JSON number never carries money here: `0.1 + 0.2` is not `0.3` in binary floating point, and a receipt that is
 * off by a cent is returned by a payer.
 */
export type Cents = number;

/** The text form: one to seven digits of dollars, a point, two digits of cents. Never negative. */
export const MONEY_PATTERN = /^\d{1,7}\.\d{2}$/;

/** Cents of a text that matches {@link MONEY_PATTERN}. @throws RangeError for any other text. */
export function parseMoney(text: string): Cents {
	if (!MONEY_PATTERN.test(text)) throw new RangeError('money must be text like "150.00"');
	return Number(text.slice(0, -3)) * 100 + Number(text.slice(-2));
}

/** `-15050` → `"-150.50"`: the form of the API's answers. */
export function moneyText(cents: Cents): string {
	const whole = Math.abs(cents);
	return `${cents < 0 ? '-' : ''}${Math.trunc(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/** `-155000` → `"−1,550.00"`: the printed form, with a true minus sign (U+2212) and grouped thousands. */
export function printedMoney(cents: Cents): string {
	const [dollars, fraction] = moneyText(Math.abs(cents)).split('.') as [string, string];
	return `${cents < 0 ? '\u2212' : ''}${dollars.replace(/\B(?=(?:\d{3})+$)/g, ',')}.${fraction}`;
}

/** The sum of money texts, in cents. */
export function sum(texts: Iterable<string>): Cents {
	let cents = 0;
	for (const text of texts) cents += parseMoney(text);
	return cents;
}
